package io.deltaglider.engine.tree;

import io.deltaglider.delta.sketch.Sketch;

/** A content that is to be stored. No two have the same bytes. */
public interface Item {
    /** What it is stored as; says what it is a version of. */
    String name();

    /** Bytes. */
    long size();

    Sketch sketch();

    /** Whether it is stored whole as a reference already, so that nothing need be written for it to be one. */
    boolean standsAlone();
}
