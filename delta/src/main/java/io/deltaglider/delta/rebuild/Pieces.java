package io.deltaglider.delta.rebuild;

import java.io.IOException;
import java.util.Arrays;

/** Records what a stretch leaves over, to be played when its turn has come. Not safe for use by several threads at once. */
public final class Pieces implements TiedSink {
    private static final int BEGIN = -1;
    private static final int END = -2;

    private byte[][] arrays = new byte[64][];
    private int[] froms = new int[64];
    private int[] lengths = new int[64];
    private long[] addresses = new long[64];
    private int count;

    @Override
    public void push(byte[] bytes, int from, int length, long address) {
        add(bytes, from, length, address);
    }

    @Override
    public void begin(int stream) {
        add(new byte[0], stream, BEGIN, NOWHERE);
    }

    @Override
    public void end() {
        add(new byte[0], 0, END, NOWHERE);
    }

    private void add(byte[] bytes, int from, int length, long address) {
        if (count == arrays.length) {
            arrays = Arrays.copyOf(arrays, count * 2);
            froms = Arrays.copyOf(froms, count * 2);
            lengths = Arrays.copyOf(lengths, count * 2);
            addresses = Arrays.copyOf(addresses, count * 2);
        }
        arrays[count] = bytes;
        froms[count] = from;
        lengths[count] = length;
        addresses[count] = address;
        count++;
    }

    /** Adds what another stretch leaves over. */
    public void append(Pieces next) {
        for (int i = 0; i < next.count; i++) {
            add(next.arrays[i], next.froms[i], next.lengths[i], next.addresses[i]);
        }
    }

    /** Hands on everything, in order. */
    public void play(TiedSink sink) throws IOException {
        for (int i = 0; i < count; i++) {
            switch (lengths[i]) {
                case BEGIN -> sink.begin(froms[i]);
                case END -> sink.end();
                default -> sink.push(arrays[i], froms[i], lengths[i], addresses[i]);
            }
        }
    }
}
