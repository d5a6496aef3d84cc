package io.deltaglider.delta.archive;

/** What holds a deflate stream: it says how far to believe in the stream, and what comes behind it. */
public enum StreamKind {
    /** Member of a gzip file (RFC 1952): 8 bytes of trailer follow, then perhaps another member. */
    GZIP,
    /** Entry of a zip file. */
    ZIP,
    /** In the zlib wrapping (RFC 1950): 4 bytes of Adler-32 follow. */
    ZLIB,
    /** Bytes inside unknown ones that look like the start of a gzip or zlib stream. Quite a few of these are none. */
    CANDIDATE
}
