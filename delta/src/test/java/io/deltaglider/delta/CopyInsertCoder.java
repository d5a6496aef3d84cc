package io.deltaglider.delta;

import com.github.luben.zstd.Zstd;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * A plain delta coder to compare with: at each place the longest of the last places with the same four bytes, in reference or target, is copied; what is
 * inserted, addresses, lengths and counts are coded by zstd, each by themselves.
 */
final class CopyInsertCoder {
    private static final int SHORTEST = 6;
    private static final int HASH_BITS = 16;
    private static final int STEPS = 64;
    private static final int LEVEL = 19;

    private CopyInsertCoder() {}

    /** Bytes that a delta takes. */
    static int size(byte[] reference, byte[] target) {
        byte[] all = Arrays.copyOf(reference, reference.length + target.length);
        System.arraycopy(target, 0, all, reference.length, target.length);
        int[] latest = new int[1 << HASH_BITS];
        int[] earlier = new int[all.length];
        Arrays.fill(latest, -1);
        for (int at = 0; at < reference.length; at++) {
            note(all, at, latest, earlier);
        }
        ByteArrayOutputStream inserted = new ByteArrayOutputStream();
        ByteArrayOutputStream numbers = new ByteArrayOutputStream();
        ByteArrayOutputStream addresses = new ByteArrayOutputStream();
        int at = reference.length;
        int pending = at;
        int follows = 0;
        while (at < all.length) {
            int best = 0;
            int from = 0;
            int steps = 0;
            for (int place = at + 4 <= all.length ? latest[hash(all, at)] : -1;
                    place >= 0 && steps < STEPS;
                    place = earlier[place], steps++) {
                int n = Arrays.mismatch(all, place, all.length, all, at, all.length);
                int length = n < 0 ? all.length - at : n;
                if (length > best) {
                    best = length;
                    from = place;
                }
            }
            if (best < SHORTEST) {
                note(all, at, latest, earlier);
                at++;
                continue;
            }
            number(numbers, at - pending);
            number(numbers, best);
            long change = (long) from - follows;
            number(addresses, (change << 1) ^ (change >> 63));
            inserted.write(all, pending, at - pending);
            for (int i = 0; i < best; i++) {
                note(all, at + i, latest, earlier);
            }
            at += best;
            follows = from + best;
            pending = at;
        }
        inserted.write(all, pending, at - pending);
        return coded(inserted) + coded(numbers) + coded(addresses);
    }

    private static int hash(byte[] bytes, int at) {
        int four =
                (bytes[at] & 0xFF)
                        | ((bytes[at + 1] & 0xFF) << 8)
                        | ((bytes[at + 2] & 0xFF) << 16)
                        | (bytes[at + 3] << 24);
        return (four * 0x9E3779B1) >>> (32 - HASH_BITS);
    }

    private static void note(byte[] bytes, int at, int[] latest, int[] earlier) {
        if (at + 4 <= bytes.length) {
            int hash = hash(bytes, at);
            earlier[at] = latest[hash];
            latest[hash] = at;
        }
    }

    private static void number(ByteArrayOutputStream out, long value) {
        long rest = value;
        while (rest >= 0x80) {
            out.write((int) (rest | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    private static int coded(ByteArrayOutputStream bytes) {
        return Math.min(bytes.size(), Zstd.compress(bytes.toByteArray(), LEVEL).length);
    }
}
