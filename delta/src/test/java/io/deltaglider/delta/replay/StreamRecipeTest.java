package io.deltaglider.delta.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;

import io.deltaglider.delta.Content;
import io.deltaglider.delta.deflate.DamagedStreamException;
import io.deltaglider.delta.deflate.DeflateReader;
import io.deltaglider.delta.deflate.DeflateStreams;
import io.deltaglider.delta.entropy.Decoder;
import io.deltaglider.delta.entropy.Encoder;
import io.deltaglider.delta.predict.CompressorId;
import io.deltaglider.delta.replay.Versions.Run;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.Deflater;

class StreamRecipeTest {
    private static final CompressorId MODEL = CompressorId.of(CompressorId.Family.ZLIB, 6);

    private static List<Run> whole(byte[] content) {
        return List.of(new Run(0, content.length, -1));
    }

    /** The same runs in other pieces. */
    private static List<Run> cut(List<Run> runs, Random random) {
        List<Run> pieces = new ArrayList<>();
        for (Run run : runs) {
            int done = 0;
            do {
                int n = run.length() - done;
                if (n > 1 && random.nextBoolean()) {
                    n = 1 + random.nextInt(random.nextBoolean() ? n : Math.min(n, 40));
                }
                pieces.add(
                        new Run(
                                run.start() + done,
                                n,
                                run.address() < 0 ? -1 : run.address() + done));
                done += n;
            } while (done < run.length());
        }
        return pieces;
    }

    private static byte[] write(
            byte[] packed, byte[] content, List<Run> runs, ReferenceTokens tokens, CompressorId id)
            throws IOException {
        Encoder encoder = new Encoder();
        StreamRecipe recipe =
                StreamRecipe.write(
                        encoder,
                        new RecipeContexts(),
                        content.length,
                        tokens,
                        id,
                        new DeflateReader(Content.of(packed), 0, packed.length));
        for (Run run : runs) {
            recipe.push(encoder, content, run.start(), run.length(), run.address());
        }
        assertThat(recipe.isComplete()).isTrue();
        assertThat(recipe.emitted()).isEqualTo(packed.length);
        return encoder.finish();
    }

