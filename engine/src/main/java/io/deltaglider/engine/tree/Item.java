package io.deltaglider.engine.tree;

import io.deltaglider.delta.sketch.Sketch;

/** A content that is to be stored. No two have the same bytes. */
public interface Item {
    /** What it is stored as; says what it is a version of. */
    String name();

    /** Bytes. */
    long size();

    Sketch sketch();

    /** Whether it is a reference already without being a delta to any other of these contents, so that nothing need be written for it to be one. */
    boolean standsAlone();

    /** How many others have to be read for it when it is stored by itself: 0, or more for a reference that is a delta to one of elsewhere. */
    int depthAlone();
}
