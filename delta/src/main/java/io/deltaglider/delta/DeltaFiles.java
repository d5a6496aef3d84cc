package io.deltaglider.delta;

import io.deltaglider.delta.DeltaHeader.ReferenceId;
import io.deltaglider.delta.file.OutputFile;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Delta files made from files and turned back into files. What is written appears under its name once it is complete and
 * was found right; until then it lies beside it under a temporary name, which is removed when something fails. Safe for use by many threads.
 */
public final class DeltaFiles {
    private DeltaFiles() {}

    /**
     * What {@link #encode} made.
     *
     * @param deltaSize bytes of the delta file
     */
    public record Encoded(DeltaHeader header, long deltaSize) {}

    /**
     * Writes a delta file, then decodes it again and compares the SHA-256 before it takes its name. Should it not come back right, a fault of
     * the codec, it is written again without opening any stream.
     *
     * @param reference empty for a delta file that stands alone
     * @param delta is replaced if it exists; what is no regular file is written to, with the complete and checked file
     * @throws FaultyDeltaException if that does not come back right either: nothing has been written then
     */
    public static Encoded encode(Optional<Path> reference, Path target, Path delta, Effort effort)
            throws IOException {
        return encode(reference, target, delta, new DeltaEncoder(effort));
    }

    /** As above, with an encoder whose folder takes all temporary files. */
    public static Encoded encode(
            Optional<Path> reference, Path target, Path delta, DeltaEncoder encoder)
            throws IOException {
        return write(reference, target, delta, encoder, false);
    }

    /** As above, to a stream, which is not closed. */
    public static Encoded encode(
            Optional<Path> reference, Path target, OutputStream out, Effort effort)
            throws IOException {
        return encode(reference, target, out, new DeltaEncoder(effort));
    }

    /** As above, with an encoder whose folder takes all temporary files. */
    public static Encoded encode(
            Optional<Path> reference, Path target, OutputStream out, DeltaEncoder encoder)
            throws IOException {
        return write(reference, target, out, encoder, false);
    }

    /**
     * Writes a delta file that stands alone and is to be small, as {@link DeltaEncoder#pack} does, with the checks of {@link
     * #encode(Optional, Path, Path, Effort)}.
     *
     * @param delta is replaced if it exists
     */
    public static Encoded pack(Path target, Path delta, Effort effort) throws IOException {
        return pack(target, delta, new DeltaEncoder(effort));
    }

    /** As above, with an encoder whose folder takes all temporary files. */
    public static Encoded pack(Path target, Path delta, DeltaEncoder encoder) throws IOException {
        return write(Optional.empty(), target, delta, encoder, true);
    }

    /** As above, to a stream, which is not closed. */
    public static Encoded pack(Path target, OutputStream out, Effort effort) throws IOException {
        return pack(target, out, new DeltaEncoder(effort));
    }

    /** As above, with an encoder whose folder takes all temporary files. */
    public static Encoded pack(Path target, OutputStream out, DeltaEncoder encoder)
            throws IOException {
        return write(Optional.empty(), target, out, encoder, true);
    }

    static Encoded write(
            Optional<Path> reference,
            Path target,
            Path delta,
            DeltaEncoder encoder,
            boolean packing)
            throws IOException {
        try (OutputFile file = OutputFile.at(delta)) {
            if (file.isWrittenThrough()) {
                try (OutputStream out = file.open()) {
                    return write(reference, target, out, encoder, packing);
                }
            }
            Encoded encoded = writeProved(reference, target, file.path(), encoder, packing);
            file.commit();
            return encoded;
        }
    }

    private static Encoded write(
            Optional<Path> reference,
            Path target,
            OutputStream out,
            DeltaEncoder encoder,
            boolean packing)
            throws IOException {
        // Nothing goes out that has not been decoded again; so it has to wait until it is complete.
        try (OutputFile file = OutputFile.temporary()) {
            Encoded encoded = writeProved(reference, target, file.path(), encoder, packing);
            Files.copy(file.path(), out);
            return encoded;
        }
    }

    /** Writes a file that decodes to the target. */
    private static Encoded writeProved(
            Optional<Path> reference,
            Path target,
            Path delta,
            DeltaEncoder encoder,
            boolean packing)
            throws IOException {
        try (Content referenceContent = content(reference);
                Content targetContent = Content.of(target)) {
            FutureTask<DeltaHeader> header =
                    new FutureTask<>(header(reference, referenceContent, targetContent));
            Thread.ofPlatform().daemon().name("delta-digests").start(header);
            try {
                Encoding encoding =
                        new Encoding(
                                referenceContent,
                                targetContent,
                                () -> result(header),
                                delta,
                                packing);
                return encoding.writeAndProve(encoder);
            } finally {
                awaitEnd(header);
            }
        }
    }