    private static byte[] replay(
            byte[] corrections, byte[] content, List<Run> runs, ReferenceTokens tokens)
            throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        Decoder decoder = new Decoder(corrections, 0, corrections.length);
        Recipe recipe =
                Recipe.replay(decoder, new RecipeContexts(), content.length, tokens, packed::write);
        for (Run run : runs) {
            recipe.push(decoder, content, run.start(), run.length(), run.address());
        }
        assertThat(recipe.isComplete()).isTrue();
        return packed.toByteArray();
    }

    @Property(tries = 250)
    void anyValidStreamIsMadeAgain(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 12) int blocks) throws IOException {
        DeflateStreams.Stream stream = DeflateStreams.odd(seed, blocks);
        List<Run> runs = whole(stream.content());
        byte[] corrections =
                write(stream.packed(), stream.content(), runs, ReferenceTokens.NONE, MODEL);
        List<Run> others = cut(runs, new Random(seed));
        assertThat(replay(corrections, stream.content(), others, ReferenceTokens.NONE))
                .isEqualTo(stream.packed());
    }

    @Property(tries = 60)
    void anOddStreamIsMadeAgainFromAnotherOne(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 8) int blocks) throws IOException {
        DeflateStreams.Stream stream = DeflateStreams.odd(seed, blocks);
        byte[] content = stream.content();
        ReferenceTokens tokens = Versions.tokens(stream.packed(), content.length);
        List<Run> runs = new ArrayList<>();
        Random random = new Random(seed);
        for (int at = 0; at < content.length; ) {
            int n = Math.min(content.length - at, 1 + random.nextInt(3000));
            // Covers need not be true, only the same on both sides.
            runs.add(
                    new Run(
                            at,
                            n,
                            switch (random.nextInt(6)) {
                                case 0 -> -1L;
                                case 1 -> random.nextInt(content.length + 2000);
                                default -> 1000L + at;
                            }));
            at += n;
        }
        byte[] corrections = write(stream.packed(), content, runs, tokens, MODEL);
        assertThat(replay(corrections, content, cut(runs, random), tokens))
                .isEqualTo(stream.packed());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9})
    void anEditedVersionIsMadeAgainForLittle(int level) throws IOException {
        Versions versions = Versions.edited(level, 600_000, 40);
        byte[] older = Versions.deflate(versions.older(), level, Deflater.DEFAULT_STRATEGY);
        byte[] newer = Versions.deflate(versions.newer(), level, Deflater.DEFAULT_STRATEGY);
        CompressorId id = CompressorId.of(CompressorId.Family.ZLIB, level);
        byte[] corrections =
                write(
                        newer,
                        versions.newer(),
                        versions.runs(),
                        Versions.tokens(older, versions.older().length),
                        id);
        // Each edit costs a few corrections near it.
        assertThat(corrections.length).isLessThan(40 * 40).isLessThan(newer.length / 150);
        List<Run> cut = cut(versions.runs(), new Random(level));
        assertThat(
                        replay(
                                corrections,
                                versions.newer(),
                                cut,
                                Versions.tokens(older, versions.older().length)))
                .isEqualTo(newer);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 6, 9})
    void theReferenceAloneIsWorthMuch(int level) throws IOException {
        Versions versions = Versions.edited(level, 300_000, 10);
        byte[] older = Versions.deflate(versions.older(), level, Deflater.DEFAULT_STRATEGY);
        byte[] newer = Versions.deflate(versions.newer(), level, Deflater.DEFAULT_STRATEGY);
        ReferenceTokens tokens = Versions.tokens(older, versions.older().length);
        byte[] corrections =
                write(newer, versions.newer(), versions.runs(), tokens, CompressorId.NONE);
        assertThat(corrections.length * 100L).isLessThan(newer.length);
        assertThat(replay(corrections, versions.newer(), versions.runs(), tokens)).isEqualTo(newer);
    }

    @ParameterizedTest
    @ValueSource(ints = {Deflater.DEFAULT_STRATEGY, Deflater.FILTERED, Deflater.HUFFMAN_ONLY})
    void everyStrategyIsReplayed(int strategy) throws IOException {
        byte[] content = Versions.edited(strategy, 200_000, 1).newer();
        byte[] packed = Versions.deflate(content, 6, strategy);
        List<Run> runs = whole(content);
        byte[] corrections = write(packed, content, runs, ReferenceTokens.NONE, MODEL);
        assertThat(replay(corrections, content, runs, ReferenceTokens.NONE)).isEqualTo(packed);
    }

    @Property(tries = 40)
    void aCompressorThatIsNotKnownIsReplayedToo(
            @ForAll @IntRange(max = 9) int level, @ForAll long seed) throws IOException {
        byte[] content = Versions.edited(seed, 20_000, 1).newer();
        byte[] packed = Versions.deflate(content, level, Deflater.DEFAULT_STRATEGY);
        List<Run> runs = whole(content);
        byte[] corrections = write(packed, content, runs, ReferenceTokens.NONE, CompressorId.NONE);
        assertThat(replay(corrections, content, runs, ReferenceTokens.NONE)).isEqualTo(packed);
    }

    @Test
    void correctionsMayBeSplitBetweenCoders() throws IOException {
        Versions versions = Versions.edited(5, 300_000, 10);
        byte[] content = versions.newer();
        byte[] packed = Versions.deflate(content, 6, Deflater.DEFAULT_STRATEGY);
        int half = content.length / 2;
        Encoder first = new Encoder();
        RecipeContexts contexts = new RecipeContexts();
        StreamRecipe writing =
                StreamRecipe.write(
                        first,
                        contexts,
                        content.length,
                        ReferenceTokens.NONE,
                        CompressorId.NONE,
                        new DeflateReader(Content.of(packed), 0, packed.length));
        writing.push(first, content, 0, half, -1);
        Encoder second = new Encoder();
        writing.push(second, content, half, content.length - half, -1);
        byte[] one = first.finish();
        byte[] two = second.finish();

        ByteArrayOutputStream again = new ByteArrayOutputStream();
        Decoder decoder = new Decoder(one, 0, one.length);
        Recipe replay =
                Recipe.replay(
                        decoder,
                        new RecipeContexts(),
                        content.length,
                        ReferenceTokens.NONE,
                        again::write);
        replay.push(decoder, content, 0, half, -1);
        replay.push(new Decoder(two, 0, two.length), content, half, content.length - half, -1);
        assertThat(replay.isComplete()).isTrue();
        assertThat(again.toByteArray()).isEqualTo(packed);
    }

    @Test
    void coversMayRunIntoAStreamHoweverTheyAreCut() throws IOException {
        byte[] content = Versions.edited(11, 60_000, 1).newer();
        byte[] packed = Versions.deflate(content, 9, Deflater.DEFAULT_STRATEGY);
        ReferenceTokens tokens = Versions.tokens(packed, content.length);
        for (int before = 1; before <= 1000; before += 111) {
            List<Run> one = List.of(new Run(0, content.length, 1000 - before));
            List<Run> many = new ArrayList<>();
            for (int at = 0; at < content.length; at += 100) {
                many.add(new Run(at, Math.min(100, content.length - at), 1000 - before + at));
            }
            byte[] corrections = write(packed, content, one, tokens, CompressorId.NONE);
            assertThat(replay(corrections, content, many, tokens)).isEqualTo(packed);
        }
    }

    @Test
    void manySmallStreamsShareWhatIsLearnt() throws IOException {
        Encoder encoder = new Encoder();
        RecipeContexts contexts = new RecipeContexts();
        List<byte[]> contents = new ArrayList<>();
        List<byte[]> streams = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            byte[] content = Versions.edited(i, 3000, 1).newer();
            contents.add(content);
            streams.add(Versions.deflate(content, 6, Deflater.DEFAULT_STRATEGY));
        }
        for (int i = 0; i < 200; i++) {
            byte[] packed = streams.get(i);
            StreamRecipe recipe =
                    StreamRecipe.write(
                            encoder,
                            contexts,
                            contents.get(i).length,
                            ReferenceTokens.NONE,
                            MODEL,
                            new DeflateReader(Content.of(packed), 0, packed.length));
            recipe.push(encoder, contents.get(i), 0, contents.get(i).length, -1);
        }
        byte[] corrections = encoder.finish();
        assertThat(corrections).hasSizeLessThan(200);
        Decoder decoder = new Decoder(corrections, 0, corrections.length);
        RecipeContexts again = new RecipeContexts();
        for (int i = 0; i < 200; i++) {
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            Recipe recipe =
                    Recipe.replay(
                            decoder,
                            again,
                            contents.get(i).length,
                            ReferenceTokens.NONE,
                            packed::write);
            recipe.push(decoder, contents.get(i), 0, contents.get(i).length, -1);
            assertThat(packed.toByteArray()).isEqualTo(streams.get(i));
        }
    }

    @Test
    void moreContentThanTheStreamHasIsRefused() throws IOException {
        byte[] content = new byte[1000];
        byte[] packed = Versions.deflate(content, 6, Deflater.DEFAULT_STRATEGY);
        byte[] corrections = write(packed, content, whole(content), ReferenceTokens.NONE, MODEL);
        Decoder decoder = new Decoder(corrections, 0, corrections.length);
        Recipe recipe =
                Recipe.replay(
                        decoder,
                        new RecipeContexts(),
                        content.length,
                        ReferenceTokens.NONE,
                        (bytes, from, length) -> {});
        recipe.push(decoder, content, 0, content.length, -1);
        assertThatThrownBy(() -> recipe.push(decoder, content, 0, 1, -1))
                .isInstanceOf(DamagedRecipeException.class);
    }

    /** Thrown where a fuzzed recipe writes more than whoever asked for it would take. */
    private static final class TooMuch extends IOException {
        private static final long serialVersionUID = 1L;
    }

    @FuzzTest
    void anyCorrectionsEnd(byte[] corrections) throws IOException {
        Versions versions = Versions.edited(7, 20_000, 6);
        byte[] older = Versions.deflate(versions.older(), 6, Deflater.DEFAULT_STRATEGY);
        ReferenceTokens tokens = Versions.tokens(older, versions.older().length);
        Decoder decoder = new Decoder(corrections, 0, corrections.length);
        long[] written = {0};
        try {
            Recipe recipe =
                    Recipe.replay(
                            decoder,
                            new RecipeContexts(),
                            versions.newer().length,
                            tokens,
                            (bytes, from, length) -> {
                                written[0] += length;
                                if (written[0] > 1 << 20) {
                                    throw new TooMuch();
                                }
                            });
            for (Run run : versions.runs()) {
                recipe.push(decoder, versions.newer(), run.start(), run.length(), run.address());
            }
            assertThat(recipe.isComplete()).isTrue();
        } catch (IOException expected) {
            assertThat(expected)
                    .isInstanceOfAny(
                            DamagedRecipeException.class,
                            DamagedStreamException.class,
                            TooMuch.class);
        }
    }

    @Property(tries = 150)
    void damagedCorrectionsEnd(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        byte[] newer = Versions.edited(7, 20_000, 6).newer();
        byte[] packed = Versions.deflate(newer, 9, Deflater.DEFAULT_STRATEGY);
        byte[] corrections =
                write(packed, newer, whole(newer), ReferenceTokens.NONE, CompressorId.NONE);
        corrections[random.nextInt(corrections.length)] ^= (byte) (1 + random.nextInt(255));
        anyCorrectionsEnd(corrections);
        byte[] noise = new byte[random.nextInt(3000)];
        random.nextBytes(noise);
        anyCorrectionsEnd(noise);
    }

    @Property(tries = 300)
    void damagedCorrectionsOfOddStreamsEnd(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 8) int blocks) throws IOException {
        DeflateStreams.Stream stream = DeflateStreams.odd(seed, blocks);
        byte[] content = stream.content();
        byte[] corrections =
                write(stream.packed(), content, whole(content), ReferenceTokens.NONE, MODEL);
        Random random = new Random(seed);
        corrections[random.nextInt(corrections.length)] ^= (byte) (1 + random.nextInt(255));
        try {
            assertThat(replay(corrections, content, whole(content), ReferenceTokens.NONE))
                    .isNotEmpty();
        } catch (DamagedRecipeException | DamagedStreamException expected) {
            assertThat(expected).hasMessageMatching(".+");
        }
    }

    @Test
    void blocksWithoutContentAreNotReplayedForEver() throws IOException {
        // Fixed blocks of nothing but their end: ten bits each, five bytes for four of them.
        byte[] four = {0x02, 0x08, 0x20, (byte) 0x80, 0x00};
        byte[] packed = new byte[5 * 1100 + 2];
        for (int i = 0; i < 1100; i++) {
            System.arraycopy(four, 0, packed, i * 5, 5);
        }
        packed[packed.length - 2] = 0x03;
        Encoder encoder = new Encoder();
        DeflateReader reader = new DeflateReader(Content.of(packed), 0, packed.length);
        assertThatThrownBy(() ->
                        StreamRecipe.write(
                                encoder,
                                new RecipeContexts(),
                                0,
                                ReferenceTokens.NONE,
                                MODEL,
                                reader))
                .isInstanceOf(DamagedRecipeException.class)
                .hasMessageContaining("without content");
    }
}
