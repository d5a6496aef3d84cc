package io.deltaglider.bench;

import java.util.OptionalLong;

/**
 * What a tool did with a pair.
 *
 * @param deltaBytes size of its delta file
 * @param encodeSeconds median of its runs, as the other times
 * @param peakBytes most memory in either direction; empty where nothing told it
 */
record Figures(
        long deltaBytes, double encodeSeconds, double decodeSeconds, OptionalLong peakBytes) {}
