package io.deltaglider.engine.write;

import io.deltaglider.delta.Content;
import io.deltaglider.delta.CorruptDeltaException;
import io.deltaglider.delta.DeltaEncoder;
import io.deltaglider.delta.DeltaFile;
import io.deltaglider.delta.DeltaHeader;
import io.deltaglider.delta.Effort;
import io.deltaglider.delta.RestartableOutput;
import io.deltaglider.engine.progress.WorkListener;
import io.deltaglider.engine.spool.Spool;
import io.deltaglider.engine.spool.WorkFolder;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import software.amazon.awssdk.services.s3.model.PutObjectRequest;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Makes delta files, and lets none out that has not been decoded again to exactly its target. What an encoding does is its own:
 * one that runs out of memory leaves nothing half done, and costs the delta alone.
 */
final class DeltaMaker {
    private static final Logger LOG = LoggerFactory.getLogger(DeltaMaker.class);
    private static final int BUFFER = 64 << 10;

    private final DeltaEncoder encoder;
    private final DeltaEncoder pointers = new DeltaEncoder(Effort.FAST);
    private final WorkFolder folder;
    private final Optional<WorkListener> listener;

    DeltaMaker(Effort effort, WorkFolder folder) {
        this(new DeltaEncoder(effort, folder.directory()), folder, Optional.empty());
    }

    private DeltaMaker(DeltaEncoder encoder, WorkFolder folder, Optional<WorkListener> listener) {
        this.encoder = encoder;
        this.folder = folder;
        this.listener = listener;
    }

    /** The same, which tells whoever waits for this request. */
    DeltaMaker on(PutObjectRequest request) {
        Optional<WorkListener> waiting = WorkListener.of(request);
        return waiting.isEmpty()
                ? this
                : new DeltaMaker(encoder.reporting(waiting.get()::encoded), folder, waiting);
    }

    private interface Encoding {
        OptionalLong write(DeltaEncoder encoder, Content target, RestartableOutput out)
                throws IOException;
    }

    /**
     * Encodes and checks.
     *
     * @param sizeLimit the largest delta file that is of use
     * @return the delta file, to be closed by the caller; empty when it would be larger than that
     * @throws IOException also when what was encoded does not decode to the target, not even with all streams left closed: the
     *     codec has a fault then
     */
    Optional<Spool> make(Content reference, Spool target, DeltaHeader header, long sizeLimit)
            throws IOException {
        return makeProved(
                target,
                reference,
                header,
                (with, bytes, out) -> with.encode(reference, bytes, header, sizeLimit, out));
    }

    /** Encodes, and leaves the check to {@link #prove}. */
    Optional<Spool> encode(Content reference, Spool target, DeltaHeader header, long sizeLimit)
            throws IOException {
        Encoding encoding =
                (with, bytes, out) -> with.encode(reference, bytes, header, sizeLimit, out);
        try {
            return encode(encoder, target, encoding);
        } catch (RuntimeException | StackOverflowError fault) {
            LOG.debug("the codec failed; it is tried again without opening streams", fault);
        }
        try {
            return encode(encoder.withoutOpening(), target, encoding);
        } catch (RuntimeException | StackOverflowError e) {
            throw defect(e);
        }
    }

    /** The delta file of an object against its own bytes, checked: a few hundred bytes, found without effort. */
    Spool point(Spool target, DeltaHeader header) throws IOException {
        try (Content self = target.content()) {
            Optional<Spool> file =
                    encode(
                            pointers,
                            target,
                            (with, _, out) -> with.encode(self, self, header, Long.MAX_VALUE, out));
            return proved(file, self, header).orElseThrow();
        }
    }

    /**
     * Packs and checks.
     *
     * @param header names no reference
     * @return empty when it would be larger than the limit
     */
    Optional<Spool> pack(Spool target, DeltaHeader header, long sizeLimit) throws IOException {
        try (Content nothing = Content.empty()) {
            return makeProved(
                    target,
                    nothing,
                    header,
                    (with, bytes, out) -> with.pack(bytes, header, sizeLimit, out));
        }
    }

