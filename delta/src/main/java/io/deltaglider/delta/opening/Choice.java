package io.deltaglider.delta.opening;

import io.deltaglider.delta.Content;
import io.deltaglider.delta.archive.ArchiveScanner;
import io.deltaglider.delta.archive.Counterparts;
import io.deltaglider.delta.archive.PackedStreams;
import io.deltaglider.delta.archive.StreamKind;
import io.deltaglider.delta.deflate.Checkpoints;
import io.deltaglider.delta.deflate.ContentReader;
import io.deltaglider.delta.deflate.DamagedStreamException;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which streams of a depth are to be opened.
 *
 * @param targets those of the target that are not all in the reference, by position
 * @param references their counterparts, in the order in which the target needs them
 */
record Choice(Selection targets, Selection references) {
    private static final long NOT_COVERED = -1;
    private static final int BUFFER = 16 << 10;

    /**
     * Some of the streams of a content.
     *
     * @param chosen indices
     */
    record Selection(PackedStreams streams, List<Integer> chosen) {
        boolean isEmpty() {
            return chosen.isEmpty();
        }
    }

    boolean isEmpty() {
        return targets.isEmpty();
    }

    static Choice of(
            Depth depth, List<Unit> targetUnits, List<Unit> referenceUnits, ArchiveScanner scanner)
            throws IOException {
        PackedStreams streams = scan(depth.target(), targetUnits, scanner);
        List<Integer> targets = new ArrayList<>();
        long covered = 0;
        for (int i = 0; i < streams.count(); i++) {
            if (streams.position(i) >= covered) {
                long end = coveredEnd(depth, streams, i);
                covered = Math.max(covered, end);
                if (end == NOT_COVERED) {
                    targets.add(i);
                }
            }
        }
        if (targets.isEmpty()) {
            PackedStreams none = PackedStreams.empty();
            return new Choice(new Selection(none, List.of()), new Selection(none, List.of()));
        }
        PackedStreams candidates = scan(depth.reference(), referenceUnits, scanner);
        Counterparts counterparts = new Counterparts(candidates, streams);
        Set<Integer> references = new LinkedHashSet<>();
        List<Integer> lonely = new ArrayList<>();
        for (int target : targets) {
            int found = counterpart(depth, streams, target, candidates, counterparts);
            if (found >= 0) {
                references.add(found);
            } else {
                lonely.add(target);
            }
        }
        references.addAll(
                new Kinship(depth.target(), streams, depth.reference(), candidates)
                        .of(lonely, references));
        return new Choice(
                new Selection(streams, targets),
                new Selection(candidates, List.copyOf(references)));
    }

    /** Where a stream ends that the reference has whole, byte for byte; {@link #NOT_COVERED} otherwise. */
    private static long coveredEnd(Depth depth, PackedStreams streams, int stream)
            throws IOException {
        long position = streams.position(stream);
        long limit = streams.limit(stream);
        long exact = depth.exactEnd(position, limit);
        if (exact == limit) {
            return limit;
        }
        // A member of a gzip file, the usual one without a length, has its limit near its end.
        boolean measured =
                streams.packedLength(stream) < 0 && streams.kind(stream) != StreamKind.GZIP;
        return measured && exact > position
                ? endBefore(depth, streams, stream, exact)
                : NOT_COVERED;
    }

    /** Where a stream ends that may end before the limit; {@link #NOT_COVERED} if it does not. */
    private static long endBefore(Depth depth, PackedStreams streams, int stream, long limit)
            throws IOException {
        byte[] buffer = new byte[BUFFER];
        long position = streams.position(stream);
        ContentReader reader =
                streams.kind(stream)
                        .form()
                        .read(depth.target(), position, limit, new Checkpoints());
        try {
            while (reader.read(buffer, 0, buffer.length) >= 0) {}
        } catch (DamagedStreamException e) {
            return NOT_COVERED;
        }
        return position + reader.packedLength();
    }

    /** The stream of the reference that is the likeliest to hold nearly the same as one of the target; -1 if none is known. */
    private static int counterpart(
            Depth depth,
            PackedStreams streams,
            int target,
            PackedStreams candidates,
            Counterparts counterparts) {
        int[] named = counterparts.of(target);
        boolean nameTells = streams.kind(target) != StreamKind.CANDIDATE;
        if (nameTells && named.length > 0) {
            return named[0];
        }
        int placed = candidates.at(depth.place(streams.position(target)));
        return placed < 0 && named.length > 0 ? named[0] : placed;
    }

    private static PackedStreams scan(Content content, List<Unit> units, ArchiveScanner scanner)
            throws IOException {
        if (units.size() == 1) {
            Unit unit = units.getFirst();
            return scanner.scan(content, unit.from(), unit.to(), unit.name());
        }
        PackedStreams.Builder all = new PackedStreams.Builder(1 << 20);
        for (Unit unit : units) {
            if (all.isFull()) {
                break;
            }
            all.addAll(scanner.scan(content, unit.from(), unit.to(), unit.name()));
        }
        return all.build();
    }
}
