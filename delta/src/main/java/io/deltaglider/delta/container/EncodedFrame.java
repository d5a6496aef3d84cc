package io.deltaglider.delta.container;

/** A frame as it goes into the file. */
public final class EncodedFrame {
    private final int targetLength;
    private final byte[] bytes;

    EncodedFrame(int targetLength, byte[] bytes) {
        this.targetLength = targetLength;
        this.bytes = bytes;
    }

    /** Bytes of target in it. */
    int targetLength() {
        return targetLength;
    }

    byte[] bytes() {
        return bytes;
    }
}
