package io.deltaglider.delta.replay;

import io.deltaglider.delta.Content;
import io.deltaglider.delta.deflate.Checkpoints;
import io.deltaglider.delta.deflate.InflatingReader;
import io.deltaglider.delta.deflate.TokenCursor;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.Deflater;

/**
 * An older and a newer version of a content, each deflated, and what is the same in both.
 *
 * @param runs of the newer content, in order
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Versions(byte[] older, byte[] newer, List<Run> runs) {
    /** A run of the newer content, and the address of about the same in the older; -1 if there is none. */
    record Run(int start, int length, long address) {}

    private static final int FIRST_ADDRESS = 1000;

    /** Text-like versions: pieces taken out, put in, moved and changed by a byte. */
    static Versions edited(long seed, int length, int edits) {
        Random random = new Random(seed);
        byte[] older = text(random, length);
        byte[] newer = new byte[2 * length + 400 * edits];
        List<Run> runs = new ArrayList<>();
        int at = 0;
        int from = 0;
        for (int i = 0; i <= edits; i++) {
            int n =
                    i == edits
                            ? older.length - from
                            : Math.min(
                                    random.nextInt(2 * length / (edits + 1) + 1),
                                    older.length - from);
            at = copy(older, from, n, newer, at, runs);
            from += n;
            if (i == edits) {
                break;
            }
            switch (random.nextInt(4)) {
                case 0 -> from = Math.min(older.length, from + random.nextInt(300));
                case 1 -> {
                    byte[] inserted = text(random, 1 + random.nextInt(300));
                    System.arraycopy(inserted, 0, newer, at, inserted.length);
                    runs.add(new Run(at, inserted.length, -1));
                    at += inserted.length;
                }
                case 2 -> {
                    int far = random.nextInt(older.length);
                    at = copy(older, far, Math.min(200, older.length - far), newer, at, runs);
                }
                default -> {
                    // Covers may differ from the reference a little.
                    if (at > 0) {
                        newer[at - 1 - random.nextInt(Math.min(at, 50))] ^= 1;
                    }
                }
            }
        }
        return new Versions(older, Arrays.copyOf(newer, at), runs);
    }

    private static int copy(byte[] older, int from, int n, byte[] newer, int at, List<Run> runs) {
        if (n > 0) {
            System.arraycopy(older, from, newer, at, n);
            runs.add(new Run(at, n, FIRST_ADDRESS + from));
        }
        return at + n;
    }

    private static byte[] text(Random random, int length) {
        byte[] text = new byte[length];
        for (int at = 0; at < length; ) {
            long word = random.nextInt(4) == 0 ? random.nextInt(3000) : random.nextInt(60);
            for (long h = word * 0x9E3779B97F4A7C15L + 1; h != 0 && at < length; h >>>= 7) {
                text[at++] = (byte) ('a' + (h & 127) % 26);
                if ((h & 3) == 0) {
                    break;
                }
            }
            if (at < length) {
                text[at++] = (byte) (random.nextInt(10) == 0 ? '\n' : ' ');
            }
        }
        return text;
    }

    static byte[] deflate(byte[] content, int level, int strategy) {
        Deflater deflater = new Deflater(level, true);
        deflater.setStrategy(strategy);
        try {
            deflater.setInput(content);
            deflater.finish();
            byte[] packed = new byte[content.length * 9 / 8 + 1000];
            int length = 0;
            while (!deflater.finished()) {
                length += deflater.deflate(packed, length, packed.length - length);
            }
            return Arrays.copyOf(packed, length);
        } finally {
            deflater.end();
        }
    }

    /** The tokens of the older version deflated. */
    static ReferenceTokens tokens(byte[] packed, int contentLength) throws IOException {
        Checkpoints checkpoints = new Checkpoints();
        Content content = Content.of(packed);
        InflatingReader reader = new InflatingReader(content, 0, packed.length, checkpoints);
        byte[] passed = new byte[contentLength + 1];
        int n = 0;
        while (n >= 0) {
            n = reader.read(passed, 0, passed.length);
        }
        ReferenceStream stream =
                new ReferenceStream(
                        FIRST_ADDRESS,
                        FIRST_ADDRESS + contentLength,
                        new TokenCursor(content, 0, packed.length, checkpoints));
        return address -> address >= stream.start() && address < stream.end() ? stream : null;
    }
}
