package io.deltaglider.delta.container;

import io.deltaglider.delta.Effort;
import io.deltaglider.delta.level.Covers;
import io.deltaglider.delta.level.PagedReference;
import io.deltaglider.delta.level.Positions;
import io.deltaglider.delta.mixing.BitCoder;
import io.deltaglider.delta.zstd.ZstdCompressor;

import java.io.Closeable;
import java.io.IOException;
import java.util.Arrays;

/** Writes levels by {@link LevelModel}. Keeps its buffers from one level to the next. Not safe for use by several threads. */
final class ModelledLevelWriter implements Closeable {
    /** So many times the modelled literals a level is to have in bytes, so that reading it does not take long. */
    private static final int TARGET_PER_LITERAL = 32;

    /** Literals that may be modelled in any level. */
    private static final int ALWAYS_MODELLED = 192 << 10;

    /** Of runs of literals shorter than this it does not pay to find out whether they can be made smaller. */
    private static final int LONG_RUN = 4 << 10;

    private static final int SAMPLE = 16 << 10;
    private static final int NEVER = Integer.MAX_VALUE;

    private final SectionWriter sections;
    private final LevelModel model = new LevelModel();
    private final ByteBuilder literals = new ByteBuilder(1 << 12);

    ModelledLevelWriter(Effort effort) {
        sections = new SectionWriter(effort);
    }

    /**
     * Appends the level of {@code target[0 .. length)}.
     *
     * @param positions what the shifts of covers count from
     */
    void write(
            byte[] target,
            int length,
            Positions positions,
            Covers covers,
            PagedReference reference,
            ByteBuilder out)
            throws IOException {
        literals.clear();
        BitCoder coder = BitCoder.writer();
        model.code(
                coder,
                target,
                length,
                positions,
                covers,
                ApartLiterals.collectedIn(literals, shortestApart(target, length, covers)),
                reference);
        coder.finish();
        out.putVarint(coder.length());
        out.put(coder.array(), 0, coder.length());
        sections.write(literals.array(), literals.length(), out);
    }

    /** Of how many bytes on runs of literals are to be kept apart. */
    private static int shortestApart(byte[] target, int length, Covers covers) {
        int literal = length;
        for (int i = 0; i < covers.count(); i++) {
            literal -= covers.length(i);
        }
        if (literal > Math.max(ALWAYS_MODELLED, length / TARGET_PER_LITERAL)) {
            return LevelModel.SHORTEST_APART;
        }
        int end = 0;
        for (int i = 0; i <= covers.count(); i++) {
            int start = i < covers.count() ? covers.start(i) : length;
            if (start - end >= LONG_RUN && !shrinks(target, end, start)) {
                return LONG_RUN;
            }
            end = i < covers.count() ? covers.end(i) : length;
        }
        return NEVER;
    }

    private static boolean shrinks(byte[] target, int from, int to) {
        int middle = (from + to) >>> 1;
        byte[] sample =
                Arrays.copyOfRange(
                        target,
                        Math.max(from, middle - SAMPLE / 2),
                        Math.min(to, middle + SAMPLE / 2));
        return ZstdCompressor.sizeOf(sample, 1) < sample.length - (sample.length >> 4);
    }

    @Override
    public void close() {
        sections.close();
    }
}
