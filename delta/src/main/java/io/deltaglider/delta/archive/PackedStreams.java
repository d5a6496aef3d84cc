package io.deltaglider.delta.archive;

import java.util.Arrays;
import java.util.Objects;

/**
 * Deflate streams of one content, by position; at most one at each. Those of known length do not overlap. One of unknown
 * length may seem to reach over later ones: once it is inflated and its end known, those before that end are to be
 * dropped. In plain arrays, since there may be a million. Immutable: safe for use by many threads.
 */
public final class PackedStreams {
    private static final PackedStreams EMPTY = new Builder(1).build();

    /** Mark in {@link #limits}: it is not the end of the stream but that of its container. */
    private static final long UNKNOWN = 1L << 63;

    private final int count;
    private final long[] positions;
    private final long[] limits;
    private final StreamKind[] kinds;
    private final long[] names;
    private final long[] patterns;
    private final long[] checksums;

    /** The first entries of the builder, whose arrays this takes over. */
    private PackedStreams(Builder from, int count) {
        this.count = count;
        positions = from.positions;
        limits = from.limits;
        kinds = from.kinds;
        names = from.names;
        patterns = from.patterns;
        checksums = from.checksums;
    }

    public static PackedStreams empty() {
        return EMPTY;
    }

    public int count() {
        return count;
    }

    /** Where the raw deflate data begins. */
    public long position(int stream) {
        return positions[stream];
    }

    /** Bytes of deflate data as the container claims, at least 1; -1 if only inflating can tell. */
    public long packedLength(int stream) {
        return limits[stream] < 0 ? -1 : limits[stream] - positions[stream];
    }

    /** End of the stream if its length is known; otherwise that of the container: no byte from there on belongs to it. */
    public long limit(int stream) {
        return limits[stream] & ~UNKNOWN;
    }

    public StreamKind kind(int stream) {
        return kinds[stream];
    }

    public StreamName name(int stream) {
        return new StreamName(names[stream], patterns[stream]);
    }

    /** Hash of the path: {@link StreamName#name}. */
    public long nameHash(int stream) {
        return names[stream];
    }

    /** Hash of the path without what changes between versions: {@link StreamName#pattern}. */
    public long patternHash(int stream) {
        return patterns[stream];
    }

    /**
     * What the container says of the content: its CRC-32 in the upper half, the lower 32 bits of its length in the lower
     * half; 0 if it says nothing.
     */
    public long checksum(int stream) {
        return checksums[stream];
    }

    /** All about one stream at once. */
    public PackedStream get(int stream) {
        Objects.checkIndex(stream, count);
        return new PackedStream(
                position(stream),
                packedLength(stream),
                limit(stream),
                kind(stream),
                name(stream),
                checksum(stream));
    }

    /** Index of the first stream that begins at or after a position; {@link #count()} if there is none. */
    public int from(long position) {
        int found = Arrays.binarySearch(positions, 0, count, position);
        return found < 0 ? -found - 1 : found;
    }

    /** Index of the stream that begins at a position; -1 if none does. */
    public int at(long position) {
        return Math.max(-1, Arrays.binarySearch(positions, 0, count, position));
    }

    /** Collects streams in any order. Not safe for use by several threads. */
    public static final class Builder {
        private int maxStreams;
        private int count;
        private long[] positions = new long[16];
        private long[] limits = new long[16];
        private StreamKind[] kinds = new StreamKind[16];
        private long[] names = new long[16];
        private long[] patterns = new long[16];
        private long[] checksums = new long[16];

        /**
         * @param maxStreams as many are taken, the others dropped
         */
        public Builder(int maxStreams) {
            this.maxStreams = maxStreams;
        }

        int count() {
            return count;
        }

        /** Takes those away that were added last, so that this many are left. */
        void truncate(int length) {
            count = Math.min(count, length);
        }

        public boolean isFull() {
            return count >= maxStreams;
        }

        /** Adds a stream of known length, unless it is empty. */
        void addExact(long position, long length, StreamKind kind, StreamName name, long checksum) {
            add(position, position + length, position + length, kind, name, checksum);
        }

        /** Adds a stream that ends somewhere before the limit. */
        void addOpen(long position, long limit, StreamKind kind, StreamName name) {
            add(position, limit, limit | UNKNOWN, kind, name, 0);
        }

        /** Adds all streams of another scan of the same content. */
        public void addAll(PackedStreams streams) {
            addAll(streams, Long.MAX_VALUE);
        }

        /** Adds those streams of another scan of the same content that begin before the limit. */
        void addAll(PackedStreams streams, long before) {
            int number = streams.from(before);
            for (int i = 0; i < number; i++) {
                add(
                        streams.positions[i],
                        streams.limit(i),
                        streams.limits[i],
                        streams.kind(i),
                        streams.name(i),
                        streams.checksums[i]);
            }
        }

        private void add(
                long position,
                long limit,
                long marked,
                StreamKind kind,
                StreamName name,
                long checksum) {
            if (position < 0 || limit <= position || isFull()) {
                return;
            }
            if (count == positions.length) {
                int larger = (int) Math.min(count * 2L, maxStreams);
                positions = Arrays.copyOf(positions, larger);
                limits = Arrays.copyOf(limits, larger);
                kinds = Arrays.copyOf(kinds, larger);
                names = Arrays.copyOf(names, larger);
                patterns = Arrays.copyOf(patterns, larger);
                checksums = Arrays.copyOf(checksums, larger);
            }
            positions[count] = position;
            limits[count] = marked;
            kinds[count] = kind;
            names[count] = name.name();
            patterns[count] = name.pattern();
            checksums[count] = checksum;
            count++;
        }

        /**
         * What was added, by position, without those that begin inside an earlier one of known length. It takes over the
         * arrays: nothing can be added any more.
         */
        public PackedStreams build() {
            sort();
            int kept = 0;
            long free = 0;
            long last = -1;
            for (int i = 0; i < count; i++) {
                long position = positions[i];
                if (position < free || position == last) {
                    continue;
                }
                last = position;
                free = limits[i] < 0 ? free : limits[i];
                move(i, kept++);
            }
            maxStreams = 0;
            return new PackedStreams(this, kept);
        }

        private void move(int from, int to) {
            positions[to] = positions[from];
            limits[to] = limits[from];
            kinds[to] = kinds[from];
            names[to] = names[from];
            patterns[to] = patterns[from];
            checksums[to] = checksums[from];
        }

        /** Puts all in the order of their positions; those at one position stay in the order in which they came. */
        private void sort() {
            if (isSorted()) {
                return;
            }
            int[] order = SortedOrder.of(positions, count);
            limits = arranged(limits, order);
            names = arranged(names, order);
            patterns = arranged(patterns, order);
            checksums = arranged(checksums, order);
            positions = arranged(positions, order);
            StreamKind[] unordered = kinds;
            kinds = new StreamKind[count];
            for (int i = 0; i < count; i++) {
                kinds[i] = unordered[order[i]];
            }
        }

        private boolean isSorted() {
            for (int i = 1; i < count; i++) {
                if (positions[i - 1] > positions[i]) {
                    return false;
                }
            }
            return true;
        }

        private static long[] arranged(long[] values, int[] order) {
            long[] arranged = new long[order.length];
            for (int i = 0; i < order.length; i++) {
                arranged[i] = values[order[i]];
            }
            return arranged;
        }
    }
}