    private record Encoding(
            Content reference,
            Content target,
            Callable<DeltaHeader> header,
            Path delta,
            boolean packing) {

        Encoded writeAndProve(DeltaEncoder encoder) throws IOException {
            try {
                return attempt(encoder);
            } catch (CorruptDeltaException | RuntimeException | StackOverflowError fault) {
                // Which stream it was is not known: all of them stay closed.
                try {
                    return attempt(encoder.withoutOpening());
                } catch (CorruptDeltaException e) {
                    e.addSuppressed(fault);
                    throw new FaultyDeltaException(e);
                }
            }
        }

        private Encoded attempt(DeltaEncoder encoder) throws IOException {
            try (RewrittenFile out = new RewrittenFile(delta)) {
                if (packing) {
                    encoder.pack(target, header, Long.MAX_VALUE, out);
                } else {
                    encoder.encode(reference, target, header, Long.MAX_VALUE, out);
                }
            }
            verify(delta, reference, encoder.temporaryFolder());
            DeltaHeader known;
            try {
                known = header.call();
            } catch (IOException | RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IOException("the digests could not be computed", e);
            }
            return new Encoded(known, Files.size(delta));
        }
    }

    /** A file that can be begun anew. */
    private static final class RewrittenFile implements RestartableOutput, Closeable {
        private static final int BUFFER = 1 << 16;

        private final Path file;
        private OutputStream open = OutputStream.nullOutputStream();

        RewrittenFile(Path file) {
            this.file = file;
        }

        @Override
        public OutputStream begin() throws IOException {
            open.close();
            open = new BufferedOutputStream(Files.newOutputStream(file), BUFFER);
            return open;
        }

        @Override
        public void close() throws IOException {
            open.close();
        }
    }

    /**
     * Rebuilds a target.
     *
     * @param reference empty for a delta file that stands alone
     * @param target is replaced if it exists; what is no regular file is written to as the bytes come
     * @throws CorruptDeltaException if the delta file is damaged, or the reference is not the one it was made against
     */
    public static DeltaHeader decode(Optional<Path> reference, Path delta, Path target)
            throws IOException {
        try (Content referenceContent = content(reference);
                InputStream stored = Files.newInputStream(delta);
                DeltaFile file = DeltaFile.open(stored)) {
            decode(file, referenceContent, target);
            return file.header();
        }
    }

    /** As above, for a delta file and a reference that are open already, and stay so. */
    public static void decode(DeltaFile delta, Content reference, Path target) throws IOException {
        try (OutputFile file = OutputFile.at(target)) {
            try (InputStream in = delta.target(reference);
                    OutputStream out = file.open()) {
                in.transferTo(out);
            }
            file.commit();
        }
    }

    private static Content content(Optional<Path> file) throws IOException {
        return file.isPresent() ? Content.of(file.get()) : Content.empty();
    }

    /** The digests, each computed on a thread of its own. */
    private static Callable<DeltaHeader> header(
            Optional<Path> reference, Content referenceContent, Content target) {
        return () -> {
            FutureTask<String> md5 = new FutureTask<>(() -> Digests.hex("MD5", target));
            Thread.ofPlatform().daemon().name("delta-md5").start(md5);
            try {
                String sha256 = Digests.hex("SHA-256", target);
                Optional<ReferenceId> id = Optional.empty();
                if (reference.isPresent()) {
                    id =
                            Optional.of(
                                    new ReferenceId(
                                            Digests.hex("SHA-256", referenceContent),
                                            referenceContent.size(),
                                            String.valueOf(reference.get().getFileName())));
                }
                return new DeltaHeader(target.size(), sha256, result(md5), "", "", id);
            } finally {
                awaitEnd(md5);
            }
        };
    }

    private static <T> T result(FutureTask<T> task) throws IOException {
        try {
            return task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while computing digests");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io
                    ? io
                    : new IOException("the digests could not be computed", e);
        }
    }

    /** Waits until the task no longer reads the contents. */
    private static void awaitEnd(FutureTask<?> task) {
        boolean interrupted = false;
        while (!task.isDone()) {
            try {
                task.get();
            } catch (InterruptedException e) {
                interrupted = true;
            } catch (ExecutionException e) {
                break; // told by the one who asks for the result
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void verify(Path delta, Content reference, Path temporaryFolder)
            throws IOException {
        try (DeltaFile file =
                        DeltaFile.open(Files.newInputStream(delta))
                                .withTemporaryFolder(temporaryFolder);
                InputStream target = file.target(reference)) {
            target.transferTo(OutputStream.nullOutputStream());
        }
    }
}
