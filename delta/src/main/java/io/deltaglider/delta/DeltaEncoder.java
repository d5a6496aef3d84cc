package io.deltaglider.delta;

import io.deltaglider.delta.DeltaHeader.ReferenceId;
import io.deltaglider.delta.archive.ArchiveLimits;
import io.deltaglider.delta.archive.ArchiveScanner;
import io.deltaglider.delta.archive.ParserRunner;
import io.deltaglider.delta.container.DeltaWriter;
import io.deltaglider.delta.container.OpenedFrameWriter;
import io.deltaglider.delta.encode.CodedStretch;
import io.deltaglider.delta.encode.CodedStretches;
import io.deltaglider.delta.encode.EncoderReference;
import io.deltaglider.delta.encode.LiteralStream;
import io.deltaglider.delta.encode.TiedEncoder;
import io.deltaglider.delta.encode.UnopenableStreamException;
import io.deltaglider.delta.opening.Opening;
import io.deltaglider.delta.predict.CompressorModels;
import io.deltaglider.delta.scratch.ScratchSpace;
import io.deltaglider.delta.work.HeapBudget;
import io.deltaglider.delta.work.Workers;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;

/**
 * Turns a reference and a target into a delta file. Uses the machine's processors while it works; the same input gives
 * the same bytes whatever their number. Memory is bounded whatever the sizes: at most about 150 MiB with two processors
 * or with a heap of 256 MiB, 51 MiB more for each further processor that is used. An encoding waits while others, in this
 * process, have the heap that it needs. Stateless and safe for use by many threads.
 */
public final class DeltaEncoder {
    private static final int MAX_WORKERS = 4;

    /** Heap that one worker may take, its finished frames included. */
    private static final long WORKER_MEMORY = 100L << 20;

    /** Bytes that a target takes beside itself, header and index apart, where nothing in it is opened. */
    private static final long ROOM_FOR_FRAMES = 64;

    /** Part of the time that matching and opening take, roughly; the rest is coding. */
    private static final double OPENING = 0.5;

    private final Effort effort;
    private final int maxWorkers;
    private final ParserRunner parsers;
    private final CompressorModels models;
    private final boolean opens;
    private final Optional<EncodingProgress> progress;
    private final boolean alone;
    private final Path temporaryFolder;

    /** With temporary files in the folder that {@code java.io.tmpdir} names. */
    public DeltaEncoder(Effort effort) {
        this(effort, defaultWorkers());
    }

    /**
     * @param temporaryFolder takes what is unpacked and does not fit into memory, in files that have no names left where the
     *     system allows that; is made when the first is, if it is not there. All together are at most 64 MiB and 64 times as long as
     *     the target, on either side, and take at most half of what is free there: what would not fit stays packed, and the delta file gets larger
     */
    public DeltaEncoder(Effort effort, Path temporaryFolder) {
        this(effort, defaultWorkers(), temporaryFolder);
    }

    /**
     * @param maxWorkers threads that encode, at most; their number does not show in the result
     */
    DeltaEncoder(Effort effort, int maxWorkers) {
        this(effort, maxWorkers, ScratchSpace.systemFolder());
    }

    private DeltaEncoder(Effort effort, int maxWorkers, Path temporaryFolder) {
        this(
                effort,
                maxWorkers,
                ParserRunner.STANDARD,
                CompressorModels.STANDARD,
                effort != Effort.FAST,
                false,
                Optional.empty(),
                temporaryFolder);
    }

    /** With parsers and models from elsewhere: those that fail cost the streams they fail at, and nothing else. */
    DeltaEncoder(Effort effort, int maxWorkers, ParserRunner parsers, CompressorModels models) {
        this(
                effort,
                maxWorkers,
                parsers,
                models,
                effort != Effort.FAST,
                false,
                Optional.empty(),
                ScratchSpace.systemFolder());
    }

    private DeltaEncoder(
            Effort effort,
            int maxWorkers,
            ParserRunner parsers,
            CompressorModels models,
            boolean opens,
            boolean alone,
            Optional<EncodingProgress> progress,
            Path temporaryFolder) {
        this.effort = effort;
        this.maxWorkers = maxWorkers;
        this.parsers = parsers;
        this.models = models;
        this.opens = opens;
        this.alone = alone;
        this.progress = progress;
        this.temporaryFolder = temporaryFolder;
    }

    /** The same encoder, which tells how far it has come. */
    public DeltaEncoder reporting(EncodingProgress listener) {
        return new DeltaEncoder(
                effort,
                maxWorkers,
                parsers,
                models,
                opens,
                alone,
                Optional.of(listener),
                temporaryFolder);
    }

    Path temporaryFolder() {
        return temporaryFolder;
    }

