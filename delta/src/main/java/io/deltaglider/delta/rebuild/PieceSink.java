package io.deltaglider.delta.rebuild;

import java.io.IOException;

/** Takes in a content piece by piece. */
public interface PieceSink {
    /** The address of bytes that are not known to be in the reference. */
    long NOWHERE = -1;

    /**
     * Takes in the next bytes.
     *
     * @param bytes must not change before the stretch that they belong to is done with
     * @param address where the reference has about the same bytes, or {@link #NOWHERE}
     */
    void push(byte[] bytes, int from, int length, long address) throws IOException;
}
