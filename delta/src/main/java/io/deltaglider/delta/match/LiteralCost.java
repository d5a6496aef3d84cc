package io.deltaglider.delta.match;

import io.deltaglider.delta.Content;
import io.deltaglider.delta.level.Ranges;
import io.deltaglider.delta.zstd.ZstdCompressor;

import java.io.IOException;
import java.util.Arrays;

/**
 * Estimates what a literal byte costs in the delta file, from samples of the target. Where literals are cheap, as in
 * text, a short match far away costs more than it saves; where they are not, as in packed bytes, it pays.
 */
final class LiteralCost {
    /** What a byte costs that cannot be made smaller. */
    static final int FULL = 256;

    private static final int SAMPLE = 32 << 10;
    private static final int SAMPLES = 4;

    /** Bytes that are counted. */
    private static final int COUNTED = 64 << 10;

    /** Bytes that come again in the target are cheap as literals only the second time: what they cost is at least this part of what they would by their values alone. */
    private static final int REPEATED = 3;

    private static final int LEAST = 4;
    private static final int MOST = 320;
    private static final int PACKED_SAMPLE = 16 << 10;
    private static final int PACKED_SAMPLES = 16;

    private LiteralCost() {}

    /** Cost of one byte of {@code target[0 .. length)} when it is literal, in 1/256 of a byte: 8 to {@link #FULL}. */
    static int estimate(byte[] target, int length) {
        return estimate(target, length, Ranges.none());
    }

    /** As above, of what lies outside of the holes. */
    static int estimate(byte[] target, int length, Ranges holes) {
        long packed = 0;
        long total = 0;
        int step = Math.max(SAMPLE, length / SAMPLES);
        for (int at = 0; at < length; at += step) {
            int start = at;
            int hole = holes.firstEndingAfter(start);
            while (hole < holes.count() && holes.start(hole) <= start) {
                start = holes.end(hole++);
            }
            int limit = hole < holes.count() ? holes.start(hole) : length;
            if (start >= limit) {
                break;
            }
            byte[] sample = Arrays.copyOfRange(target, start, Math.min(limit, start + SAMPLE));
            packed += ZstdCompressor.sizeOf(sample, 3);
            total += sample.length;
        }
        return Math.clamp(total == 0 ? FULL : packed * FULL / total, 8, FULL);
    }

    /**
     * Estimates what each byte value costs as a literal: rare ones more than those that stand everywhere.
     *
     * @param less is taken off the average
     * @param into receives the cost of each value in 1/256 of a byte
     * @return the average
     */
    static int prices(byte[] target, int length, Ranges holes, int less, int[] into) {
        int[] counts = new int[into.length];
        Arrays.fill(counts, 1);
        int total = into.length;
        int step = 1 + length / COUNTED;
        for (int at = 0; at < length; at += step) {
            counts[target[at] & 0xFF]++;
            total++;
        }
        long plain = 0;
        for (int i = 0; i < into.length; i++) {
            into[i] = logarithm(total) - logarithm(counts[i]);
            plain += (long) into[i] * counts[i];
        }
        int average = (int) Math.max(1, plain / total);
        int wanted = Math.max(estimate(target, length, holes) - less, average / REPEATED);
        wanted = Math.max(LEAST, wanted);
        for (int i = 0; i < into.length; i++) {
            into[i] = Math.clamp((long) into[i] * wanted / average, Math.min(LEAST, wanted), MOST);
        }
        return wanted;
    }

    /** 32 times the logarithm to base 2, to within one, in integers, so that it is the same everywhere. */
    private static int logarithm(int value) {
        int whole = 31 - Integer.numberOfLeadingZeros(value);
        // Between two powers of two nearly a straight line.
        return 32 * whole + (int) (((long) value << 5 >>> whole) - 32);
    }

    /** Whether hardly any of a content can be made smaller, by samples of it. */
    static boolean isPacked(Content content) throws IOException {
        long packed = 0;
        long total = 0;
        for (int i = 0; i < PACKED_SAMPLES; i++) {
            byte[] sample = new byte[(int) Math.min(PACKED_SAMPLE, content.size())];
            long last = content.size() - sample.length;
            content.read(last * i / (PACKED_SAMPLES - 1), sample, 0, sample.length);
            packed += ZstdCompressor.sizeOf(sample, 1);
            total += sample.length;
        }
        return packed >= total - total / 8;
    }
}
