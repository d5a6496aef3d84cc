package io.deltaglider.delta.opening;

import io.deltaglider.delta.Content;
import io.deltaglider.delta.Effort;
import io.deltaglider.delta.archive.ArchiveScanner;
import io.deltaglider.delta.archive.StreamName;
import io.deltaglider.delta.deflate.Checkpoints;
import io.deltaglider.delta.level.Shape;
import io.deltaglider.delta.opened.StreamTable;
import io.deltaglider.delta.scratch.ScratchSpace;
import io.deltaglider.delta.work.Workers;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Future;

/**
 * Opens what differs: matches target and reference as they are, then inflates only those streams of the target that are
 * not all in the reference, and their counterparts there; and so on with what came out. Filled once, then safe to read by
 * many threads.
 */
public final class Opening {
    /** Bytes that may be inflated at one depth to find out where streams end, for each that it has, and in any case. */
    private static final long MEASURE = 16;

    private static final long FREE_MEASURE = 64L << 20;

    /** How often streams of the reference are opened for the bytes of one depth as they are: a file that was packed twice is rare. */
    private static final int MOST_UNWRAPPED = 2;

    private final Content reference;
    private final Effort effort;
    private final Workers workers;
    private final List<DepthMatcher> matchers = new ArrayList<>();
    private final ScratchSpace scratch;
    private final boolean packing;
    private final List<Depth> depths = new ArrayList<>();
    private final StreamTable table;
    private final ReferenceSpace space;
    private final List<Checkpoints> checkpoints = new ArrayList<>();
    private int measuredTargets;
    private int inflatedTargets;
    private int inflatedReferences;

    private Opening(
            Content reference,
            Effort effort,
            Workers workers,
            ScratchSpace scratch,
            boolean packing) {
        this.reference = reference;
        this.effort = effort;
        this.workers = workers;
        this.scratch = scratch;
        this.packing = packing;
        this.table = new StreamTable(reference.size());
        this.space = new ReferenceSpace(reference);
    }

    /**
     * Matches and opens.
     *
     * @param packing whether to open streams although no content of the reference could stand for theirs
     * @param scratch takes what is unpacked, and is closed by the caller
     * @param scanner finds the streams; empty to open none
     */
    public static Opening of(
            Content reference,
            Content target,
            Effort effort,
            boolean packing,
            Workers workers,
            ScratchSpace scratch,
            Optional<ArchiveScanner> scanner)
            throws IOException {
        return of(
                reference,
                target,
                effort,
                packing,
                workers,
                scratch,
                scanner,
                Budget.of(target.size()),
                Budget.of(target.size()));
    }

    /** As above, with budgets for what is unpacked of the target and of the reference. */
    static Opening of(
            Content reference,
            Content target,
            Effort effort,
            boolean packing,
            Workers workers,
            ScratchSpace scratch,
            Optional<ArchiveScanner> scanner,
            Budget targetBudget,
            Budget referenceBudget)
            throws IOException {
        Opening opening = new Opening(reference, effort, workers, scratch, packing);
        opening.add(target, 0);
        if (scanner.isPresent()) {
            opening.open(scanner.get(), target, targetBudget, referenceBudget);
        }
        if (packing) {
            PackingGain.closeWhatGrows(opening.depths, effort);
        } else {
            Closing.of(opening.depths);
        }
        for (DepthMatcher matcher : opening.matchers) {
            matcher.forget();
        }
        for (int i = 0; i < opening.depths.size(); i++) {
            Depth depth = opening.depths.get(i);
            opening.matchers.get(i).refine(depth.covers(), depth.opened());
        }
        opening.matchers.clear();
        return opening;
    }

    /** Adds a depth whose reference is all that was opened from an address on. */
    private void add(Content target, long start) throws IOException {
        Content depthReference = space.range(start, space.size());
        DepthMatcher matcher =
                new DepthMatcher(target, depthReference, !depths.isEmpty(), effort, workers);
        matchers.add(matcher);
        depths.add(new Depth(target, depthReference, start, matcher.match()));
    }

    /** All depths; the last one has no opened streams. */
    public List<Depth> depths() {
        return depths;
    }

    /** Whether any streams of the target were opened. */
    public boolean opensAny() {
        return depths.size() > 1;
    }

    /** Whether this is for a packed file, which has no reference. */
    public boolean packing() {
        return packing;
    }

    /** The streams of the reference that were opened. */
    public StreamTable table() {
        return table;
    }

    /** Leaves a stream of the target closed after all: one that turned out not to be made again from its content. */
    public void leaveClosed(int depth, int stream) {
        depths.get(depth).opened().close(stream);
    }

    /** What the addresses in covers mean. */
    public ReferenceSpace space() {
        return space;
    }

    /** Where tokens begin in each stream of {@link #table}. */
    public List<Checkpoints> checkpoints() {
        return checkpoints;
    }

