package io.deltaglider.delta;

import java.io.IOException;
import java.io.OutputStream;
import java.util.OptionalLong;

/** Turns a reference and a target into a delta file. Stateless and safe for use by many threads. */
@SuppressWarnings("DoNotCallSuggester")
public final class DeltaEncoder {
    public DeltaEncoder(Effort effort) {}

    /**
     * Writes the delta file that {@code header} describes. The caller gives the digests, which it has computed while it
     * received the target; they are written as they are, and {@link DeltaFile} checks them on reading.
     *
     * @param sizeLimit give up as soon as the delta file would be larger than this many bytes; {@link Long#MAX_VALUE} for none
     * @return the bytes written, or empty when the limit was hit (what was written until then is to be thrown away)
     */
    public OptionalLong encode(
            Content reference, Content target, DeltaHeader header, long sizeLimit, OutputStream out)
            throws IOException {
        throw new IllegalStateException("skeleton");
    }
}
