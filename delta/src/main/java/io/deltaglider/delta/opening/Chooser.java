package io.deltaglider.delta.opening;

import io.deltaglider.delta.Content;
import io.deltaglider.delta.archive.ArchiveScanner;
import io.deltaglider.delta.archive.Counterparts;
import io.deltaglider.delta.archive.PackedStreams;
import io.deltaglider.delta.archive.SearchFilter;
import io.deltaglider.delta.archive.StreamKind;
import io.deltaglider.delta.level.Covers;
import io.deltaglider.delta.level.PagedReference;
import io.deltaglider.delta.match.Matcher;
import io.deltaglider.delta.match.SharedIndex;
import io.deltaglider.delta.scratch.ScratchFullException;
import io.deltaglider.delta.scratch.ScratchSpace;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Chooses the streams of one depth that are to be opened. Counterparts are found by name where names tell, by place and by the bytes in front
 * where they do not, and what is left by what is in the streams: of one that is packed on both sides, on one side only, or packed in one
 * piece here and in many there. Not safe for use by several threads.
 */
final class Chooser {
    /** Content of streams without a counterpart that is compared with what the reference has, at most. */
    private static final long COMPARED = 32L << 20;

    /** Of one such stream, for finding it in plain bytes of the reference. */
    private static final int COMPARED_OF_ONE = 256 << 10;

    /** Streams in a row that are looked at first, on either side of the one with the same number. */
    private static final int NEAR = 8;

    private static final int PIECE = 64 << 10;
    private static final int SHORTEST = 32;

    /** One in so many bytes is much. */
    private static final int MUCH = 4;

    /** One in so many bytes of the target makes it pay to match one depth with more than what lies as deep in the reference. */
    private static final int SOME = 32;

    /** A depth is matched again only where at least one in so many of its bytes may gain from it, or where that is soon done. */
    private static final int WORTHWHILE = 16;

    private static final long SOON_MATCHED = 64L << 20;

    /** Fewer bytes that the reference does not have are not looked for in its streams. */
    private static final long FEW = 4096;

    /** Bytes of heap for what is compared. */
    private static final long MEMORY = 8L << 20;

    private final Depth depth;
    private final List<Unit> targetUnits;
    private final List<Unit> referenceUnits;
    private final ArchiveScanner scanner;
    private final @Nullable SharedIndex index;
    private final ScratchSpace scratch;
    private final Set<Integer> references = new LinkedHashSet<>();
    private final List<Integer> lonely = new ArrayList<>();
    private PackedStreams streams = PackedStreams.empty();
    private PackedStreams candidates = PackedStreams.empty();

    /**
     * @param index of the depth's reference; null if there is none
     * @param scratch beside which there is room for what is compared
     */
    Chooser(
            Depth depth,
            List<Unit> targetUnits,
            List<Unit> referenceUnits,
            ArchiveScanner scanner,
            @Nullable SharedIndex index,
            ScratchSpace scratch) {
        this.depth = depth;
        this.targetUnits = targetUnits;
        this.referenceUnits = referenceUnits;
        this.scanner = scanner;
        this.index = index;
        this.scratch = scratch;
    }

