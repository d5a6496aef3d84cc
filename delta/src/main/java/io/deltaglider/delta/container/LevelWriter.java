package io.deltaglider.delta.container;

import io.deltaglider.delta.Effort;
import io.deltaglider.delta.level.Covers;
import io.deltaglider.delta.level.PagedReference;
import io.deltaglider.delta.level.Positions;
import io.deltaglider.delta.zstd.ZstdCompressor;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Writes levels: by the model where little is left to code, or where nobody counts the time; in sections where the model would
 * make reading slow. Not safe for use by several threads.
 */
final class LevelWriter implements Closeable {
    /**
     * Steps of the model that a level may take for its length, as a shift. A step takes some 60 ns, a byte of target at the speed at
     * which it should be read about 10 ns.
     */
    private static final int STEPS_SHIFT = 4;

    /** Steps that any level may take: a few milliseconds. */
    private static final int FREE_STEPS = 1 << 16;

    /** Steps of the model for a byte, and for a run of differences. */
    private static final int BYTE_STEPS = 8;

    private static final int RUN_STEPS = 16;

    /** From so many bytes on it pays to try sections too: where covers follow a rule, zstd sees it and the model does not. */
    private static final int WORTH_COMPARING = 200;

    private static final int LITERALS_LEVEL = 19;

    private final Effort effort;
    private final ModelledLevelWriter modelled;
    private final SectionedLevelWriter sectioned;
    private final ByteBuilder scratch = new ByteBuilder(1 << 10);

    LevelWriter(Effort effort) {
        this.effort = effort;
        modelled = new ModelledLevelWriter(effort);
        sectioned = new SectionedLevelWriter(effort);
    }

    /**
     * Appends the level of {@code target[0 .. length)}.
     *
     * @param positions gives what the shifts of covers count from, from the beginning at each call
     * @return the literals, which are not part of it, if it is in sections
     */
    Optional<byte[]> write(
            byte[] target,
            int length,
            Supplier<Positions> positions,
            Covers covers,
            PagedReference reference,
            ByteBuilder out)
            throws IOException {
        sectioned.collect(target, length, positions.get(), covers, reference);
        boolean few = covers.count() <= LevelModel.maxCovers(length);
        Covers used = few ? covers : new Covers();
        if (!sectioned.fits(length)) {
            modelled.write(target, length, positions.get(), used, reference, out);
            return Optional.empty();
        }
        if (!few || (effort != Effort.MAX && modelSteps() > mostSteps(length))) {
            sectioned.write(length, out);
            return Optional.of(sectioned.literals());
        }
        int start = out.length();
        modelled.write(target, length, positions.get(), used, reference, out);
        return effort == Effort.MAX || out.length() - start >= WORTH_COMPARING
                ? smaller(length, start, out)
                : Optional.empty();
    }

    /** Replaces the modelled level by one in sections if that is smaller even without what its literals have in common with others. */
    private Optional<byte[]> smaller(int length, int start, ByteBuilder out) {
        scratch.clear();
        sectioned.write(length, scratch);
        byte[] literals = sectioned.literals();
        int size = scratch.length() + ZstdCompressor.sizeOf(literals, LITERALS_LEVEL);
        if (size >= out.length() - start) {
            return Optional.empty();
        }
        out.truncate(start);
        out.put(scratch.array(), 0, scratch.length());
        return Optional.of(literals);
    }

    private long modelSteps() {
        return (long) BYTE_STEPS * (sectioned.literalCount() + sectioned.differenceCount())
                + (long) RUN_STEPS * sectioned.runCount();
    }

    private long mostSteps(int length) {
        return effort == Effort.FAST ? -1 : Math.max(FREE_STEPS, length >> STEPS_SHIFT);
    }

    @Override
    public void close() {
        modelled.close();
        sectioned.close();
    }
}
