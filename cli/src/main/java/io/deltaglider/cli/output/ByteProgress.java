package io.deltaglider.cli.output;

/** Hears of bytes as they pass. */
public interface ByteProgress {
    /** Some bytes have passed; a negative number when some must be sent again. */
    void passed(long bytes);
}
