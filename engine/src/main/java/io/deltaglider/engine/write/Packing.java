package io.deltaglider.engine.write;

/** Whether references that stand alone are stored packed: smaller by what compressing them anew saves, and slower to read. */
public enum Packing {
    /** As they came. */
    NEVER,
    /** As they came when they are written; those that have not been read for long may be packed later on. */
    AUTO,
    /** Packed, wherever that makes them smaller. */
    ALWAYS
}
