package io.deltaglider.delta.rebuild;

import java.io.IOException;

/** Begins the streams of a stretch, in the order of its shape. */
public interface StreamOpener {
    /**
     * Begins a stream.
     *
     * @param stream its number in the shape
     * @param out takes the stream's own bytes, none of which the reference is known to have
     */
    OpenStream open(int stream, long contentLength, long packedLength, PieceSink out)
            throws IOException;
}
