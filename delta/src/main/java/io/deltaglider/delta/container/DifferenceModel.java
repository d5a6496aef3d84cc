package io.deltaglider.delta.container;

import io.deltaglider.delta.level.PagedReference;
import io.deltaglider.delta.mixing.BitCoder;
import io.deltaglider.delta.mixing.Bits;
import io.deltaglider.delta.mixing.Mixer;

import java.io.IOException;
import java.util.Arrays;

/**
 * Codes covered bytes by how they differ from the reference, in the context of the reference bytes around them: an index that
 * was raised by two is raised by two wherever it occurs. Runs without a difference cost nearly nothing. Works both ways, as
 * its coder does. Not safe for use by several threads.
 */
final class DifferenceModel {
    /** Bytes for which one bit says whether there is a difference. */
    private static final int BLOCK = 16;

    /** Bytes for which one bit says whether there is such a block. */
    private static final int GROUP = 1024;

    /** Reference bytes that serve as context before and behind those coded. */
    private static final int MARGIN = 2;

    private static final int HISTORY = 6;
    private static final int FORGET = 6;

    private final Bits groups = new Bits(8);
    private final Bits blocks = new Bits(1 << HISTORY);
    private final Mixer flags = new Mixer(0, 4 * BLOCK, FORGET, 6);
    private final Mixer differences = new Mixer(1, 8, FORGET, 10);

    /** Reference bytes of the group being coded, from {@link #MARGIN} on, with their neighbours. */
    private final byte[] base = new byte[MARGIN + GROUP + MARGIN];

    private BitCoder coder = BitCoder.writer();

    /** Whether the last bytes differed, the last one in the lowest bit. */
    private int flagHistory;

    /** The last differences, the last one in the lowest byte. */
    private int last;

    void reset(BitCoder coder, int tableBits) {
        this.coder = coder;
        groups.reset();
        blocks.reset();
        flags.reset(tableBits);
        differences.reset(tableBits);
        flagHistory = 0;
        last = 0;
    }

    /** Codes a cover: {@code target[start .. start + length)}, which is filled in when reading, by the reference from {@code from} on. */
    void code(byte[] target, int start, int length, long from, PagedReference reference)
            throws IOException {
        int groupHistory = 7;
        int blockHistory = 0;
        for (int done = 0; done < length; done += GROUP) {
            int n = Math.min(GROUP, length - done);
            int at = start + done;
            load(from + done, n, reference);
            boolean reading = coder.isReading();
            int dirty =
                    reading || Arrays.equals(target, at, at + n, base, MARGIN, MARGIN + n) ? 0 : 1;
            dirty = groups.code(coder, dirty, groupHistory);
            groupHistory = (groupHistory << 1 | dirty) & 7;
            if (reading) {
                System.arraycopy(base, MARGIN, target, at, n);
            }
            if (dirty == 0) {
                flagHistory = 0;
                continue;
            }
            for (int b = 0; b < n; b += BLOCK) {
                int end = Math.min(n, b + BLOCK);
                dirty =
                        reading
                                        || Arrays.equals(
                                                target,
                                                at + b,
                                                at + end,
                                                base,
                                                MARGIN + b,
                                                MARGIN + end)
                                ? 0
                                : 1;
                dirty = blocks.code(coder, dirty, blockHistory);
                blockHistory = (blockHistory << 1 | dirty) & ((1 << HISTORY) - 1);
                if (dirty != 0) {
                    block(target, at, b, end);
                } else {
                    flagHistory = 0;
                }
            }
        }
    }

    /** Loads reference bytes and what surrounds them; beyond the ends of the reference are zeros. */
    private void load(long from, int n, PagedReference reference) throws IOException {
        int before = (int) Math.min(MARGIN, from);
        int behind = (int) Math.min(MARGIN, reference.size() - from - n);
        Arrays.fill(base, 0, MARGIN - before, (byte) 0);
        reference.copy(from - before, base, MARGIN - before, before + n + behind);
        Arrays.fill(base, MARGIN + n + behind, MARGIN + n + MARGIN, (byte) 0);
    }

    /** Codes the bytes {@code from} to {@code to} of the group, which begins at {@code target[start]}. */
    private void block(byte[] target, int start, int from, int to) {
        for (int i = from; i < to; i++) {
            int at = start + i;
            int here = base[MARGIN + i] & 0xFF;
            int next = base[MARGIN + i + 1] & 0xFF;
            int afterNext = base[MARGIN + i + 2] & 0xFF;
            int before = base[MARGIN + i - 1] & 0xFF;
            int beforeThat = base[MARGIN + i - 2] & 0xFF;
            int recent = flagHistory & 7;
            // Numbers of several bytes, least first, that were raised by the same amount.
            int carry =
                    at > 0 && (flagHistory & 1) != 0 && (target[at - 1] & 0xFF) < before ? 1 : 0;
            flags.context(0, here << 16 | before << 8 | recent);
            flags.context(1, here << 16 | next << 8 | recent | 1 << 24);
            flags.context(
                    2,
                    (beforeThat << 16 | before << 8 | here) * 0x2C9277B5
                            + (next << 1 | (flagHistory & 1)));
            flags.context(3, (flagHistory & 0xFFFF) | carry << 16 | 2 << 24);
            flags.context(4, (here << 16 | next << 8 | afterNext) * 0x1C9277B5 + recent);
            flags.context(5, here << 3 | recent | 3 << 24);
            int set = (flagHistory & 3) * BLOCK + i - from;
            int flag = flags.bit(coder, target[at] == base[MARGIN + i] ? 0 : 1, set);
            flagHistory = flagHistory << 1 | flag;
            if (flag != 0) {
                int last1 = last & 0xFF;
                int last2 = last >>> 8 & 0xFF;
                int target1 = at > 0 ? target[at - 1] & 0xFF : 0;
                int target2 = at > 1 ? target[at - 2] & 0xFF : 0;
                differences.context(0, here << 8 | before);
                differences.context(1, here << 8 | last1 | 1 << 16);
                differences.context(2, last2 << 8 | last1 | recent << 16 | carry << 19 | 1 << 20);
                differences.context(3, (target2 << 16 | target1 << 8 | here) * 0x2C9277B5);
                differences.context(4, (here << 16 | next << 8 | before) * 0x1C9277B5);
                differences.expect(5, last1, 1 + recent);
                int difference =
                        differences.symbol(coder, target[at] - base[MARGIN + i] & 0xFF, recent);
                target[at] = (byte) (base[MARGIN + i] + difference);
                last = last << 8 | difference;
            }
        }
    }
}