    /**
     * Chooses.
     *
     * @param mostContent bytes that may be inflated to find out where streams end
     * @param mayUnwrap whether streams of the reference may be opened for the bytes of the target as they are
     */
    Choice choose(long mostContent, boolean mayUnwrap) throws IOException {
        Search search = new Search(depth);
        streams = scan(depth.target(), targetUnits, search::inTarget);
        CoveredStreams covered = new CoveredStreams(depth, streams, mostContent);
        List<Integer> targets = covered.others();
        Uncovered uncovered = new Uncovered(depth);
        boolean maySearchStreams = mayUnwrap && isWorthwhile(uncovered.bytes());
        if (targets.isEmpty() && !maySearchStreams) {
            return Choice.nothing(covered.measured());
        }
        candidates = scan(depth.reference(), referenceUnits, search::inReference);
        Counterparts counterparts = new Counterparts(candidates, streams);
        pair(targets, counterparts);
        boolean shares = false;
        try (ScratchSpace compared = scratch.beside(MEMORY)) {
            List<Integer> free = free();
            if (!lonely.isEmpty() && depth.reference().size() > 0) {
                shares = pairByContent(counterparts, compared);
            }
            if (!shares && maySearchStreams && !free.isEmpty()) {
                List<Integer> found = wrapped(uncovered, targets, free, compared);
                if (!found.isEmpty()) {
                    Choice.Selection unwrapped = new Choice.Selection(candidates, found);
                    return new Choice(
                            Choice.Selection.NONE,
                            Choice.Selection.NONE,
                            unwrapped,
                            false,
                            covered.measured());
                }
            }
        } catch (ScratchFullException e) {
            // Whatever was found until then is of use.
        }
        return new Choice(
                new Choice.Selection(streams, targets),
                new Choice.Selection(candidates, List.copyOf(references)),
                Choice.Selection.NONE,
                shares,
                covered.measured());
    }

    private PackedStreams scan(Content content, List<Unit> units, SearchFilter filter)
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

    private boolean isWorthwhile(long bytes) {
        long size = depth.target().size();
        return bytes >= FEW && (size <= SOON_MATCHED || bytes >= size / WORTHWHILE);
    }

    private void pair(List<Integer> targets, Counterparts counterparts) throws IOException {
        Fronts fronts = null;
        for (int target : targets) {
            int found;
            if (streams.kind(target) != StreamKind.CANDIDATE) {
                found = named(counterparts, target);
            } else {
                fronts = fronts == null ? new Fronts(depth, candidates) : fronts;
                found = counterpart(fronts, streams.position(target));
            }
            if (found >= 0) {
                references.add(found);
            } else {
                lonely.add(target);
            }
        }
    }

    /**
     * The stream that lies where the bytes around a stream were found, if as many as tell are the same in front of it; else the one that has the same
     * in front wherever it lies. Its first bytes alone may be those of many.
     */
    private int counterpart(Fronts fronts, long position) throws IOException {
        int placed = candidates.at(depth.place(position));
        if (placed >= 0 && fronts.areSame(position, placed)) {
            return placed;
        }
        if (placed >= 0) {
            references.add(placed);
        }
        return fronts.find(position);
    }

    private static int named(Counterparts counterparts, int target) {
        int[] named = counterparts.of(target);
        return named.length == 0 ? -1 : named[0];
    }

    /** Streams of the reference that hold what the target has as it is, but for what has a counterpart. */
    private List<Integer> wrapped(
            Uncovered uncovered, List<Integer> targets, List<Integer> free, ScratchSpace compared)
            throws IOException {
        Set<Integer> paired = new LinkedHashSet<>(targets);
        lonely.forEach(paired::remove);
        Content wanted = uncovered.copy(streams, paired, compared.create(), COMPARED);
        if (wanted.size() < FEW || wanted.size() < depth.target().size() / SOME) {
            return List.of();
        }
        Relatives.Found found = new Relatives(depth.reference(), candidates).of(wanted, free);
        // Matching all again would not pay for less.
        return found.shared(0, wanted.size()) * MUCH < wanted.size() ? List.of() : found.streams();
    }

