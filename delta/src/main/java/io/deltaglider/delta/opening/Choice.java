package io.deltaglider.delta.opening;

import io.deltaglider.delta.Content;
import io.deltaglider.delta.archive.ArchiveScanner;
import io.deltaglider.delta.archive.Counterparts;
import io.deltaglider.delta.archive.PackedStreams;
import io.deltaglider.delta.archive.SearchFilter;
import io.deltaglider.delta.archive.StreamKind;

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
 * @param measured streams of the target that were inflated only to find out where they end
 */
record Choice(Selection targets, Selection references, int measured) {

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

    /**
     * Chooses.
     *
     * @param mostContent bytes that may be inflated to find out where streams end
     */
    static Choice of(
            Depth depth,
            List<Unit> targetUnits,
            List<Unit> referenceUnits,
            ArchiveScanner scanner,
            long mostContent)
            throws IOException {
        Search search = new Search(depth);
        PackedStreams streams = scan(depth.target(), targetUnits, scanner, search::inTarget);
        CoveredStreams covered = new CoveredStreams(depth, streams, mostContent);
        List<Integer> targets = covered.others();
        if (targets.isEmpty()) {
            PackedStreams none = PackedStreams.empty();
            return new Choice(
                    new Selection(none, List.of()),
                    new Selection(none, List.of()),
                    covered.measured());
        }
        PackedStreams candidates =
                scan(depth.reference(), referenceUnits, scanner, search::inReference);
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
                new Selection(candidates, List.copyOf(references)),
                covered.measured());
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

    private static PackedStreams scan(
            Content content, List<Unit> units, ArchiveScanner scanner, SearchFilter filter)
            throws IOException {
        if (units.size() == 1) {
            Unit unit = units.getFirst();
            return scanner.scan(content, unit.from(), unit.to(), unit.name(), filter);
        }
        PackedStreams.Builder all = new PackedStreams.Builder(1 << 20);
        for (Unit unit : units) {
            if (all.isFull()) {
                break;
            }
            all.addAll(scanner.scan(content, unit.from(), unit.to(), unit.name(), filter));
        }
        return all.build();
    }
}
