package io.deltaglider.delta.archive;

import java.util.Arrays;

/**
 * Finds the streams of a reference that are likely to hold nearly the content of a stream of a target: by what the
 * containers say of the content, by name, and by the pattern of the name. One stream of the reference may answer for any
 * number. Immutable: safe for use by many threads.
 */
public final class Counterparts {
    /** Most streams that are worth an attempt. */
    public static final int MOST = 4;

    /** Streams with the same key that are compared, around the place where the best is expected. */
    private static final int COMPARED = 32;

    private final PackedStreams reference;
    private final PackedStreams target;
    private final Group byChecksum;
    private final Group byName;
    private final Group byPattern;

    public Counterparts(PackedStreams reference, PackedStreams target) {
        this.reference = reference;
        this.target = target;
        int count = reference.count();
        long[] keys = new long[count];
        for (int i = 0; i < count; i++) {
            keys[i] = reference.checksum(i);
        }
        byChecksum = new Group(keys.clone());
        for (int i = 0; i < count; i++) {
            keys[i] = reference.nameHash(i);
        }
        byName = new Group(keys.clone());
        for (int i = 0; i < count; i++) {
            keys[i] = reference.patternHash(i);
        }
        byPattern = new Group(keys);
    }

    /**
     * Finds what to try for one stream: first a stream of equal content, then one of equal name, then those whose name
     * has the same pattern: the one about as far into the reference, and the one about as long.
     *
     * @param stream index of a stream in the target
     * @return indices of streams in the reference, best first; {@link #MOST} at most, none if nothing is known to be alike
     */
    public int[] of(int stream) {
        int[] into = new int[MOST];
        int count = 0;
        long checksum = target.checksum(stream);
        if (checksum != 0) {
            count = add(into, count, nearest(byChecksum, checksum, stream));
        }
        count = add(into, count, nearest(byName, target.nameHash(stream), stream));
        long pattern = target.patternHash(stream);
        count = add(into, count, nearest(byPattern, pattern, stream));
        count = add(into, count, likest(byPattern, pattern, stream));
        return Arrays.copyOf(into, count);
    }

    private static int add(int[] into, int count, int found) {
        if (found < 0) {
            return count;
        }
        for (int i = 0; i < count; i++) {
            if (into[i] == found) {
                return count;
            }
        }
        into[count] = found;
        return count + 1;
    }

    /** Of the streams with this key, that of the same name if there is one, or else the one about as far into the content; -1 if none. */
    private int nearest(Group group, long key, int stream) {
        int from = group.first(key);
        int to = group.behind(key, from);
        if (from == to) {
            return -1;
        }
        int middle = expected(group, from, to, stream);
        long name = target.nameHash(stream);
        int best = group.order[middle];
        long place = place(stream);
        for (int i = begin(middle, from, to);
                i < Math.min(to, begin(middle, from, to) + COMPARED);
                i++) {
            int other = group.order[i];
            boolean named = reference.nameHash(other) == name;
            boolean bestNamed = reference.nameHash(best) == name;
            if (named != bestNamed ? named : distance(other, place) < distance(best, place)) {
                best = other;
            }
        }
        return best;
    }

    /** Of the streams with this key around the expected place, the one whose packed length is most alike; -1 if none. */
    private int likest(Group group, long key, int stream) {
        long wanted = target.packedLength(stream);
        int from = group.first(key);
        int to = group.behind(key, from);
        if (from == to || wanted < 0) {
            return -1;
        }
        int begin = begin(expected(group, from, to, stream), from, to);
        int best = -1;
        long bestDifference = Long.MAX_VALUE;
        for (int i = begin; i < Math.min(to, begin + COMPARED); i++) {
            long length = reference.packedLength(group.order[i]);
            long difference = Math.abs(length - wanted);
            if (length >= 0 && difference < bestDifference) {
                best = group.order[i];
                bestDifference = difference;
            }
        }
        return best;
    }

    private static int begin(int middle, int from, int to) {
        return Math.max(from, Math.min(middle - COMPARED / 2, to - COMPARED));
    }

    private long distance(int stream, long place) {
        return Math.abs(reference.position(stream) - place);
    }

    /** Index in the order, from {@code from} to {@code to} - 1, of a stream about as far into the reference as this in the target. */
    private int expected(Group group, int from, int to, int stream) {
        long place = place(stream);
        int low = from;
        int high = to - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (reference.position(group.order[middle]) < place) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private long place(int stream) {
        double part = (double) target.position(stream) / extent(target);
        return (long) (part * extent(reference));
    }

    private static long extent(PackedStreams streams) {
        return streams.position(streams.count() - 1) + 1;
    }

    /** Streams ordered by a key, and by position where keys are equal. */
    private static final class Group {
        private final int[] order;
        private final long[] keys;

        /** Takes over the array. */
        Group(long[] keys) {
            order = SortedOrder.of(keys, keys.length);
            this.keys = new long[keys.length];
            for (int i = 0; i < keys.length; i++) {
                this.keys[i] = keys[order[i]];
            }
        }

        int first(long key) {
            int low = 0;
            int high = keys.length;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (keys[middle] < key) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low;
        }

        int behind(long key, int first) {
            int low = first;
            int high = keys.length;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (keys[middle] <= key) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low;
        }
    }
}
