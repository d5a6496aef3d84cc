package io.deltaglider.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.Deflater;

/**
 * Versions of files as real compressors write them come back exactly, whatever the edits. Compressors that are not installed are skipped, and
 * named as skipped. For a long run: {@code -Ddeltaglider.fuzz.rounds=1000 -Ddeltaglider.fuzz.seed=7}; Go takes part from two rounds on, since it
 * has to be built first.
 */
class RealCompressorsTest {
    private static final int ROUNDS = Integer.getInteger("deltaglider.fuzz.rounds", 1);
    private static final long SEED = Long.getLong("deltaglider.fuzz.seed", 1);

    private static final String GO =
            """
            package main
            import ("compress/gzip"; "io"; "os"; "strconv")
            func main() {
            	l, _ := strconv.Atoi(os.Args[1])
            	w, _ := gzip.NewWriterLevel(os.Stdout, l)
            	io.Copy(w, os.Stdin)
            	w.Close()
            }
            """;

    enum Tool {
        JDK,
        GZIP("gzip", "-c", "-n"),
        PIGZ("pigz", "-c", "-n", "-p", "2"),
        PIGZ_INDEPENDENT("pigz", "-c", "-n", "-i", "-b", "64"),
        LIBDEFLATE("libdeflate-gzip", "-c", "-n"),
        SEVEN_ZIP("7z", "a", "-tgzip", "-si", "-so", "dummy"),
        ZOPFLI("zopfli", "-c", "--i1"),
        NODE("node"),
        GO("go");

        @SuppressWarnings("ImmutableEnumChecker") // List.of
        private final List<String> command;

        Tool(String... command) {
            this.command = List.of(command);
        }

        boolean isInstalled() {
            return command.isEmpty()
                    || Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                            .anyMatch(f -> Files.isExecutable(Path.of(f, command.getFirst())));
        }
    }

    @TempDir Path folder;

    @ParameterizedTest
    @EnumSource(Tool.class)
    void comesBackExactly(Tool tool) throws Exception {
        assumeTrue(tool.isInstalled(), tool + " is not installed");
        assumeTrue(tool != Tool.GO || ROUNDS > 1, "Go takes part from two rounds on");
        if (tool == Tool.GO) {
            Files.writeString(folder.resolve("gz.go"), GO);
            run(new byte[0], List.of("go", "build", "-o", "gz", "gz.go"));
        }
        for (int round = 0; round < ROUNDS; round++) {
            long seed = SEED + round;
            Random random = new Random(seed);
            int longest = tool == Tool.ZOPFLI ? 60_000 : 1 << (14 + random.nextInt(7));
            byte[] before = content(random, random.nextInt(100, longest));
            byte[] after = edited(random, before);
            int level = random.nextInt(1, 10);
            byte[] reference = compressed(tool, before, level, random.nextInt(1000));
            byte[] target = compressed(tool, after, level, random.nextInt(1000));
            byte[] delta = Codec.encode(reference, target, Effort.BALANCED);
            assertThat(Codec.decode(reference, delta))
                    .as("%s, level %s, seed %s", tool, level, seed)
                    .isEqualTo(target);
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            new DeltaEncoder(Effort.BALANCED)
                    .pack(
                            Content.of(target),
                            Codec.header(new byte[0], target),
                            Long.MAX_VALUE,
                            packed);
            assertThat(Codec.decode(new byte[0], packed.toByteArray()))
                    .as("packed, %s, level %s, seed %s", tool, level, seed)
                    .isEqualTo(target);
        }
    }

    private byte[] compressed(Tool tool, byte[] content, int level, int variant) throws Exception {
        List<String> command = new ArrayList<>(tool.command);
        switch (tool) {
            case JDK -> {
                return deflated(content, variant);
            }
            case SEVEN_ZIP -> command.add("-mx" + level);
            case ZOPFLI -> {
                Path file = Files.write(folder.resolve("z"), content);
                command.add(file.toString());
            }
            case NODE -> {
                command.add("-e");
                command.add(
                        "process.stdout.write(require('zlib').gzipSync(require('fs').readFileSync(0),{level:"
                                + level
                                + ",memLevel:"
                                + (1 + variant % 9)
                                + ",strategy:"
                                + variant % 4
                                + "}))");
            }
            case GO -> {
                command.clear();
                command.add(folder.resolve("gz").toString());
                command.add(String.valueOf(variant % 12 - 2));
            }
            default -> command.add("-" + level);
        }
        return run(content, command);
    }

    /** A zlib stream at any level and strategy. */
    private static byte[] deflated(byte[] content, int variant) {
        Deflater deflater = new Deflater(variant % 10, false);
        deflater.setStrategy(variant / 10 % 3);
        deflater.setInput(content);
        deflater.finish();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] buffer = new byte[1 << 16];
        while (!deflater.finished()) {
            out.write(buffer, 0, deflater.deflate(buffer));
        }
        deflater.end();
        return out.toByteArray();
    }

    private byte[] run(byte[] input, List<String> command) throws Exception {
        Path in = Files.write(folder.resolve("in"), input);
        Path out = folder.resolve("out");
        Process process =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectInput(in.toFile())
                        .redirectOutput(out.toFile())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        assertThat(process.waitFor()).as(String.join(" ", command)).isZero();
        return Files.readAllBytes(out);
    }

    /** Words, noise, runs, and what was there before, near and far. */
    private static byte[] content(Random random, int length) {
        byte[] bytes = new byte[length];
        int at = 0;
        while (at < length) {
            int kind = random.nextInt(6);
            int end = Math.min(length, at + 1 + random.nextInt(1 << random.nextInt(16)));
            int from = at == 0 ? 0 : at - 1 - random.nextInt(Math.min(at, 70_000));
            byte run = (byte) random.nextInt();
            for (; at < end; at++, from++) {
                bytes[at] =
                        switch (kind) {
                            case 0 -> (byte) random.nextInt();
                            case 1 -> run;
                            case 2 -> (byte) ('a' + random.nextInt(5));
                            case 3 -> (byte) Math.max(32, random.nextGaussian() * 9 + 96);
                            default -> random.nextInt(100) == 0 ? run : bytes[from];
                        };
            }
        }
        return bytes;
    }

    private static byte[] edited(Random random, byte[] content) throws IOException {
        byte[] at = content;
        for (int edits = random.nextInt(1, 20); edits > 0; edits--) {
            int cut = random.nextInt(at.length + 1);
            int removed = random.nextInt(Math.min(at.length - cut, 1 << random.nextInt(12)) + 1);
            ByteArrayOutputStream next = new ByteArrayOutputStream();
            next.write(at, 0, cut);
            next.write(content(random, random.nextInt(1 << random.nextInt(10))));
            next.write(at, cut + removed, at.length - cut - removed);
            at = next.toByteArray();
        }
        return at;
    }
}
