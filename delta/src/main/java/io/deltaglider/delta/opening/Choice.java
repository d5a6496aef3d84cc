package io.deltaglider.delta.opening;

import io.deltaglider.delta.Content;
import io.deltaglider.delta.archive.ArchiveScanner;
import io.deltaglider.delta.archive.Counterparts;
import io.deltaglider.delta.archive.PackedStreams;

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
        for (int i = 0; i < streams.count(); i++) {
            if (!depth.isCovered(streams.position(i), streams.limit(i))) {
                targets.add(i);
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
            int[] found = counterparts.of(target);
            if (found.length > 0) {
                references.add(found[0]);
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

    private static PackedStreams scan(Content content, List<Unit> units, ArchiveScanner scanner)
            throws IOException {
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
