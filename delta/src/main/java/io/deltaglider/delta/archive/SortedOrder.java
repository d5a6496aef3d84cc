package io.deltaglider.delta.archive;

/** Sorts numbers by way of their indices, since several arrays belong to one order. */
final class SortedOrder {
    private SortedOrder() {}

    /** Indices 0 to {@code count} - 1 such that their keys ascend; equal keys stay in their order. */
    static int[] of(long[] keys, int count) {
        int[] order = new int[count];
        boolean sorted = true;
        for (int i = 0; i < count; i++) {
            order[i] = i;
            sorted &= i == 0 || keys[i - 1] <= keys[i];
        }
        if (sorted) {
            return order;
        }
        int[] from = order;
        int[] to = new int[count];
        for (int width = 1; width > 0 && width < count; width *= 2) {
            for (int start = 0; start < count; ) {
                int middle = start + Math.min(width, count - start);
                int end = middle + Math.min(width, count - middle);
                merge(keys, from, to, start, middle, end);
                start = end;
            }
            int[] swap = from;
            from = to;
            to = swap;
        }
        return from;
    }

    private static void merge(long[] keys, int[] from, int[] to, int start, int middle, int end) {
        int left = start;
        int right = middle;
        for (int i = start; i < end; i++) {
            boolean takeLeft =
                    right == end || (left < middle && keys[from[left]] <= keys[from[right]]);
            to[i] = takeLeft ? from[left++] : from[right++];
        }
    }
}
