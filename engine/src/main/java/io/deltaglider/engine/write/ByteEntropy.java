package io.deltaglider.engine.write;

import io.deltaglider.delta.Content;

import java.io.IOException;

/** A quick look at whether bytes can be made smaller by themselves: the entropy of single bytes (Shannon, 1948) in some samples. */
final class ByteEntropy {
    private static final int SAMPLE = 16 << 10;
    private static final int SAMPLES = 32;

    private ByteEntropy() {}

    /** The bits that a byte takes, 0 to 8, on average. */
    static double average(Content content) throws IOException {
        byte[] sample = new byte[(int) Math.min(SAMPLE, content.size())];
        long step = Math.max(SAMPLE, content.size() / SAMPLES);
        double sum = 0;
        int count = 0;
        for (long at = 0; at + sample.length <= content.size() && sample.length > 0; at += step) {
            content.read(at, sample, 0, sample.length);
            sum += of(sample);
            count++;
        }
        return count == 0 ? 0 : sum / count;
    }

    private static double of(byte[] bytes) {
        int[] counts = new int[256];
        for (byte each : bytes) {
            counts[each & 0xFF]++;
        }
        double bits = 0;
        for (int count : counts) {
            if (count > 0) {
                double share = (double) count / bytes.length;
                bits -= share * Math.log(share) / Math.log(2);
            }
        }
        return bits;
    }
}
