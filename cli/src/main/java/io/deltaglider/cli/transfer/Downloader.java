package io.deltaglider.cli.transfer;

import io.deltaglider.cli.output.ByteProgress;
import io.deltaglider.cli.shell.AtomicFile;
import io.deltaglider.delta.file.OutputFile;
import io.deltaglider.engine.object.DamagedTransferException;

import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** Fetches objects: whole and verified, or not at all. */
public final class Downloader {
    private static final int BUFFER = 128 * 1024;

    /** How often a broken connection is forgiven. The client's own retries end where the answer's first byte arrives. */
    private static final int ATTEMPTS = 3;

    private final S3Client client;
    private final RequestTemplates templates;

    public Downloader(S3Client client) {
        this(client, RequestTemplates.PLAIN);
    }

    /** With what the options say about every request. */
    public Downloader(S3Client client, RequestTemplates templates) {
        this.client = client;
        this.templates = templates;
    }

    /** Returns the ETag of what was fetched. */
    String download(Transfer.Download download, ByteProgress progress) throws IOException {
        Path file = download.file();
        if (AtomicFile.isWrittenThrough(file)) {
            // A device or a pipe cannot be replaced by a finished file, only written to.
            try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.WRITE)) {
                return copy(download.source(), out).eTag();
            }
        }
        makeParents(file);
        AtomicReference<String> eTag = new AtomicReference<>("");
        AtomicFile.write(file, collected -> eTag.set(fetch(download, collected, progress)));
        return eTag.get();
    }

    private String fetch(Transfer.Download download, Path collected, ByteProgress progress)
            throws IOException {
        GetObjectResponse object = collect(download, collected, progress);
        Instant modified = object.lastModified();
        Files.setLastModifiedTime(
                collected, FileTime.from(modified.truncatedTo(ChronoUnit.SECONDS)));
        return object.eTag();
    }

    /** Puts a file in place of a folder: nothing of the folder is removed before all of the object is here. */
    void replace(Transfer.Download download, ReplacedFolder folder, ByteProgress progress)
            throws IOException {
        try (OutputFile file = AtomicFile.inPlaceOf(download.file())) {
            fetch(download, file.path(), progress);
            folder.remove();
            file.commit();
        }
    }

    /** Sends an object's bytes on as they come; what was written before a failure stays written. */
    public void write(ObjectLocation source, OutputStream out) throws IOException {
        copy(source, out);
    }

    private GetObjectResponse copy(ObjectLocation source, OutputStream out) throws IOException {
        try (ResponseInputStream<GetObjectResponse> in = open(source)) {
            byte[] buffer = new byte[BUFFER];
            for (int n = read(in, buffer); n >= 0; n = read(in, buffer)) {
                out.write(buffer, 0, n);
            }
            return in.response();
        } catch (BrokenBodyException e) {
            throw e.reason();
        }
    }

    private GetObjectResponse collect(
            Transfer.Download download, Path collected, ByteProgress progress) throws IOException {
        Optional<String> wrongDigest = Optional.empty();
        for (int attempt = 1; ; attempt++) {
            long count = 0;
            try (ResponseInputStream<GetObjectResponse> in = open(download.source());
                    OutputStream out = Files.newOutputStream(collected)) {
                byte[] buffer = new byte[BUFFER];
                for (int n = read(in, buffer); n >= 0; n = read(in, buffer)) {
                    out.write(buffer, 0, n);
                    count += n;
                    progress.passed(n);
                }
                Long promised = in.response().contentLength();
                if (promised != null && count != promised) {
                    throw new BrokenBodyException(
                            new IOException(
                                    "the answer ended after "
                                            + count
                                            + " of "
                                            + promised
                                            + " bytes"));
                }
                return in.response();
            } catch (BrokenBodyException e) {
                progress.passed(-count);
                Optional<String> digest =
                        e.reason() instanceof DamagedTransferException damaged
                                ? damaged.digest()
                                : Optional.empty();
                if (digest.isPresent() && digest.equals(wrongDigest)) {
                    throw new IOException(
                            download.source()
                                    + " is damaged: the store has other bytes than were put; put"
                                    + " the object again, or restore it from a backup",
                            e.reason());
                }
                wrongDigest = digest;
                if (attempt == ATTEMPTS) {
                    throw e.reason();
                }
            }
        }
    }

    private ResponseInputStream<GetObjectResponse> open(ObjectLocation source) {
        return client.getObject(
                templates.get().toBuilder().bucket(source.bucket()).key(source.key()).build());
    }

    private static int read(ResponseInputStream<GetObjectResponse> in, byte[] buffer)
            throws BrokenBodyException {
        try {
            return in.read(buffer);
        } catch (IOException e) {
            // Otherwise the rest would be drained, to keep a connection that is broken anyway.
            in.abort();
            throw new BrokenBodyException(e);
        }
    }

    private static void makeParents(Path file) throws IOException {
        Path folder = Objects.requireNonNull(file.getParent(), "a file has a folder");
        try {
            Files.createDirectories(folder);
        } catch (FileSystemException e) {
            Path obstacle = folder;
            while (obstacle.getParent() != null && !Files.exists(obstacle)) {
                obstacle = obstacle.getParent();
            }
            if (Files.isDirectory(obstacle)) {
                throw e;
            }
            throw new IOException(
                    "Could not create directory '" + folder + "': '" + obstacle + "' is a file", e);
        }
    }

    /** Reading failed, as opposed to writing what was read. */
    private static final class BrokenBodyException extends IOException {
        private static final long serialVersionUID = 1L;
        private final IOException reason;

        BrokenBodyException(IOException reason) {
            super(reason);
            this.reason = reason;
        }

        IOException reason() {
            return reason;
        }
    }
}
