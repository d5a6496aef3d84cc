package io.deltaglider.delta.replay;

/**
 * How zlib tells code lengths (trees.c, scan_tree): runs of four and more as repeats, as long as they may be. Other
 * compressors differ here and there, so each step is predicted from where the one before really ended.
 */
final class RunLengths {
    private RunLengths() {}

    /**
     * The step at {@code at}: a symbol of 0 to 18, and the value of its extra bits shifted left by five.
     *
     * @param lengths of the codes, of which those from {@code treeStart} to {@code treeEnd} are one tree
     */
    static int step(byte[] lengths, int at, int treeStart, int treeEnd) {
        int value = lengths[at];
        int run = 1;
        while (at + run < treeEnd && lengths[at + run] == value) {
            run++;
        }
        if (value == 0) {
            if (run >= 11) {
                return 18 | ((Math.min(run, 138) - 11) << 5);
            }
            return run >= 3 ? 17 | ((run - 3) << 5) : 0;
        }
        boolean repeats = at > treeStart && lengths[at - 1] == value;
        if (repeats && run >= 3) {
            return 16 | ((Math.min(run, 6) - 3) << 5);
        }
        return value;
    }

    /** Code lengths that a step gives. */
    static int count(int step) {
        int symbol = step & 31;
        return symbol < 16 ? 1 : (step >>> 5) + (symbol == 18 ? 11 : 3);
    }

    /** Whether a step fits the lengths that are to be given. */
    static boolean fits(int step, byte[] lengths, int at, int total) {
        int symbol = step & 31;
        if (symbol > 18) {
            return false;
        }
        int count = count(step);
        if (at + count > total || (symbol == 16 && at == 0)) {
            return false;
        }
        int value = symbol < 16 ? symbol : symbol == 16 ? lengths[at - 1] : 0;
        for (int i = at; i < at + count; i++) {
            if (lengths[i] != value) {
                return false;
            }
        }
        return true;
    }
}
