package io.deltaglider.delta.archive;

import io.deltaglider.delta.stream.StreamForm;

/** What holds a stream: it says how far to believe in the stream, and what comes behind it. */
public enum StreamKind {
    /** Member of a gzip file (RFC 1952): 8 bytes of trailer follow, then perhaps another member. */
    GZIP,
    /** Entry of a zip file. */
    ZIP,
    /** In the zlib wrapping (RFC 1950): 4 bytes of Adler-32 follow. */
    ZLIB,
    /** Bytes inside unknown ones that look like the start of a gzip or zlib stream. Quite a few of these are none. */
    CANDIDATE,
    /** IDAT chunks of a PNG image: joined they are a stream in the zlib wrapping. */
    PNG_CHUNKS,
    /** Pieces of a table's data in {@code pg_dump -Fc}: joined they are a stream in the zlib wrapping. */
    POSTGRES_CHUNKS;

    /** How the content of such a stream is packed. */
    public StreamForm form() {
        return switch (this) {
            case GZIP, ZIP, ZLIB, CANDIDATE -> StreamForm.DEFLATE;
            case PNG_CHUNKS -> StreamForm.PNG_CHUNKS;
            case POSTGRES_CHUNKS -> StreamForm.POSTGRES_CHUNKS;
        };
    }
}
