package io.deltaglider.delta.archive;

/** The formats that streams are searched for in. */
public enum ContainerFormat {
    ZIP,
    TAR,
    GZIP,
    PNG,
    PDF,
    POSTGRES_DUMP,
    /** None that is known: bytes that are searched for what looks like a stream. */
    UNKNOWN
}
