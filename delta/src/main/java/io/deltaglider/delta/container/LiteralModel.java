package io.deltaglider.delta.container;

import io.deltaglider.delta.level.PagedReference;
import io.deltaglider.delta.mixing.BitCoder;
import io.deltaglider.delta.mixing.Mixer;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Codes literal bytes in the context of the target bytes before them, covered ones too; of what followed when the last bytes
 * occurred before; and of where the reference goes on behind the last cover. Works both ways, as its coder does. Not safe
 * for use by several threads.
 */
final class LiteralModel {
    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private static final int TABLE_BITS = 16;

    /** Bytes that must have occurred before, for what followed then to be expected. */
    private static final int SHORTEST = 5;

    /** Longest repetition that is told from longer ones. */
    private static final int LONGEST = Mixer.STRENGTHS - 1;

    private static final int FORGET = 6;
    private static final int MAX_AGREED = 7;

    private final Mixer mixer = new Mixer(2, 32, FORGET, 10);

    /** By hash of the last bytes: where they occurred last. */
    private final int[] places = new int[1 << TABLE_BITS];

    private BitCoder coder = BitCoder.writer();

    void reset(BitCoder coder, int tableBits) {
        this.coder = coder;
        mixer.reset(tableBits);
        Arrays.fill(places, 0);
    }

    /** Takes note of bytes of the target that are known without this model. */
    void remember(byte[] target, int from, int to) {
        for (int i = Math.max(from, SHORTEST); i < to; i++) {
            places[hash(target, i)] = i;
        }
    }

    private static int hash(byte[] target, int at) {
        int h = (int) INT.get(target, at - 4) * 0x2F0B4C47;
        return ((h + (target[at - SHORTEST] & 0xFF)) * 0x9E3779B1) >>> (32 - TABLE_BITS);
    }

    /**
     * Codes {@code target[from .. to)}, which is filled in when reading.
     *
     * @param place where the reference goes on behind the last cover; may lie outside of it
     */
    void code(byte[] target, int from, int to, long place, PagedReference reference)
            throws IOException {
        long before = 0;
        for (int i = Math.max(0, from - 4); i < from; i++) {
            before = before << 8 | (target[i] & 0xFF);
        }
        int repeats = 0;
        int repeated = 0;
        int agreed = 0;
        for (int i = from; i < to; i++) {
            if (repeats > 0 && target[repeated] == target[i - 1]) {
                repeats++;
                repeated++;
            } else {
                repeated = i < SHORTEST ? 0 : places[hash(target, i)];
                repeats = repetition(target, repeated, i);
            }
            int last = (int) before;
            mixer.context(0, last & 0xFF);
            mixer.context(1, 1 << 16 | (last & 0xFFFF));
            mixer.context(2, 2 << 24 | (last & 0xFFFFFF));
            mixer.context(3, last * 0x2C9277B5);
            int strength = Math.min(repeats, LONGEST);
            mixer.expect(4, target[repeated], strength);
            long at = place + (i - from);
            boolean inside = at >= 0 && at < reference.size();
            int other = inside ? reference.at(at) & 0xFF : -1;
            int first = i == from ? 1 : 0;
            mixer.expect(5, other, inside ? Math.min(agreed, MAX_AGREED) + 1 + 8 * first : 0);
            int weights = repeats == 0 ? 0 : repeats < 8 ? 1 : repeats < 16 ? 2 : 3;
            int symbol =
                    mixer.symbol(
                            coder, target[i] & 0xFF, weights * 8 + 4 * first + Math.min(agreed, 3));
            agreed = symbol == other ? agreed + 1 : 0;
            target[i] = (byte) symbol;
            if (i >= SHORTEST) {
                places[hash(target, i)] = i;
            }
            before = before << 8 | symbol;
        }
    }

    /** How many bytes before the two places agree, up to half of {@link #LONGEST}. */
    private static int repetition(byte[] target, int earlier, int at) {
        int n = 0;
        while (n < LONGEST / 2 && n < earlier && target[earlier - 1 - n] == target[at - 1 - n]) {
            n++;
        }
        return n;
    }
}