    /** Encodes and checks; again with all streams left closed if what came of it is wrong. */
    private Optional<Spool> makeProved(
            Spool target, Content reference, DeltaHeader header, Encoding encoding)
            throws IOException {
        try {
            return proved(encode(encoder, target, encoding), reference, header);
        } catch (CorruptDeltaException | RuntimeException | StackOverflowError fault) {
            try {
                return proved(
                        encode(encoder.withoutOpening(), target, encoding), reference, header);
            } catch (CorruptDeltaException e) {
                e.addSuppressed(fault);
                throw e;
            } catch (RuntimeException | StackOverflowError e) {
                throw defect(e);
            }
        }
    }

    /** Tries once more, with all the memory that there is, what has run out of it. */
    private Optional<Spool> encode(DeltaEncoder with, Spool target, Encoding encoding)
            throws IOException {
        try {
            return encodeOnce(with, target, encoding);
        } catch (OutOfMemoryError e) {
            LOG.debug("an encoding ran out of memory; it is tried again alone", e);
        }
        try {
            return encodeOnce(with.alone(), target, encoding);
        } catch (OutOfMemoryError e) {
            throw outOfMemory(target.size(), e);
        }
    }

    /** Nothing that the codec may be given is to end so; whoever asked for a delta can do without. */
    private static IOException defect(Throwable e) {
        return new IOException("the codec failed; please report this, with what --debug shows", e);
    }

    private static IOException outOfMemory(long size, OutOfMemoryError e) {
        return new IOException(
                "a heap of "
                        + (Runtime.getRuntime().maxMemory() >> 20)
                        + " MiB is not enough for an object of "
                        + size
                        + " bytes (set a larger one with -Xmx)",
                e);
    }

    private Optional<Spool> encodeOnce(DeltaEncoder with, Spool target, Encoding encoding)
            throws IOException {
        try (RestartableSpool out = new RestartableSpool(folder);
                Content bytes = target.content()) {
            return encoding.write(with, bytes, out).isPresent()
                    ? Optional.of(out.finish())
                    : Optional.empty();
        }
    }

    private Optional<Spool> proved(Optional<Spool> file, Content reference, DeltaHeader header)
            throws IOException {
        if (file.isEmpty()) {
            return file;
        }
        boolean proved = false;
        try {
            prove(file.get(), reference, header, listener);
            proved = true;
            return file;
        } finally {
            if (!proved) {
                file.get().close();
            }
        }
    }

    /**
     * Decodes a delta file. The stream ends only if the SHA-256 of what it gave is the header's, which is that of what the client
     * sent.
     */
    static void prove(
            Spool file, Content reference, DeltaHeader header, Optional<WorkListener> listener)
            throws IOException {
        try {
            decode(file, reference, header, listener);
        } catch (OutOfMemoryError e) {
            throw outOfMemory(header.targetSize(), e);
        }
    }

    private static void decode(
            Spool file, Content reference, DeltaHeader header, Optional<WorkListener> listener)
            throws IOException {
        long size = 0;
        try (Content stored = file.content();
                DeltaFile delta =
                        DeltaFile.open(stored).withTemporaryFolder(file.temporaryFolder());
                InputStream decoded = delta.target(reference)) {
            if (!delta.header().equals(header)) {
                throw new IOException(
                        "a delta file came back with another header: " + delta.header());
            }
            byte[] buffer = new byte[BUFFER];
            for (int count = decoded.read(buffer); count >= 0; count = decoded.read(buffer)) {
                size += count;
                if (listener.isPresent()) {
                    listener.get().checked((double) size / Math.max(size, header.targetSize()));
                }
            }
        }
        if (size != header.targetSize()) {
            throw new IOException(
                    "a delta file of "
                            + header.targetSize()
                            + " bytes came back as "
                            + size
                            + " bytes");
        }
    }
}
