package io.deltaglider.delta.predict;

import java.util.Arrays;

/**
 * Code lengths as zlib, gzip and zip choose them (trees.c, build_tree and gen_bitlen): Huffman's algorithm over a heap
 * that breaks ties by the depth of the subtree, at least two codes, and codes that are too long moved up as in ar by
 * Okumura. Not safe for use by several threads.
 */
public final class ZlibCodeLengths implements CodeLengths {
    private static final int MOST_SYMBOLS = 288;
    private static final int MOST_NODES = 2 * MOST_SYMBOLS + 1;

    private final int[] weight = new int[MOST_NODES];
    private final byte[] depth = new byte[MOST_NODES];
    private final int[] parent = new int[MOST_NODES];
    private final int[] nodeLength = new int[MOST_NODES];
    private final int[] heap = new int[MOST_NODES];
    private final int[] sorted = new int[MOST_NODES];
    private final int[] lengthCount = new int[16];
    private int heapSize;

    @Override
    public void choose(int[] frequencies, int count, int limit, byte[] lengths) {
        Arrays.fill(lengths, 0, count, (byte) 0);
        heapSize = 0;
        int highest = -1;
        for (int symbol = 0; symbol < count; symbol++) {
            if (frequencies[symbol] != 0) {
                weight[symbol] = frequencies[symbol];
                heap[++heapSize] = symbol;
                highest = symbol;
                depth[symbol] = 0;
            }
        }
        while (heapSize < 2) {
            // Old decoders wanted two codes in every tree.
            int symbol = highest < 2 ? ++highest : 0;
            weight[symbol] = 1;
            depth[symbol] = 0;
            heap[++heapSize] = symbol;
        }
        int first = build(count);
        limitLengths(count, limit, first, lengths);
    }

    /** Builds the tree; the nodes are in {@link #sorted} from the answer on, the root first. */
    private int build(int count) {
        for (int k = heapSize / 2; k >= 1; k--) {
            sink(k);
        }
        int node = count;
        int first = MOST_NODES;
        do {
            int least = heap[1];
            heap[1] = heap[heapSize--];
            sink(1);
            int second = heap[1];
            sorted[--first] = least;
            sorted[--first] = second;
            weight[node] = weight[least] + weight[second];
            depth[node] = (byte) (Math.max(depth[least], depth[second]) + 1);
            parent[least] = node;
            parent[second] = node;
            heap[1] = node++;
            sink(1);
        } while (heapSize >= 2);
        sorted[--first] = heap[1];
        return first;
    }

    private void limitLengths(int count, int limit, int first, byte[] lengths) {
        Arrays.fill(lengthCount, 0);
        int overflow = 0;
        nodeLength[sorted[first]] = 0;
        for (int i = first + 1; i < MOST_NODES; i++) {
            int node = sorted[i];
            int length = nodeLength[parent[node]] + 1;
            if (length > limit) {
                length = limit;
                overflow++;
            }
            nodeLength[node] = length;
            if (node < count) {
                lengthCount[length]++;
                lengths[node] = (byte) length;
            }
        }
        if (overflow == 0) {
            return;
        }
        do {
            int length = limit - 1;
            while (lengthCount[length] == 0) {
                length--;
            }
            lengthCount[length]--;
            lengthCount[length + 1] += 2;
            lengthCount[limit]--;
            overflow -= 2;
        } while (overflow > 0);
        int next = MOST_NODES;
        for (int length = limit; length != 0; length--) {
            for (int left = lengthCount[length]; left != 0; ) {
                int node = sorted[--next];
                if (node < count) {
                    lengths[node] = (byte) length;
                    left--;
                }
            }
        }
    }

    private void sink(int from) {
        int k = from;
        int node = heap[k];
        for (int child = k << 1; child <= heapSize; child <<= 1) {
            if (child < heapSize && isSmaller(heap[child + 1], heap[child])) {
                child++;
            }
            if (isSmaller(node, heap[child])) {
                break;
            }
            heap[k] = heap[child];
            k = child;
        }
        heap[k] = node;
    }

    private boolean isSmaller(int a, int b) {
        return weight[a] < weight[b] || (weight[a] == weight[b] && depth[a] <= depth[b]);
    }
}
