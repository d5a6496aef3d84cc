package io.deltaglider.delta.deflate;

import java.io.IOException;

/** Takes the bytes of a stream as they come. */
@FunctionalInterface
public interface ByteSink {
    /** Takes {@code bytes[from .. from + length)}; the array is used again afterwards. */
    void write(byte[] bytes, int from, int length) throws IOException;
}
