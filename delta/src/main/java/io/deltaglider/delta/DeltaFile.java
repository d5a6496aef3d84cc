package io.deltaglider.delta;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;

/**
 * A delta file being read, from a stream (one forward pass, nothing is kept) or from {@link Content}. Not safe for use by several threads at once.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class DeltaFile implements Closeable {
    /** How many first bytes {@link #isDelta} needs. */
    public static final int MAGIC_LENGTH = 8;

    private DeltaFile() {}

    /** Whether these first bytes (fewer than {@link #MAGIC_LENGTH} if there are no more) begin a delta file of any version. */
    @SuppressWarnings("DoNotCallSuggester")
    public static boolean isDelta(byte[] firstBytes) {
        throw new IllegalStateException("skeleton");
    }

    /** Reads and checks the header; the rest is read by the streams below. Closing this closes the stream. */
    @SuppressWarnings("DoNotCallSuggester")
    public static DeltaFile open(InputStream in) throws IOException {
        throw new IllegalStateException("skeleton");
    }

    /** As above, with random access through the index at the end: a range then touches only the frames that it needs. */
    @SuppressWarnings("DoNotCallSuggester")
    public static DeltaFile open(Content file) throws IOException {
        throw new IllegalStateException("skeleton");
    }

    public DeltaHeader header() {
        throw new IllegalStateException("skeleton");
    }

    /**
     * The whole target. Its last bytes are released only after the SHA-256 of all of them has matched the header's:
     * until then the stream throws {@link CorruptDeltaException} instead of ending. May be called once for a file opened from a stream.
     * Closing the stream does not close {@code reference}.
     */
    public InputStream target(Content reference) throws IOException {
        throw new IllegalStateException("skeleton");
    }

    /** {@code length} bytes of the target from {@code offset} on; every frame touched is checked by its own checksum. */
    public InputStream range(Content reference, long offset, long length) throws IOException {
        throw new IllegalStateException("skeleton");
    }

    @Override
    public void close() throws IOException {}
}
