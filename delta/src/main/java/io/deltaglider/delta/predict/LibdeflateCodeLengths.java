package io.deltaglider.delta.predict;

import io.deltaglider.delta.deflate.Symbols;

import java.util.Arrays;

/**
 * Code lengths as libdeflate chooses them (deflate_compress.c, deflate_make_huffman_code): Huffman's algorithm over sorted
 * leaves, which prefers leaves to inner nodes of the same weight; codes that are too long take the place of the longest
 * shorter one. Not safe for use by several threads.
 */
final class LibdeflateCodeLengths implements CodeLengths {
    private static final int MOST_SYMBOLS = 288;

    /** Longest code of a literal or length: so two and a match fit in a word of the decoder. */
    private static final int LONGEST_LITERAL = 14;

    /** The symbols in use, by frequency and then by symbol, each as frequency and symbol in one number. */
    private final long[] leaves = new long[MOST_SYMBOLS];

    /** Weights of the inner nodes in the order of their making, which is by weight. */
    private final long[] weight = new long[MOST_SYMBOLS];

    private final int[] parent = new int[MOST_SYMBOLS];
    private final int[] depth = new int[MOST_SYMBOLS];
    private final int[] lengthCount = new int[17];

    @Override
    public void choose(int[] frequencies, int count, int limit, byte[] lengths) {
        Arrays.fill(lengths, 0, count, (byte) 0);
        int used = 0;
        for (int symbol = 0; symbol < count; symbol++) {
            if (frequencies[symbol] != 0) {
                leaves[used++] = ((long) frequencies[symbol] << Short.SIZE) | symbol;
            }
        }
        if (used < 2) {
            int symbol = used == 0 ? 0 : symbol(0);
            lengths[0] = 1;
            lengths[symbol == 0 ? 1 : symbol] = 1;
            return;
        }
        Arrays.sort(leaves, 0, used);
        build(used);
        int longest = count > Symbols.DISTANCES ? Math.min(limit, LONGEST_LITERAL) : limit;
        countLengths(used - 2, longest);
        int leaf = 0;
        for (int length = longest; length >= 1; length--) {
            for (int n = lengthCount[length]; n > 0; n--) {
                lengths[symbol(leaf++)] = (byte) length;
            }
        }
    }

    private int symbol(int leaf) {
        return (int) leaves[leaf] & 0xFFFF;
    }

    private long leafWeight(int leaf) {
        return leaves[leaf] >>> Short.SIZE;
    }

    private void build(int used) {
        int leaf = 0;
        int inner = 0;
        for (int made = 0; made < used - 1; made++) {
            boolean noInner = inner == made;
            if (leaf + 1 < used && (noInner || leafWeight(leaf + 1) <= weight[inner])) {
                weight[made] = leafWeight(leaf) + leafWeight(leaf + 1);
                leaf += 2;
            } else if (inner + 2 <= made
                    && (leaf >= used || weight[inner + 1] < leafWeight(leaf))) {
                weight[made] = weight[inner] + weight[inner + 1];
                parent[inner] = made;
                parent[inner + 1] = made;
                inner += 2;
            } else {
                weight[made] = leafWeight(leaf) + weight[inner];
                parent[inner] = made;
                leaf++;
                inner++;
            }
        }
    }

    private void countLengths(int root, int limit) {
        Arrays.fill(lengthCount, 0);
        lengthCount[1] = 2;
        depth[root] = 0;
        for (int node = root - 1; node >= 0; node--) {
            int length = depth[parent[node]] + 1;
            depth[node] = length;
            if (length >= limit) {
                length = limit;
                do {
                    length--;
                } while (lengthCount[length] == 0);
            }
            lengthCount[length]--;
            lengthCount[length + 1] += 2;
        }
    }
}
