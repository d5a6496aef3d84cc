package io.deltaglider.delta.mixing;

import java.util.Arrays;

/**
 * A binary arithmetic coder that works both ways, so that writer and reader run the same code: {@link #code} writes the
 * bit that it is given, or returns the bit that it reads. After Mahoney, "Adaptive weighing of context models" (2005): a
 * 32-bit interval, whose equal leading bytes move out. Reading past the end yields zeros, never an error. Not safe for
 * use by several threads.
 */
public final class BitCoder {
    /** Bits of a probability. */
    public static final int PROBABILITY_BITS = 16;

    private static final int TAIL = 4;

    private final boolean reading;
    private byte[] bytes;
    private int position;
    private final int end;

    /** The interval, both ends inside, as unsigned numbers. */
    private int low;

    private int high = -1;
    private int value;

    private BitCoder(boolean reading, byte[] bytes, int position, int end) {
        this.reading = reading;
        this.bytes = bytes;
        this.position = position;
        this.end = end;
    }

    /** A coder that writes. */
    public static BitCoder writer() {
        return new BitCoder(false, new byte[1 << 12], 0, 0);
    }

    /** A coder that reads {@code bytes[from .. to)}. */
    public static BitCoder reader(byte[] bytes, int from, int to) {
        BitCoder coder = new BitCoder(true, bytes, from, to);
        for (int i = 0; i < TAIL; i++) {
            coder.value = coder.value << 8 | coder.next();
        }
        return coder;
    }

    public boolean isReading() {
        return reading;
    }

    /**
     * Codes one bit.
     *
     * @param bit 0 or 1; ignored when reading
     * @param probability of a one, in 1/65536: 1 to 65535
     * @return the bit
     */
    public int code(int bit, int probability) {
        long range = Integer.toUnsignedLong(high - low);
        int middle = low + (int) ((range * probability) >>> PROBABILITY_BITS);
        int coded = reading ? Integer.compareUnsigned(value, middle) <= 0 ? 1 : 0 : bit;
        // Without a branch: which of the two it is cannot be foreseen.
        int one = -coded;
        high = (middle & one) | (high & ~one);
        low = (low & one) | ((middle + 1) & ~one);
        while ((low ^ high) >>> 24 == 0) {
            shift();
        }
        return coded;
    }

    private void shift() {
        if (reading) {
            value = value << 8 | next();
        } else {
            put(high >>> 24);
        }
        low <<= 8;
        high = high << 8 | 0xFF;
    }

    private int next() {
        int at = position++;
        return at < end ? bytes[at] & 0xFF : 0;
    }

    private void put(int b) {
        if (position == bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * bytes.length);
        }
        bytes[position++] = (byte) b;
    }

    /** Ends writing, once. */
    public void finish() {
        for (int i = 0; i < TAIL; i++) {
            put(high >>> 24);
            high <<= 8;
        }
    }

    /** The bytes written, from 0 to {@link #length}. */
    public byte[] array() {
        return bytes;
    }

    /** Bytes written until now. */
    public int length() {
        return position;
    }

    /** Whether a reader has used exactly the bytes that it was given. */
    public boolean isAtEnd() {
        return position == end;
    }
}
