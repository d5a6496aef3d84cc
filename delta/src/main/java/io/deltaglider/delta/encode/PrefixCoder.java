package io.deltaglider.delta.encode;

import io.deltaglider.delta.Content;
import io.deltaglider.delta.Effort;
import io.deltaglider.delta.container.Format;
import io.deltaglider.delta.container.OpenedFrameWriter;
import io.deltaglider.delta.container.OpenedFrameWriter.Body;
import io.deltaglider.delta.level.Covers;
import io.deltaglider.delta.zstd.PrefixCompressor;

import java.io.Closeable;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/**
 * Codes stretches of plain bytes by zstd, with a part of the reference as its prefix. That is smaller than a level where what was changed follows no rule and is short:
 * records of a few bytes in another order, tables of few values. Not safe for use by several threads.
 */
final class PrefixCoder implements Closeable {
    /** Bytes of the reference that are a prefix, at least if there are so many, and how far they reach around the stretch. */
    private static final int SMALLEST_PREFIX = 4 << 20;

    private static final int MARGIN = 1 << 20;

    /** Of stretches longer than this a sample is coded first. */
    private static final int SAMPLED = 1 << 20;

    private static final int SAMPLE = 128 << 10;

    private static final int QUICK = 1;

    /** How many times what the other levels make of it the quick one makes: most that happens, and what seldom happens. */
    private static final int MOST_LOST = 3;

    private static final int LOST = 2;

    /** Bytes of prefix and stretch up to which there is time for the best level, and for a good one; and the levels. */
    private static final int FEW = 256 << 10;

    private static final int SOME = 3 << 20;
    private static final int BEST = 19;
    private static final int BETTER = 17;
    private static final int GOOD = 12;
    private static final int FAIR = 6;
    private static final int MAX = 22;

    /** Of so few values the quick level, which takes the first match that it meets, tells nothing; up to so many bytes it is not asked. */
    private static final int FEW_VALUES = 12;

    private static final int FEW_OF_FEW = 768 << 10;

    private final Content reference;
    private final long referenceSize;
    private final Effort effort;
    private final PrefixCompressor zstd = new PrefixCompressor();

    PrefixCoder(Content reference, long referenceSize, Effort effort) {
        this.reference = reference;
        this.referenceSize = referenceSize;
        this.effort = effort;
    }

    /**
     * A body of fewer bytes than {@code size}, if there is one.
     *
     * @param covers lead to what is taken as the prefix
     * @param position where the stretch begins in the target
     */
    Optional<Body> smaller(byte[] bytes, Covers covers, long position, int size)
            throws IOException {
        if (bytes.length > SAMPLED && effort == Effort.BALANCED) {
            int middle = (bytes.length - SAMPLE) / 2;
            byte[] sample = Arrays.copyOfRange(bytes, middle, middle + SAMPLE);
            long share = (long) size * SAMPLE / bytes.length * 3 / 4;
            if (coded(sample, covers, middle, position + middle, (int) share).isEmpty()) {
                return Optional.empty();
            }
        }
        return coded(bytes, covers, 0, position, size);
    }

    private Optional<Body> coded(byte[] bytes, Covers covers, int start, long position, int size)
            throws IOException {
        long from = prefixStart(bytes.length, covers, start, position);
        int length = (int) Math.min(referenceSize - from, prefixLength(bytes.length));
        byte[] prefix = new byte[length];
        reference.read(from, prefix, 0, length);
        long total = (long) length + bytes.length;
        if (!isPromising(prefix, bytes, total, size)) {
            return Optional.empty();
        }
        byte[] coded = zstd.compress(prefix, bytes, bytes.length, level(total));
        Body body = OpenedFrameWriter.prefixedBody(from, length, coded);
        return body.bytes().length < size ? Optional.of(body) : Optional.empty();
    }

    private boolean isPromising(byte[] prefix, byte[] bytes, long total, int size) {
        if (effort == Effort.MAX || (total <= FEW_OF_FEW && isOfFewValues(bytes))) {
            return true;
        }
        int quick = zstd.compress(prefix, bytes, bytes.length, QUICK).length;
        return quick < (total <= FEW ? MOST_LOST : total <= SOME ? LOST : 1) * size;
    }

    /** Whether two bytes taken anywhere agree as often as if there were few values. */
    private static boolean isOfFewValues(byte[] bytes) {
        long[] counts = new long[256];
        for (byte each : bytes) {
            counts[each & 0xFF]++;
        }
        long agreeing = 0;
        for (long count : counts) {
            agreeing += count * count;
        }
        return agreeing > (long) bytes.length * bytes.length / FEW_VALUES;
    }

    private int level(long total) {
        if (effort == Effort.MAX) {
            return MAX;
        }
        if (total <= FEW_OF_FEW) {
            return total <= FEW ? BEST : BETTER;
        }
        return total <= SOME ? GOOD : FAIR;
    }

    private static int prefixLength(int length) {
        return length == SAMPLE
                ? 2 * MARGIN
                : Math.clamp(length + 2L * MARGIN, SMALLEST_PREFIX, Format.MAX_PREFIX_LENGTH);
    }

    /** A little before where the first cover behind a place of the stretch leads. */
    private long prefixStart(int length, Covers covers, int start, long position) {
        long place = position;
        for (int i = covers.firstEndingAfter(start); i < covers.count(); i++) {
            if (covers.from(i) < referenceSize) {
                place = covers.from(i) - covers.start(i) + start;
                break;
            }
        }
        return Math.clamp(place - MARGIN, 0, Math.max(0, referenceSize - prefixLength(length)));
    }

    @Override
    public void close() {
        zstd.close();
    }
}
