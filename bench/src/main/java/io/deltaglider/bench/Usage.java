package io.deltaglider.bench;

import java.util.OptionalLong;

/**
 * What one piece of work took.
 *
 * @param seconds wall time
 * @param peakBytes most memory that was resident at any one time; empty where nothing tells it
 */
record Usage(double seconds, OptionalLong peakBytes) {
    /** Work in this process, whose memory is not its own. */
    static Usage since(long startNanos) {
        return new Usage((System.nanoTime() - startNanos) / 1e9, OptionalLong.empty());
    }
}
