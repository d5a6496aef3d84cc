package io.deltaglider.delta.opening;

import io.deltaglider.delta.Content;
import io.deltaglider.delta.archive.PackedStreams;
import io.deltaglider.delta.deflate.ContentReader;
import io.deltaglider.delta.deflate.DamagedStreamException;
import io.deltaglider.delta.level.Covers;
import io.deltaglider.delta.level.PagedReference;
import io.deltaglider.delta.match.Matcher;
import io.deltaglider.delta.match.SharedIndex;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;

/**
 * Finds streams of a reference whose contents share bytes with a wanted content, whatever their names and their order: with one large stream or
 * with many small ones. Matches what each begins with; inflates no more than it takes about as long to match as the wanted content
 * itself. Not safe for use by several threads.
 */
final class Relatives {
    /** Bytes of streams that are looked at, for each that is wanted; and in any case. */
    private static final int EFFORT = 2;

    private static final long FREE_EFFORT = 1 << 20;

    /** A stream among many is looked at as far as this; one among few further. */
    private static final int ENOUGH = 64 << 10;

    private static final int PIECE = 64 << 10;

    /** Shorter runs say nothing. */
    private static final int SHORTEST = 32;

    /** One in so many bytes of a stream has to be shared, but where as many as {@link #CERTAIN} are nothing more is asked. */
    private static final int SHARE = 5;

    /** What is shared is counted in blocks of so many bytes. */
    private static final int BLOCK = 32;

    private static final int CERTAIN = 16 << 10;

    private final Content source;
    private final PackedStreams streams;
    private final byte[] buffer = new byte[PIECE];
    private final Covers covers = new Covers();

    Relatives(Content source, PackedStreams streams) {
        this.source = source;
        this.streams = streams;
    }

    /**
     * What was found.
     *
     * @param streams of the reference, in the order in which the wanted content needs them
     * @param shared blocks of {@link #BLOCK} bytes of the wanted content that these have
     */
    record Found(List<Integer> streams, BitSet shared) {
        /** Bytes of a part of the wanted content that the streams have, about. */
        long shared(long from, long to) {
            int first = (int) (from / BLOCK);
            int last = (int) Math.ceilDiv(to, BLOCK);
            return (long) BLOCK * shared.get(first, last).cardinality();
        }
    }

    /**
     * What one stream shares.
     *
     * @param runs first byte in the wanted content and length, in turn
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Sharing(int stream, long inflated, long shared, long[] runs) {
        long place() {
            long first = Long.MAX_VALUE;
            for (int i = 0; i < runs.length; i += 2) {
                first = Math.min(first, runs[i]);
            }
            return first;
        }
    }

    /**
     * Finds them: those first that share most, and others only as far as they have what those have not.
     *
     * @param offered streams, the likeliest first
     */
    Found of(Content wanted, List<Integer> offered) throws IOException {
        BitSet blocks = new BitSet();
        if (wanted.size() < SHORTEST || offered.isEmpty()) {
            return new Found(List.of(), blocks);
        }
        List<Sharing> sharing = new ArrayList<>();
        Matcher matcher = new Matcher(new PagedReference(wanted), SharedIndex.coarse(wanted));
        long room = EFFORT * wanted.size() + FREE_EFFORT;
        long each = Math.max(ENOUGH, room / offered.size());
        for (int stream : offered) {
            if (room <= 0) {
                break;
            }
            room -= look(stream, Math.min(room, each), matcher, wanted.size(), sharing);
        }
        sharing.sort(Comparator.comparingLong(Sharing::shared).reversed());
        List<Sharing> taken = new ArrayList<>();
        for (Sharing one : sharing) {
            long fresh = 0;
            for (int i = 0; i < one.runs.length; i += 2) {
                fresh += take(blocks, one.runs[i], one.runs[i + 1]);
            }
            if (fresh >= CERTAIN / 2 || fresh * SHARE >= one.inflated) {
                taken.add(one);
            }
        }
        taken.sort(Comparator.comparingLong(Sharing::place));
        return new Found(taken.stream().map(Sharing::stream).toList(), blocks);
    }

    /** Marks a run as shared. Returns how many bytes of it were not. */
    private static long take(BitSet blocks, long from, long length) {
        int first = (int) (from / BLOCK);
        int last = (int) Math.ceilDiv(from + length, BLOCK);
        int before = blocks.get(first, last).cardinality();
        blocks.set(first, last);
        return Math.min(length, (long) (last - first - before) * BLOCK);
    }

    /** Returns how many bytes were inflated. */
    private long look(int stream, long most, Matcher matcher, long end, List<Sharing> into)
            throws IOException {
        ContentReader reader = Heads.open(source, streams, stream);
        long total = 0;
        long shared = 0;
        long[] runs = new long[8];
        int count = 0;
        try {
            boolean more = true;
            while (more && total < most) {
                int n = 0;
                while (n < PIECE && more) {
                    int read = reader.read(buffer, n, PIECE - n);
                    more = read >= 0;
                    n += Math.max(0, read);
                }
                matcher.match(buffer, n, end, covers);
                for (int i = 0; i < covers.count(); i++) {
                    if (covers.length(i) >= SHORTEST) {
                        if (count + 2 > runs.length) {
                            runs = Arrays.copyOf(runs, count * 2);
                        }
                        runs[count++] = covers.from(i);
                        runs[count++] = covers.length(i);
                        shared += covers.length(i);
                    }
                }
                total += n;
            }
        } catch (DamagedStreamException noStream) {
            return total + PIECE / 2;
        }
        if (shared >= CERTAIN || (shared > 0 && shared * SHARE >= total)) {
            into.add(new Sharing(stream, total, shared, Arrays.copyOf(runs, count)));
        }
        return total;
    }
}
