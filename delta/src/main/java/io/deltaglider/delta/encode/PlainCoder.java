package io.deltaglider.delta.encode;

import io.deltaglider.delta.Content;
import io.deltaglider.delta.Effort;
import io.deltaglider.delta.container.OpenedFrameWriter;
import io.deltaglider.delta.container.OpenedFrameWriter.Body;
import io.deltaglider.delta.container.OpenedFrameWriter.Coding;
import io.deltaglider.delta.level.Covers;
import io.deltaglider.delta.level.PagedReference;
import io.deltaglider.delta.level.Ranges;
import io.deltaglider.delta.level.Shape;
import io.deltaglider.delta.match.CoverParser;
import io.deltaglider.delta.match.GreedyMatcher;
import io.deltaglider.delta.match.SharedWindows;
import io.deltaglider.delta.zstd.ZstdCompressor;

import java.io.Closeable;
import java.io.IOException;

/**
 * Codes stretches of plain bytes, with no streams opened, in the smallest of several ways: as a copy; as a level with the covers that were found, with covers
 * that follow a rule, or with one cover in place of all; by zstd with a prefix. What else than the first level may pay is told by its size and by quick tries. Not safe
 * for use by several threads.
 */
final class PlainCoder implements Closeable {
    /** What takes fewer bytes is left as it is. */
    private static final int SMALL = 96;

    /** Bytes of a stretch, and of its reference, for which there is time to look for covers once more. */
    private static final int SHORT = 768 << 10;

    /** One part in so many that a stretch must have come to, for that to be tried. */
    private static final int LARGE_PART = 64;

    /** What the quick level makes of differences is at most so many times what comes of them. */
    private static final int QUICK_LOSS = 2;

    private static final int QUICK = 1;
    private static final int BEST = 19;

    /** Literals that are measured at the best level; of more, the quick level gives about one part in so many too much. */
    private static final int FEW = 128 << 10;

    private static final int QUICK_EXCESS = 5;

    private final Content reference;
    private final long referenceSize;
    private final Effort effort;
    private final OpenedFrameWriter writer;
    private final PagedReference pages;
    private final SharedWindows windows;
    private final PrefixCoder prefixes;
    private final ZstdCompressor zstd = new ZstdCompressor();

    /**
     * @param referenceSize bytes of the reference without contents of streams
     * @param writer is the caller's, who closes it
     */
    PlainCoder(
            Content reference,
            long referenceSize,
            Effort effort,
            OpenedFrameWriter writer,
            SharedWindows windows) {
        this.reference = reference;
        this.referenceSize = referenceSize;
        this.effort = effort;
        this.writer = writer;
        this.pages = new PagedReference(reference);
        this.windows = windows;
        this.prefixes = new PrefixCoder(reference, referenceSize, effort);
    }

    /** Whether all of a stretch is known to be in the reference in one piece. */
    boolean isCopied(int length, Covers covers) {
        return covers.count() == 1
                && covers.length(0) == length
                && covers.isExact(0)
                && covers.from(0) <= referenceSize - length;
    }

    /** The smallest body of a stretch. */
    Body body(byte[] bytes, Shape shape, Covers covers) throws IOException {
        if (isCopied(bytes.length, covers)) {
            return OpenedFrameWriter.copiedBody(covers.from(0));
        }
        Sized best = sized(writer.body(bytes, shape, covers, pages));
        if (effort == Effort.FAST || referenceSize == 0 || best.size() <= SMALL) {
            return best.body();
        }
        long position = shape.origin(0);
        best = smaller(best, bytes, shape, inPlace(bytes, position, covers, best.size()));
        if (bytes.length <= SHORT && reference.size() <= SHORT) {
            if (best.size() > bytes.length / LARGE_PART) {
                best = smaller(best, bytes, shape, byRules(bytes, position, covers));
            }
            if (best.size() > bytes.length / LARGE_PART) {
                best = smaller(best, bytes, shape, new GreedyMatcher(reference).match(bytes));
            }
        }
        return prefixes.smaller(bytes, covers, position, best.size()).orElse(best.body());
    }

    /**
     * A body.
     *
     * @param size about what it takes, literals included that are not part of it
     */
    private record Sized(Body body, int size) {}

    private Sized smaller(Sized best, byte[] bytes, Shape shape, Covers covers) throws IOException {
        if (covers.count() == 0) {
            return best;
        }
        Sized other = sized(writer.body(bytes, shape, covers, pages));
        return other.size() < best.size() ? other : best;
    }

    /** One cover of what lies at the same place, where differences alone may take less; else none. */
    private Covers inPlace(byte[] bytes, long position, Covers covers, int size)
            throws IOException {
        Covers single = new Covers();
        int length = Math.clamp(referenceSize - position, 0, bytes.length);
        boolean isThat =
                covers.count() == 1
                        && covers.from(0) - covers.start(0) == position
                        && covers.length(0) >= length;
        if (length == 0 || isThat || 2 * length < bytes.length) {
            return single;
        }
        byte[] differences = new byte[length];
        pages.copy(position, differences, 0, length);
        for (int i = 0; i < length; i++) {
            differences[i] = (byte) (bytes[i] - differences[i]);
        }
        if (zstd.size(differences, 0, length, QUICK) < QUICK_LOSS * size) {
            single.add(0, length, position, false);
        }
        return single;
    }

    /** Covers for which it costs little to go on where others ended. Those that were found are not even proposed: they show the rule in part only. */
    private Covers byRules(byte[] bytes, long position, Covers covers) throws IOException {
        Covers others = new Covers();
        new CoverParser(pages, windows, effort, true)
                .refine(
                        bytes,
                        bytes.length,
                        position,
                        covers.count() == 0 ? position : covers.from(0) - covers.start(0),
                        Ranges.none(),
                        others);
        return others;
    }

    private Sized sized(Body body) {
        int size = body.bytes().length;
        if (body.coding() == Coding.SECTIONED) {
            byte[] literals = body.literals();
            int level = literals.length <= FEW ? BEST : QUICK;
            int measured = zstd.size(literals, 0, literals.length, level);
            size += literals.length <= FEW ? measured : measured - measured / QUICK_EXCESS;
        }
        return new Sized(body, size);
    }

    @Override
    public void close() {
        prefixes.close();
        zstd.close();
    }
}