    /**
     * Finds counterparts for streams whose names and places lead nowhere, which then are lonely no more. Returns whether the reference has
     * much of what is in those as it is.
     */
    private boolean pairByContent(Counterparts counterparts, ScratchSpace compared)
            throws IOException {
        pairByKinship();
        Heads heads = new Heads(depth.target(), streams, lonely, compared.create(), COMPARED);
        List<Integer> free = nearest(counterparts);
        Relatives.Found found =
                new Relatives(depth.reference(), candidates).of(heads.content(), free);
        references.addAll(found.streams());
        boolean isCut = false;
        long packed = 0;
        long plain = 0;
        Set<Integer> related = new HashSet<>();
        for (int i = 0; i < heads.count(); i++) {
            int stream = heads.stream(i);
            long length = heads.length(i);
            long shared = found.shared(heads.start(i), heads.start(i) + length);
            long packedLength = streams.limit(stream) - streams.position(stream);
            packed += length > 0 ? packedLength : 0;
            if (length > 0 && shared * MUCH >= length) {
                related.add(stream);
                isCut |= heads.isCut(i);
            } else if (length > 0 && isPlain(heads, i)) {
                plain += packedLength;
            }
            if (streams.kind(stream) == StreamKind.CANDIDATE) {
                // Records that are all alike are best told by their number in the row.
                int named = named(counterparts, stream);
                if (named >= 0) {
                    references.add(named);
                }
            }
        }
        lonely.removeAll(related);
        if (isCut) {
            // What lies behind the part that was compared may need the others.
            references.addAll(free);
        }
        return plain * MUCH > packed
                && plain * SOME >= depth.target().size()
                && depth.reference().size() <= SOON_MATCHED + WORTHWHILE * plain;
    }

    /** Of what has one kin, that is all that is needed, unless it is much longer. */
    private void pairByKinship() throws IOException {
        Map<Integer, Integer> kinship =
                new Kinship(depth.target(), streams, depth.reference(), candidates)
                        .of(lonely, references);
        references.addAll(kinship.values());
        lonely.removeIf(stream ->
                kinship.containsKey(stream)
                        && streams.limit(stream) - streams.position(stream)
                                <= MUCH * length(kinship.get(stream)));
    }

    private long length(int candidate) {
        return candidates.limit(candidate) - candidates.position(candidate);
    }

    /** Streams of the reference that are nobody's counterpart. What is still under its name in the target is not what was renamed. */
    private List<Integer> free() {
        long[] names = new long[streams.count()];
        for (int i = 0; i < names.length; i++) {
            names[i] = streams.nameHash(i);
        }
        Arrays.sort(names);
        List<Integer> free = new ArrayList<>();
        for (int i = 0; i < candidates.count(); i++) {
            boolean stayed =
                    candidates.kind(i) != StreamKind.CANDIDATE
                            && Arrays.binarySearch(names, candidates.nameHash(i)) >= 0;
            if (!stayed && !references.contains(i)) {
                free.add(i);
            }
        }
        return free;
    }

    /** As {@link #free}, those first that are about as far in their row as those that look for a counterpart. */
    private List<Integer> nearest(Counterparts counterparts) {
        List<Integer> free = free();
        Set<Integer> ordered = new LinkedHashSet<>();
        for (int stream : lonely) {
            int named =
                    streams.kind(stream) == StreamKind.CANDIDATE ? named(counterparts, stream) : -1;
            if (named >= 0 && ordered.size() < free.size()) {
                int from = Collections.binarySearch(free, named);
                int middle = from < 0 ? -from - 1 : from;
                for (int i = Math.max(0, middle - NEAR);
                        i < Math.min(free.size(), middle + NEAR);
                        i++) {
                    ordered.add(free.get(i));
                }
            }
        }
        ordered.addAll(free);
        return List.copyOf(ordered);
    }

    /** Whether the reference has what is in a stream as it is. */
    private boolean isPlain(Heads heads, int head) throws IOException {
        SharedIndex blocks = index;
        if (blocks == null) {
            return false;
        }
        Matcher matcher = new Matcher(new PagedReference(depth.reference()), blocks);
        Covers covers = new Covers();
        byte[] piece = new byte[(int) Math.min(PIECE, heads.length(head))];
        long length = Math.min(COMPARED_OF_ONE, heads.length(head));
        long found = 0;
        for (long at = 0; at < length; at += piece.length) {
            int n = (int) Math.min(piece.length, length - at);
            heads.content().read(heads.start(head) + at, piece, 0, n);
            matcher.match(piece, n, depth.reference().size(), covers);
            for (int i = 0; i < covers.count(); i++) {
                found += covers.length(i) >= SHORTEST ? covers.length(i) : 0;
            }
        }
        return found * 2 >= length;
    }
}
