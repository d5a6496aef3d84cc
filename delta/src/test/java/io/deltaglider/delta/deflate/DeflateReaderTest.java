package io.deltaglider.delta.deflate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;

import io.deltaglider.delta.Content;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.Deflater;

class DeflateReaderTest {
    @Property(tries = 300)
    void readsWhatThePlatformReads(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 12) int blocks) throws IOException {
        DeflateStreams.Stream stream = DeflateStreams.odd(seed, blocks);
        Inflated theirs = Inflated.byPlatform(stream.packed());
        assertThat(theirs.packedLength()).isEqualTo(stream.packed().length);
        Inflated ours = Inflated.byUs(stream.packed(), null, 700);
        assertThat(ours.content()).isEqualTo(stream.content()).isEqualTo(theirs.content());
        assertThat(ours.packedLength()).isEqualTo(stream.packed().length);
    }

    @Property(tries = 600)
    void refusesWhatThePlatformRefuses(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int blocks) throws IOException {
        byte[] packed = DeflateStreams.odd(seed, blocks).packed();
        Random random = new Random(seed);
        for (int i = 0; i <= random.nextInt(3); i++) {
            packed[random.nextInt(Math.min(packed.length, 400))] ^= (byte) (1 << random.nextInt(8));
        }
        assertSameAsPlatform(packed);
    }

    @FuzzTest
    void anyBytes(byte[] packed) throws IOException {
        assertSameAsPlatform(packed);
    }

    private static void assertSameAsPlatform(byte[] packed) throws IOException {
        Inflated theirs = Inflated.byPlatform(packed);
        Inflated ours = Inflated.byUs(packed, null, 4096);
        assertThat(ours.packedLength()).isEqualTo(theirs.packedLength());
        if (theirs.packedLength() >= 0) {
            assertThat(ours.content()).isEqualTo(theirs.content());
        }
    }

    @Test
    void tellsWhereAStreamIsCutOff() {
        byte[] packed = DeflateStreams.odd(1, 3).packed();
        byte[] cut = Arrays.copyOf(packed, packed.length - 1);
        DeflateReader reader = new DeflateReader(Content.of(cut), 0, cut.length);
        byte[] stored = new byte[100];
        assertThatThrownBy(
                        () -> {
                            while (reader.nextBlock()) {
                                if (reader.header().type() == BlockHeader.STORED) {
                                    while (reader.readStored(stored, 0, stored.length) >= 0) {}
                                } else {
                                    while (reader.nextToken() != Token.END_OF_BLOCK) {}
                                }
                            }
                        })
                .isInstanceOf(DamagedStreamException.class)
                .hasMessageContaining("cut off");
    }

    @Test
    void readsAsFarAsTheLimitAndNoFurther() throws IOException {
        byte[] content = new byte[100_000];
        new Random(2).nextBytes(content);
        byte[] packed = deflate(content, 6);
        byte[] longer = Arrays.copyOf(packed, packed.length + 100);
        InflatingReader reader = new InflatingReader(Content.of(longer), 0, longer.length, null);
        byte[] read = new byte[content.length];
        int done = 0;
        while (done < read.length) {
            done += reader.read(read, done, read.length - done);
        }
        assertThat(reader.read(read, 0, 1)).isEqualTo(-1);
        assertThat(read).isEqualTo(content);
        assertThat(reader.packedLength()).isEqualTo(packed.length);
    }

    @Property(tries = 12)
    void cursorFindsEveryToken(@ForAll long seed) throws IOException {
        DeflateStreams.Stream stream = DeflateStreams.odd(seed, 60);
        byte[] packed = stream.packed();
        Checkpoints checkpoints = new Checkpoints();
        Inflated.byUs(packed, checkpoints, 5000);
        int[] tokenAt = new int[stream.content().length + 1];
        boolean[] endAfter = new boolean[tokenAt.length];
        Arrays.fill(tokenAt, -1);
        readTokens(packed, tokenAt, endAfter);
        Content content = Content.of(packed);
        TokenCursor walking = new TokenCursor(content, 0, packed.length, checkpoints);
        for (int at = 0; at < stream.content().length; at++) {
            assertTokenAt(walking, at, tokenAt, endAfter);
        }
        TokenCursor jumping = new TokenCursor(content, 0, packed.length, checkpoints);
        Random random = new Random(seed);
        for (int i = 0; i < 300 && stream.content().length > 0; i++) {
            int from = random.nextInt(stream.content().length);
            int to = Math.min(stream.content().length, from + random.nextInt(50));
            for (int at = from; at < to; at++) {
                assertTokenAt(jumping, at, tokenAt, endAfter);
            }
        }
    }

    private static void assertTokenAt(TokenCursor cursor, int at, int[] tokenAt, boolean[] endAfter)
            throws IOException {
        boolean found = cursor.seek(at) && cursor.start() == at;
        boolean right =
                found
                        ? cursor.token() == tokenAt[at] && cursor.endsBlock() == endAfter[at]
                        : tokenAt[at] < 0;
        // Asserting anything takes long.
        if (!right) {
            assertThat(at).as("position where the token is wrong").isNegative();
        }
    }

    private static void readTokens(byte[] packed, int[] tokenAt, boolean[] endAfter)
            throws IOException {
        DeflateReader reader = new DeflateReader(Content.of(packed), 0, packed.length);
        byte[] stored = new byte[1000];
        int at = 0;
        while (reader.nextBlock()) {
            if (reader.header().type() == BlockHeader.STORED) {
                at += reader.header().storedLength();
                while (reader.readStored(stored, 0, stored.length) >= 0) {}
                continue;
            }
            int before = -1;
            for (int token = reader.nextToken();
                    token != Token.END_OF_BLOCK;
                    token = reader.nextToken()) {
                tokenAt[at] = token;
                before = at;
                at += Token.length(token);
            }
            if (before >= 0) {
                endAfter[before] = true;
            }
        }
    }

    static byte[] deflate(byte[] content, int level) {
        Deflater deflater = new Deflater(level, true);
        try {
            deflater.setInput(content);
            deflater.finish();
            byte[] packed = new byte[content.length + content.length / 100 + 100];
            return Arrays.copyOf(packed, deflater.deflate(packed));
        } finally {
            deflater.end();
        }
    }
}
