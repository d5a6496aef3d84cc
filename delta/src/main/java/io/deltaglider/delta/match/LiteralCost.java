package io.deltaglider.delta.match;

import com.github.luben.zstd.Zstd;

import io.deltaglider.delta.Content;
import io.deltaglider.delta.level.Ranges;

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
            packed += Zstd.compress(sample, 3).length;
            total += sample.length;
        }
        return Math.clamp(total == 0 ? FULL : packed * FULL / total, 8, FULL);
    }

    /** Whether hardly any of a content can be made smaller, by samples of it. */
    static boolean isPacked(Content content) throws IOException {
        long packed = 0;
        long total = 0;
        for (int i = 0; i < PACKED_SAMPLES; i++) {
            byte[] sample = new byte[(int) Math.min(PACKED_SAMPLE, content.size())];
            long last = content.size() - sample.length;
            content.read(last * i / (PACKED_SAMPLES - 1), sample, 0, sample.length);
            packed += Zstd.compress(sample, 1).length;
            total += sample.length;
        }
        return packed >= total - total / 8;
    }
}
