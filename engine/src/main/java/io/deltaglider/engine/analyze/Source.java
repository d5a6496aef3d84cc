package io.deltaglider.engine.analyze;

import io.deltaglider.delta.Content;

import java.io.IOException;

/** Something that might be stored. */
public interface Source {
    /** The key that it would be stored under, which says what it is a version of. */
    String key();

    /** Bytes. */
    long size();

    /** Its bytes, to be closed by the caller. */
    Content open() throws IOException;
}
