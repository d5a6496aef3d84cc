package io.deltaglider.delta.predict;

import io.deltaglider.delta.Content;
import io.deltaglider.delta.deflate.DeflateReader;
import io.deltaglider.delta.deflate.InflatingReader;
import io.deltaglider.delta.entropy.Decoder;
import io.deltaglider.delta.entropy.Encoder;
import io.deltaglider.delta.replay.Recipe;
import io.deltaglider.delta.replay.RecipeContexts;
import io.deltaglider.delta.replay.ReferenceTokens;
import io.deltaglider.delta.replay.StreamRecipe;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/**
 * Prints how large recipes are beside the packed streams where nothing but the model predicts: the table of {@code
 * docs/codec.md}. Takes gzip files named {@code <input>.<compressor>.gz}, each of one member; a file is left out with a note
 * if it does not come back exactly.
 */
final class ReplayOverhead {
    private static final int PIECE = 1 << 16;

    private record Figures(CompressorId id, double share, double replaySpeed) {}

    private ReplayOverhead() {}

    public static void main(String[] files) throws IOException {
        Map<String, Map<String, Figures>> table = new LinkedHashMap<>();
        TreeSet<String> inputs = new TreeSet<>();
        for (String file : files) {
            String name = String.valueOf(Path.of(file).getFileName());
            int dot = name.indexOf('.');
            String input = name.substring(0, dot);
            String compressor = name.substring(dot + 1, name.lastIndexOf('.'));
            inputs.add(input);
            table.computeIfAbsent(compressor, c -> new LinkedHashMap<>())
                    .put(input, measure(Files.readAllBytes(Path.of(file)), name));
        }
        System.out.println("| compressor | model | " + String.join(" | ", inputs) + " |");
        System.out.println("|---|---|" + "---|".repeat(inputs.size()));
        for (Map.Entry<String, Map<String, Figures>> row : table.entrySet()) {
            List<String> cells = new ArrayList<>();
            TreeSet<String> models = new TreeSet<>();
            for (String input : inputs) {
                Figures figures = row.getValue().get(input);
                cells.add(
                        figures == null
                                ? ""
                                : String.format(
                                        Locale.ROOT,
                                        "%.3f %% (%.0f)",
                                        figures.share,
                                        figures.replaySpeed));
                if (figures != null) {
                    CompressorId id = figures.id;
                    models.add(
                            id.family()
                                    + " "
                                    + id.level()
                                    + (id.chunk() == 0
                                            ? ""
                                            : " by " + (id.chunk() >> 10) + " KiB"));
                }
            }
            System.out.println(
                    "| "
                            + row.getKey()
                            + " | "
                            + String.join(", ", models)
                            + " | "
                            + String.join(" | ", cells)
                            + " |");
        }
    }

    private static Figures measure(byte[] file, String name) throws IOException {
        int start = ParsedStream.afterGzipHeader(file);
        Content packed = Content.of(file);
        byte[] content = inflate(packed, start, file.length);
        Estimate estimate = new Estimator().estimate(packed, start, file.length, content.length);
        Encoder encoder = new Encoder();
        StreamRecipe recipe =
                StreamRecipe.write(
                        encoder,
                        new RecipeContexts(),
                        content.length,
                        ReferenceTokens.NONE,
                        estimate.id(),
                        new DeflateReader(packed, start, file.length));
        for (int at = 0; at < content.length; at += PIECE) {
            recipe.push(encoder, content, at, Math.min(PIECE, content.length - at), -1);
        }
        byte[] coded = encoder.finish();
        long length = recipe.emitted();
        ByteArrayOutputStream again = new ByteArrayOutputStream();
        Decoder decoder = new Decoder(coded, 0, coded.length);
        long begun = System.nanoTime();
        Recipe replay =
                Recipe.replay(
                        decoder,
                        new RecipeContexts(),
                        content.length,
                        ReferenceTokens.NONE,
                        again::write);
        for (int at = 0; at < content.length; at += PIECE) {
            replay.push(decoder, content, at, Math.min(PIECE, content.length - at), -1);
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        byte[] made = again.toByteArray();
        if (made.length != length
                || !Arrays.equals(made, 0, made.length, file, start, start + made.length)) {
            System.out.println(name + " does not come back");
        }
        return new Figures(
                estimate.id(), 100.0 * coded.length / length, content.length / 1e6 / seconds);
    }

    private static byte[] inflate(Content packed, long start, long limit) throws IOException {
        InflatingReader reader = new InflatingReader(packed, start, limit, null);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] buffer = new byte[PIECE];
        int n;
        while ((n = reader.read(buffer, 0, buffer.length)) >= 0) {
            out.write(buffer, 0, n);
        }
        return out.toByteArray();
    }
}
