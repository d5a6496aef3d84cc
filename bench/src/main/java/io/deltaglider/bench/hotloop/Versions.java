package io.deltaglider.bench.hotloop;

import io.deltaglider.delta.Content;
import io.deltaglider.delta.deflate.Checkpoints;
import io.deltaglider.delta.deflate.InflatingReader;
import io.deltaglider.delta.deflate.TokenCursor;
import io.deltaglider.delta.replay.ReferenceStream;
import io.deltaglider.delta.replay.ReferenceTokens;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.Deflater;

/**
 * An older and a newer version of a made-up content of {@link #LENGTH} bytes each: words of uneven frequency, in which pieces
 * were inserted, removed and changed.
 *
 * @param runs what of the newer version the older one has, in order and without gaps
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Versions(byte[] older, byte[] newer, List<Run> runs) {
    /** Bytes of each version. */
    static final int LENGTH = 4_000_000;

    private static final int EDITS = 400;
    private static final int WORDS = 6000;

    /** A run of the newer content, and where the older has the same; -1 if it has not. */
    record Run(int start, int length, long address) {}

    static Versions make() {
        Random random = new Random(41);
        byte[][] words = words(random);
        byte[] older = text(random, words, LENGTH);
        byte[] newer = new byte[LENGTH];
        List<Run> runs = new ArrayList<>();
        int at = 0;
        int from = 0;
        while (at < LENGTH) {
            int left = Math.min(LENGTH - at, LENGTH - from);
            int same = Math.min(left, 1 + random.nextInt(2 * LENGTH / EDITS));
            if (same > 0) {
                System.arraycopy(older, from, newer, at, same);
                runs.add(new Run(at, same, from));
                at += same;
                from += same;
            }
            int inserted = Math.min(LENGTH - at, left == 0 ? LENGTH : 1 + random.nextInt(200));
            if (inserted > 0) {
                System.arraycopy(text(random, words, inserted), 0, newer, at, inserted);
                runs.add(new Run(at, inserted, -1));
                at += inserted;
            }
            from = Math.min(LENGTH, from + random.nextInt(200));
        }
        return new Versions(older, newer, List.copyOf(runs));
    }

    private static byte[][] words(Random random) {
        byte[][] words = new byte[WORDS][];
        for (int i = 0; i < WORDS; i++) {
            words[i] = new byte[2 + random.nextInt(9)];
            for (int j = 0; j < words[i].length; j++) {
                words[i][j] = (byte) ('a' + random.nextInt(26));
            }
        }
        return words;
    }

    private static byte[] text(Random random, byte[][] words, int length) {
        byte[] text = new byte[length];
        int at = 0;
        while (at < length) {
            double share = random.nextDouble();
            byte[] word = words[(int) (share * share * share * WORDS)];
            int n = Math.min(word.length, length - at);
            System.arraycopy(word, 0, text, at, n);
            at += n;
            if (at < length) {
                text[at++] = (byte) (random.nextInt(12) == 0 ? '\n' : ' ');
            }
        }
        return text;
    }

    /** The content as zlib packs it at its default level. */
    static byte[] deflate(byte[] content) {
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        try {
            deflater.setInput(content);
            deflater.finish();
            byte[] packed = new byte[content.length + content.length / 8 + 1000];
            int length = 0;
            while (!deflater.finished()) {
                length += deflater.deflate(packed, length, packed.length - length);
            }
            return Arrays.copyOf(packed, length);
        } finally {
            deflater.end();
        }
    }

    /** Finds the tokens of a stream whose content begins at address 0. For one replay at a time. */
    static ReferenceTokens tokens(byte[] packed) throws IOException {
        Checkpoints checkpoints = new Checkpoints();
        Content content = Content.of(packed);
        InflatingReader reader = new InflatingReader(content, 0, packed.length, checkpoints);
        byte[] passed = new byte[1 << 16];
        int n = 0;
        while (n >= 0) {
            n = reader.read(passed, 0, passed.length);
        }
        TokenCursor cursor = new TokenCursor(content, 0, packed.length, checkpoints);
        ReferenceStream stream = new ReferenceStream(0, LENGTH, cursor);
        return address -> address >= 0 && address < LENGTH ? stream : null;
    }
}
