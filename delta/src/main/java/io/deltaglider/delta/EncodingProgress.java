package io.deltaglider.delta;

/** Hears how far an encoding has come. Called by several threads, one after another or at once; it must return at once. */
public interface EncodingProgress {
    /**
     * Part of the work is done.
     *
     * @param share of all of it, 0 to 1: a rough measure of time, which may be told out of order
     */
    void reached(double share);
}
