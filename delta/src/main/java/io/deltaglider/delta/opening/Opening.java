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
    /** Contents of one depth may be this many times as long as the bytes they were inflated from, and this much longer in any case. */
    private static final long MAX_EXPANSION = 64;

    private static final long FREE_EXPANSION = 256L << 20;

    private final Content reference;
    private final Effort effort;
    private final Workers workers;
    private final List<DepthMatcher> matchers = new ArrayList<>();
    private final ScratchSpace scratch;
    private final boolean packing;
    private final List<Depth> depths = new ArrayList<>();
    private final StreamTable table;
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
        Opening opening = new Opening(reference, effort, workers, scratch, packing);
        opening.add(target, reference, 0);
        if (scanner.isPresent()) {
            opening.open(scanner.get(), target.size());
        }
        if (packing) {
            PackingGain.closeWhatGrows(opening.depths, effort);
        } else {
            Closing.of(opening.depths);
        }
        for (int i = 0; i < opening.depths.size(); i++) {
            Depth depth = opening.depths.get(i);
            opening.matchers.get(i).refine(depth.covers(), depth.opened());
        }
        opening.matchers.clear();
        return opening;
    }

    private void add(Content target, Content depthReference, long start) throws IOException {
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

    private void open(ArchiveScanner scanner, long targetSize) throws IOException {
        List<Unit> targetUnits = List.of(new Unit(0, targetSize, StreamName.ROOT));
        List<Unit> referenceUnits = List.of(new Unit(0, reference.size(), StreamName.ROOT));
        while (depths.size() <= Shape.MAX_DEPTH) {
            Depth depth = depths.getLast();
            Choice choice;
            try {
                choice =
                        Choice.of(
                                depth, targetUnits, referenceUnits, scanner, limit(depth.target()));
            } catch (RuntimeException | StackOverflowError fault) {
                // What is open by now stays so; there is nothing to be had from deeper inside.
                return;
            }
            measuredTargets += choice.measured();
            if (choice.isEmpty() || (choice.references().isEmpty() && !packing)) {
                return;
            }
            Contents targets =
                    new Contents(
                            depth.target(),
                            scanner,
                            scratch.create(),
                            limit(depth.target()),
                            false);
            Contents references =
                    new Contents(
                            depth.reference(),
                            scanner,
                            scratch.create(),
                            limit(depth.reference()),
                            true);
            Future<Boolean> opened =
                    workers.submit(() -> references.openAll(choice.references(), false));
            try {
                targets.openAll(choice.targets(), true);
            } finally {
                Workers.get(opened);
            }
            inflatedTargets += targets.inflated();
            inflatedReferences += references.inflated();
            if (targets.opened().isEmpty() || (references.opened().isEmpty() && !packing)) {
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
            long start = table.size();
            for (Contents.Opened stream : references.opened()) {
                table.add(
                        depth.referenceStart() + stream.position(), stream.length(), stream.form());
                checkpoints.add(Objects.requireNonNull(stream.checkpoints()));
            }
            add(targets.content(), references.content(), start);
            targetUnits = targets.units();
            referenceUnits = references.units();
        }
    }

    private static long limit(Content packed) {
        return FREE_EXPANSION + MAX_EXPANSION * packed.size();
    }
}