    /**
     * An encoder that leaves all streams closed: neither parsers nor models of compressors take part. For those who decode what
     * they have written and find that it is not right.
     */
    public DeltaEncoder withoutOpening() {
        return new DeltaEncoder(
                effort, maxWorkers, parsers, models, false, alone, progress, temporaryFolder);
    }

    /** The same encoder for whoever has run out of memory: on one thread, and while no other encoding runs in this process. */
    public DeltaEncoder alone() {
        return new DeltaEncoder(effort, 1, parsers, models, opens, true, progress, temporaryFolder);
    }

    /**
     * Writes the delta file that {@code header} describes. The caller gives the digests, which it has computed while it
     * received the target; they are written as they are, and {@link DeltaFile} checks them on reading.
     *
     * @param reference {@link Content#empty()} when the header names none
     * @param sizeLimit give up as soon as the delta file would be larger than this many bytes; {@link Long#MAX_VALUE} for none
     * @param out is not closed
     * @return the bytes written, or empty when the limit was hit (what was written until then is to be thrown away)
     * @throws IllegalArgumentException if the header's sizes are not those of the contents, or it is larger than a delta
     *     file can hold (64 KiB in all)
     * @throws java.io.InterruptedIOException if the thread was interrupted, which it then is still
     */
    public OptionalLong encode(
            Content reference, Content target, DeltaHeader header, long sizeLimit, OutputStream out)
            throws IOException {
        return encode(reference, target, () -> header, sizeLimit, out);
    }

    /** As above, to an output that can be begun anew, which saves keeping the file until it is complete. */
    public OptionalLong encode(
            Content reference,
            Content target,
            DeltaHeader header,
            long sizeLimit,
            RestartableOutput out)
            throws IOException {
        return encode(reference, target, () -> header, sizeLimit, out);
    }

    /** As above, with a header that may still be being computed: it is asked for once the streams are open. */
    OptionalLong encode(
            Content reference,
            Content target,
            Callable<DeltaHeader> header,
            long sizeLimit,
            OutputStream out)
            throws IOException {
        try (ScratchSpace scratch = new ScratchSpace(temporaryFolder)) {
            StagedOutput staged = new StagedOutput(scratch, out);
            return staged.finish(encode(reference, target, header, sizeLimit, staged));
        }
    }

    OptionalLong encode(
            Content reference,
            Content target,
            Callable<DeltaHeader> header,
            long sizeLimit,
            RestartableOutput out)
            throws IOException {
        return encode(reference, target, header, sizeLimit, out, false);
    }

    /**
     * Writes a delta file that stands alone and is to be small: streams in the target are opened, and what is in all of them is
     * coded as one. Reading a part of it takes reading all that comes before. Takes up to 400 MiB of native memory for large
     * targets, and reading it 130 MiB.
     *
     * @param header must name no reference
     * @param sizeLimit as of {@link #encode(Content, Content, DeltaHeader, long, OutputStream)}, which also says the rest
     */
    public OptionalLong pack(Content target, DeltaHeader header, long sizeLimit, OutputStream out)
            throws IOException {
        try (ScratchSpace scratch = new ScratchSpace(temporaryFolder)) {
            StagedOutput staged = new StagedOutput(scratch, out);
            return staged.finish(pack(target, header, sizeLimit, staged));
        }
    }

    /** As above, to an output that can be begun anew, which saves keeping the file until it is complete. */
    public OptionalLong pack(
            Content target, DeltaHeader header, long sizeLimit, RestartableOutput out)
            throws IOException {
        return pack(target, () -> header, sizeLimit, out);
    }

    /** As above, with a header that may still be being computed. */
    OptionalLong pack(
            Content target, Callable<DeltaHeader> header, long sizeLimit, RestartableOutput out)
            throws IOException {
        try (Content nothing = Content.empty()) {
            return encode(nothing, target, header, sizeLimit, out, true);
        }
    }

    private OptionalLong encode(
            Content reference,
            Content target,
            Callable<DeltaHeader> header,
            long sizeLimit,
            RestartableOutput out,
            boolean packing)
            throws IOException {
        try (var _ = admit(reference, target, packing);
                Workers workers = new Workers(maxWorkers, "delta-encoder")) {
            if (opens) {
                try (ScratchSpace scratch = ScratchSpace.sparing(temporaryFolder)) {
                    Opening opening =
                            Opening.of(
                                    reference,
                                    watched(target),
                                    effort,
                                    packing,
                                    workers,
                                    scratch,
                                    Optional.of(
                                            new ArchiveScanner(ArchiveLimits.DEFAULT, parsers)));
                    DeltaHeader known = call(header);
                    check(reference, target, known);
                    Outcome outcome = write(opening, known, sizeLimit, workers, out);
                    if (!outcome.isLargerThanClosed()) {
                        return outcome.written();
                    }
                }
            }
            try (ScratchSpace scratch = ScratchSpace.sparing(temporaryFolder)) {
                Opening closed =
                        Opening.of(
                                reference,
                                watched(target),
                                effort,
                                packing,
                                workers,
                                scratch,
                                Optional.empty());
                DeltaHeader known = call(header);
                check(reference, target, known);
                return write(closed, known, sizeLimit, workers, out).written();
            }
        }
    }

