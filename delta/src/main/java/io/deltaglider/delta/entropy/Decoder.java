package io.deltaglider.delta.entropy;

/**
 * Reads what an {@link Encoder} wrote. Any bytes decode to something: whoever calls checks what comes out. Not safe for use
 * by several threads.
 */
public final class Decoder extends Coder {
    private final byte[] bytes;
    private final int end;
    private int position;
    private long code;
    private long range = Encoder.TOP;

    /** Reads {@code bytes[from .. to)}; behind them come zeros without end. */
    public Decoder(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.position = from;
        this.end = to;
        for (int i = 0; i < 6; i++) {
            code = code << 8 | next();
        }
        stayInside();
    }

    /** Damaged bytes may be of no number there is; what comes after would get out of every range. */
    private void stayInside() {
        code = Math.min(code, range - 1);
    }

    private int next() {
        return position < end ? bytes[position++] & 0xFF : 0;
    }

    @Override
    public int bit(Contexts contexts, int slot, int unused) {
        long bound = (range >>> 16) * contexts.probability(slot);
        int bit;
        if (code < bound) {
            range = bound;
            bit = 1;
        } else {
            code -= bound;
            range -= bound;
            bit = 0;
        }
        contexts.learn(slot, bit);
        while (range < Encoder.BOTTOM) {
            code = code << 8 | next();
            range <<= 8;
        }
        return bit;
    }

    @Override
    public int ones(Contexts contexts, int slot, int most, int unused) {
        // Mostly many: all that a bit changes stays at hand.
        long ahead = code;
        long width = range;
        int done = 0;
        while (done < most) {
            long bound = (width >>> 16) * contexts.probability(slot);
            if (ahead >= bound) {
                break;
            }
            width = bound;
            contexts.learn(slot, 1);
            while (width < Encoder.BOTTOM) {
                ahead = ahead << 8 | next();
                width <<= 8;
            }
            done++;
        }
        code = ahead;
        range = width;
        if (done < most) {
            bit(contexts, slot, 0);
        }
        return done;
    }

    @Override
    public long raw(int count, long unused) {
        long value = 0;
        for (int i = count; i > 0; ) {
            int some = Math.min(i, 16);
            i -= some;
            range >>>= some;
            long part = Math.min(code / range, (1L << some) - 1);
            code -= part * range;
            stayInside();
            value = value << some | part;
            while (range < Encoder.BOTTOM) {
                code = code << 8 | next();
                range <<= 8;
            }
        }
        return value;
    }
}
