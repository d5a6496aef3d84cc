package io.deltaglider.delta.opening;

/** A part of a planned stretch of unpacked form. */
public sealed interface Item {
    /** Bytes of a depth as they are. */
    record Run(int depth, long from, int length) implements Item {}

    /**
     * A stream begins; what follows, to its end, is its content.
     *
     * @param depth that the stream lies in
     * @param stream its number in {@link Depth#opened}
     * @param crossing whether it goes on in the next stretch
     */
    record Begin(int depth, int stream, boolean crossing) implements Item {}

    /** The innermost stream ends. */
    record End() implements Item {}
}