    /**
     * What came of writing a file.
     *
     * @param written bytes; empty when the limit was hit
     * @param isLargerThanClosed whether the file was given up because it takes more than one in which no stream is opened
     */
    private record Outcome(OptionalLong written, boolean isLargerThanClosed) {}

    /** Writes the file, as often as it takes until all streams that cannot be made again are left closed. */
    private Outcome write(
            Opening opening,
            DeltaHeader header,
            long sizeLimit,
            Workers workers,
            RestartableOutput out)
            throws IOException {
        while (true) {
            try {
                return writeOnce(opening, header, sizeLimit, workers, out);
            } catch (UnopenableStreamException e) {
                opening.leaveClosed(e.stream().depth(), e.stream().stream());
            }
        }
    }

    private Outcome writeOnce(
            Opening opening,
            DeltaHeader header,
            long sizeLimit,
            Workers workers,
            RestartableOutput out)
            throws IOException {
        OutputStream stream = opening.opensAny() ? out.begin() : out.beginOnce();
        long closedSize = header.targetSize() + ROOM_FOR_FRAMES;
        long most = opening.opensAny() ? closedSize : Long.MAX_VALUE;
        DeltaWriter writer = new DeltaWriter(header, sizeLimit, most, stream);
        if (writeFrames(opening, workers, writer) && writer.finish()) {
            stream.flush();
            return new Outcome(OptionalLong.of(writer.written()), false);
        }
        return new Outcome(OptionalLong.empty(), writer.exceedsFrames());
    }

    private boolean writeFrames(Opening opening, Workers workers, DeltaWriter writer)
            throws IOException {
        if (opening.table().count() > 0) {
            try (OpenedFrameWriter frames = new OpenedFrameWriter(effort)) {
                if (!writer.write(frames.streams(opening.table()))) {
                    return false;
                }
            }
        }
        EncoderReference reference = new EncoderReference(opening);
        TiedEncoder tied = new TiedEncoder(opening, reference, models);
        try (CodedStretches stretches =
                        new CodedStretches(opening, reference, effort, models, workers);
                LiteralStream literals =
                        opening.packing()
                                ? LiteralStream.ofWhole(effort, stretches.total())
                                : LiteralStream.ofRest(effort, stretches.total())) {
            long coded = 0;
            for (CodedStretch next = stretches.next(); next != null; next = stretches.next()) {
                if (!writer.write(tied.finish(next, literals.code(next)))) {
                    return false;
                }
                coded += next.shape().length();
                double part = (double) coded / Math.max(coded, stretches.total());
                progress.ifPresent(each -> each.reached(OPENING + (1 - OPENING) * part));
            }
        }
        return true;
    }

    private Content watched(Content target) {
        return progress.isEmpty() ? target : new WatchedContent(target, progress.get(), OPENING);
    }

    private HeapBudget.Lease admit(Content reference, Content target, boolean packing)
            throws IOException {
        if (alone) {
            return HeapBudget.process().admitAlone();
        }
        long bytes =
                EncodingMemory.of(
                        reference.size(),
                        target.size(),
                        maxWorkers,
                        packing || opens,
                        reference.equals(target));
        return HeapBudget.process().admit(bytes);
    }

    private static DeltaHeader call(Callable<DeltaHeader> header) throws IOException {
        try {
            return header.call();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("the digests of the target could not be computed", e);
        }
    }

    /** As many threads as there are processors, within bounds, and within what the heap has room for. */
    private static int defaultWorkers() {
        int byMemory = Math.clamp(Runtime.getRuntime().maxMemory() / WORKER_MEMORY, 1, MAX_WORKERS);
        return Math.min(byMemory, Runtime.getRuntime().availableProcessors());
    }

    private static void check(Content reference, Content target, DeltaHeader header) {
        long referenceSize = header.reference().map(ReferenceId::size).orElse(0L);
        if (referenceSize != reference.size() || header.targetSize() != target.size()) {
            throw new IllegalArgumentException(
                    "the header names a reference of "
                            + referenceSize
                            + " and a target of "
                            + header.targetSize()
                            + " bytes; they have "
                            + reference.size()
                            + " and "
                            + target.size());
        }
    }
}
