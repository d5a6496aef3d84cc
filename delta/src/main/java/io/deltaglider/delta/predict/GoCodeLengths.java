package io.deltaglider.delta.predict;

import java.util.Arrays;

/**
 * Code lengths as Go's compress/flate chooses them (huffman_code.go, bitCounts): the best for the limit, by the
 * boundary package-merge algorithm of Katajainen, Moffat and Turpin; equal frequencies give the longer code to the lower
 * symbol. Not safe for use by several threads.
 */
final class GoCodeLengths implements CodeLengths {
    private static final int MOST_SYMBOLS = 288;
    private static final int LEVELS = 16;
    private static final int NEVER = Integer.MAX_VALUE;

    /** The symbols in use, by frequency and then by symbol, each as frequency and symbol in one number. */
    private final long[] leaves = new long[MOST_SYMBOLS];

    private final int[] lastWeight = new int[LEVELS + 1];
    private final int[] nextLeaf = new int[LEVELS + 1];
    private final int[] nextPair = new int[LEVELS + 1];
    private final int[] needed = new int[LEVELS + 1];

    /** By level: how many leaves lie left of the newest node there, at each level below. */
    private final int[][] leafCounts = new int[LEVELS + 1][LEVELS + 1];

    private int leafCount;

    @Override
    public void choose(int[] frequencies, int count, int limit, byte[] lengths) {
        Arrays.fill(lengths, 0, count, (byte) 0);
        leafCount = 0;
        for (int symbol = 0; symbol < count; symbol++) {
            if (frequencies[symbol] != 0) {
                leaves[leafCount++] = ((long) frequencies[symbol] << Short.SIZE) | symbol;
            }
        }
        if (leafCount <= 2) {
            for (int i = 0; i < leafCount; i++) {
                lengths[symbol(i)] = 1;
            }
            if (leafCount == 0) {
                lengths[0] = 1;
            }
            return;
        }
        Arrays.sort(leaves, 0, leafCount);
        int longest = Math.min(limit, leafCount - 1);
        merge(longest);
        int[] counts = leafCounts[longest];
        int leaf = leafCount;
        for (int level = longest, length = 1; level > 0; level--, length++) {
            for (int n = counts[level] - counts[level - 1]; n > 0; n--) {
                lengths[symbol(--leaf)] = (byte) length;
            }
        }
    }

    private int symbol(int leaf) {
        return (int) leaves[leaf] & 0xFFFF;
    }

    private int weight(int leaf) {
        return leaf < leafCount ? (int) (leaves[leaf] >>> Short.SIZE) : NEVER;
    }

    /** Fills {@code leafCounts[top]}. */
    private void merge(int top) {
        for (int level = 0; level <= LEVELS; level++) {
            Arrays.fill(leafCounts[level], 0);
            needed[level] = 0;
            nextPair[level] = 0;
        }
        for (int level = 1; level <= top; level++) {
            lastWeight[level] = weight(1);
            nextLeaf[level] = weight(2);
            nextPair[level] = level == 1 ? NEVER : weight(0) + weight(1);
            leafCounts[level][level] = 2;
        }
        needed[top] = 2 * leafCount - 4;
        int level = top;
        while (true) {
            if (nextPair[level] == NEVER && nextLeaf[level] == NEVER) {
                needed[level] = 0;
                nextPair[level + 1] = NEVER;
                level++;
                continue;
            }
            int before = lastWeight[level];
            if (nextLeaf[level] < nextPair[level]) {
                int leaf = leafCounts[level][level] + 1;
                lastWeight[level] = nextLeaf[level];
                leafCounts[level][level] = leaf;
                nextLeaf[level] = weight(leaf);
            } else {
                lastWeight[level] = nextPair[level];
                System.arraycopy(leafCounts[level - 1], 0, leafCounts[level], 0, level);
                needed[level - 1] = 2;
            }
            if (--needed[level] == 0) {
                if (level == top) {
                    return;
                }
                nextPair[level + 1] = before + lastWeight[level];
                level++;
            } else {
                while (needed[level - 1] > 0) {
                    level--;
                }
            }
        }
    }
}