    /** Streams of the target that were inflated only to find out whether the reference has them whole. */
    int measuredTargets() {
        return measuredTargets;
    }

    /** Streams of the target that were inflated to be opened, those that turned out to be none included. */
    public int inflatedTargets() {
        return inflatedTargets;
    }

    /** Streams of the reference that were inflated. */
    public int inflatedReferences() {
        return inflatedReferences;
    }

    private void open(
            ArchiveScanner scanner, Content target, Budget targetBudget, Budget referenceBudget)
            throws IOException {
        List<Unit> targetUnits = List.of(new Unit(0, target.size(), StreamName.ROOT));
        List<Unit> referenceUnits = List.of(new Unit(0, reference.size(), StreamName.ROOT));
        int unwrapped = 0;
        while (depths.size() <= Shape.MAX_DEPTH) {
            Depth depth = depths.getLast();
            boolean mayUnwrap = !packing && reference.size() > 0 && unwrapped < MOST_UNWRAPPED;
            Choice choice;
            try {
                choice =
                        new Chooser(
                                        depth,
                                        targetUnits,
                                        referenceUnits,
                                        scanner,
                                        matchers.getLast().index(),
                                        scratch)
                                .choose(measurable(depth.target()), mayUnwrap);
            } catch (RuntimeException | StackOverflowError fault) {
                // What is open by now stays so; there is nothing to be had from deeper inside.
                return;
            }
            matchers.getLast().forget();
            measuredTargets += choice.measured();
            if (!choice.unwrapped().isEmpty()) {
                unwrapped++;
                referenceUnits =
                        unwrap(scanner, depth, choice.unwrapped(), referenceUnits, referenceBudget);
                continue;
            }
            boolean hasReference = !choice.references().isEmpty() || choice.sharesBytes();
            if (choice.targets().isEmpty() || (!hasReference && !packing)) {
                return;
            }
            Contents targets = contents(scanner, depth.target(), targetBudget, false);
            Contents references = contents(scanner, depth.reference(), referenceBudget, true);
            Future<Boolean> opened =
                    workers.submit(() -> references.openAll(choice.references(), false));
            try {
                targets.openAll(choice.targets(), true);
            } finally {
                Workers.get(opened);
            }
            inflatedTargets += targets.inflated();
            hasReference = !references.opened().isEmpty() || choice.sharesBytes();
            if (targets.opened().isEmpty() || (!hasReference && !packing)) {
                inflatedReferences += references.inflated();
                return;
            }
            for (Contents.Opened stream : targets.opened()) {
                depth.opened()
                        .add(
                                stream.position(),
                                stream.packedLength(),
                                stream.length(),
                                stream.form());
            }
            long start = space.size();
            take(depth, references);
            List<Unit> units = references.units();
            if (choice.sharesBytes()) {
                units = joined(referenceUnits, depth.reference().size(), units);
                start = depth.referenceStart();
            }
            add(targets.content(), start);
            targetUnits = targets.units();
            referenceUnits = units;
            unwrapped = 0;
        }
    }

    /**
     * Opens streams of a depth's reference for the bytes of its target as they are: their contents lie behind the reference's bytes, and all of
     * it is matched again. Returns the parts of both.
     */
    private List<Unit> unwrap(
            ArchiveScanner scanner,
            Depth depth,
            Choice.Selection selection,
            List<Unit> units,
            Budget budget)
            throws IOException {
        Contents references = contents(scanner, depth.reference(), budget, true);
        references.openAll(selection, false);
        take(depth, references);
        if (references.opened().isEmpty()) {
            return units;
        }
        matchers.removeLast();
        depths.removeLast();
        add(depth.target(), depth.referenceStart());
        return joined(units, depth.reference().size(), references.units());
    }

    private static List<Unit> joined(List<Unit> first, long size, List<Unit> second) {
        List<Unit> joined = new ArrayList<>(first);
        for (Unit unit : second) {
            joined.add(unit.behind(size));
        }
        return joined;
    }

    private Contents contents(
            ArchiveScanner scanner, Content source, Budget budget, boolean areTokensRead) {
        return new Contents(source, scanner, scratch.create(), budget, areTokensRead);
    }

    /** Gives addresses to what was opened of a depth's reference. */
    private void take(Depth depth, Contents references) {
        inflatedReferences += references.inflated();
        if (references.opened().isEmpty()) {
            return;
        }
        for (Contents.Opened stream : references.opened()) {
            table.add(depth.referenceStart() + stream.position(), stream.length(), stream.form());
            checkpoints.add(Objects.requireNonNull(stream.checkpoints()));
        }
        space.add(references.content());
    }

    private static long measurable(Content target) {
        return FREE_MEASURE + MEASURE * target.size();
    }
}
