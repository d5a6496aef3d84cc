package io.deltaglider.delta;

import io.deltaglider.delta.DeltaHeader.ReferenceId;

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
     * Writes a delta file, then decodes it again and compares the SHA-256 before it takes its name.
     *
     * @param reference empty for a delta file that stands alone
     * @param delta is replaced if it exists
     */
    public static Encoded encode(Optional<Path> reference, Path target, Path delta, Effort effort)
            throws IOException {
        DeltaEncoder encoder = new DeltaEncoder(effort);
        return write(
                reference,
                target,
                delta,
                (from, to, header, out) -> encoder.encode(from, to, header, Long.MAX_VALUE, out));
    }

    /**
     * Writes a delta file that stands alone and is to be small, as {@link DeltaEncoder#pack} does, then decodes it again and
     * compares the SHA-256 before it takes its name.
     *
     * @param delta is replaced if it exists
     */
    public static Encoded pack(Path target, Path delta, Effort effort) throws IOException {
        DeltaEncoder encoder = new DeltaEncoder(effort);
        return write(
                Optional.empty(),
                target,
                delta,
                (from, to, header, out) -> encoder.pack(to, header, Long.MAX_VALUE, out));
    }

    @FunctionalInterface
    private interface Encoding {
        void write(
                Content reference, Content target, Callable<DeltaHeader> header, OutputStream out)
                throws IOException;
    }

    private static Encoded write(
            Optional<Path> reference, Path target, Path delta, Encoding encoding)
            throws IOException {
        try (Content referenceContent = content(reference);
                Content targetContent = Content.of(target);
                NewFile file = NewFile.beside(delta)) {
            FutureTask<DeltaHeader> header =
                    new FutureTask<>(header(reference, referenceContent, targetContent));
            Thread.ofPlatform().daemon().name("delta-digests").start(header);
            try (OutputStream out = file.open()) {
                encoding.write(referenceContent, targetContent, () -> result(header), out);
            } finally {
                awaitEnd(header);
            }
            verify(file.path(), referenceContent);
            Encoded encoded = new Encoded(result(header), Files.size(file.path()));
            file.commit();
            return encoded;
        }
    }

    /**
     * Rebuilds a target.
     *
     * @param reference empty for a delta file that stands alone
     * @param target is replaced if it exists
     * @throws CorruptDeltaException if the delta file is damaged, or the reference is not the one it was made against
     */
    public static DeltaHeader decode(Optional<Path> reference, Path delta, Path target)
            throws IOException {
        try (Content referenceContent = content(reference);
                InputStream stored = Files.newInputStream(delta);
                DeltaFile deltaFile = DeltaFile.open(stored);
                InputStream in = deltaFile.target(referenceContent);
                NewFile file = NewFile.beside(target)) {
            try (OutputStream out = file.open()) {
                in.transferTo(out);
            }
            file.commit();
            return deltaFile.header();
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

    private static void verify(Path delta, Content reference) throws IOException {
        try (DeltaFile file = DeltaFile.open(Files.newInputStream(delta));
                InputStream target = file.target(reference)) {
            target.transferTo(OutputStream.nullOutputStream());
        }
    }
}
