package io.deltaglider.cli.transfer;

import io.deltaglider.cli.output.Work;
import io.deltaglider.cli.shell.CommandException;

import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/** Carries out single transfers. A source is removed only after it has arrived whole. Safe for use by many threads. */
public final class TransferWorker {
    private static final String REPLACED =
            "The object was replaced while it was moved; the new one is still there";
    private static final int PRECONDITION_FAILED = 412;
    private static final int NOT_IMPLEMENTED = 501;

    private final S3Client client;
    private final RequestTemplates templates;
    private final Uploader uploader;
    private final Downloader downloader;
    private final CopyMethod copier;

    /** With what the options say about every request; {@code delta} is whether the engine may make deltas at all. */
    public TransferWorker(S3Client client, RequestTemplates templates, boolean delta) {
        this(client, templates, delta, new Copier(client, templates));
    }

    /** With another way from S3 to S3. */
    public TransferWorker(
            S3Client client, RequestTemplates templates, boolean delta, CopyMethod copier) {
        this.client = client;
        this.templates = templates;
        this.uploader = new Uploader(client, templates, delta);
        this.downloader = new Downloader(client, templates);
        this.copier = copier;
    }

    /** Returns what should be known of a transfer that went well. */
    Optional<String> carryOut(Transfer transfer, Work work) throws IOException {
        switch (transfer) {
            case Transfer.Upload upload -> {
                boolean unchanged = uploader.upload(upload, work);
                if (upload.move()) {
                    removeUnchanged(upload);
                } else if (!unchanged) {
                    return Optional.of(
                            "The file has grown or gone meanwhile; what it was at the beginning is"
                                    + " stored.");
                }
            }
            case Transfer.Download download -> {
                String eTag = downloader.download(download, work);
                if (download.move()) {
                    deleteUnchanged(download.source(), eTag);
                }
            }
            case Transfer.Replacement replacement ->
                    downloader.replace(replacement.download(), replacement.folder(), work);
            case Transfer.Copy copy -> {
                if (copy.move() && copy.source().equals(copy.target())) {
                    throw CommandException.usage(
                            "Cannot mv a file onto itself: nothing was done with it");
                }
                move(copy, work);
            }
            case Transfer.Delete delete -> delete(delete.target());
            case Transfer.DeleteFile delete -> Files.delete(delete.file());
        }
        return Optional.empty();
    }

    private void delete(ObjectLocation target) {
        client.deleteObject(
                templates.delete().toBuilder().bucket(target.bucket()).key(target.key()).build());
    }

    private void move(Transfer.Copy copy, Work work) throws IOException {
        try {
            copier.copy(copy, work);
        } catch (S3Exception e) {
            if (copy.move() && e.statusCode() == PRECONDITION_FAILED) {
                throw new IOException(REPLACED, e);
            }
            throw e;
        }
        if (copy.move() && copy.eTag().isPresent()) {
            deleteUnchanged(copy.source(), copy.eTag().get());
        } else if (copy.move()) {
            delete(copy.source());
        }
    }

    /** What another client has stored meanwhile is nowhere else. The store compares, where it can; else it is asked just before. */
    private void deleteUnchanged(ObjectLocation source, String eTag) throws IOException {
        if (templates.head().sseCustomerAlgorithm() != null) {
            // Only who has the key can ask for it.
            requireUnchanged(source, eTag);
            delete(source);
            return;
        }
        try {
            client.deleteObject(
                    templates.delete().toBuilder()
                            .bucket(source.bucket())
                            .key(source.key())
                            .ifMatch(eTag)
                            .build());
        } catch (NoSuchKeyException _) {
            // Somebody else has removed it.
        } catch (S3Exception e) {
            if (e.statusCode() == PRECONDITION_FAILED) {
                throw new IOException(REPLACED, e);
            }
            if (e.statusCode() != NOT_IMPLEMENTED) {
                throw e;
            }
            requireUnchanged(source, eTag);
            delete(source);
        }
    }

    private void requireUnchanged(ObjectLocation source, String eTag) throws IOException {
        HeadObjectRequest request =
                templates.head().toBuilder().bucket(source.bucket()).key(source.key()).build();
        try {
            if (!eTag.equals(client.headObject(request).eTag())) {
                throw new IOException(REPLACED);
            }
        } catch (NoSuchKeyException _) {
            // Somebody else has removed it. To remove it again does no harm.
        }
    }

    /** What was written to a file while it was on its way is not in the object, and is nowhere else. */
    private static void removeUnchanged(Transfer.Upload upload) throws IOException {
        Path file = upload.file();
        BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
        if (now.size() != upload.size()
                || !now.lastModifiedTime().toInstant().equals(upload.modified())) {
            throw new IOException(
                    "The file was changed while it was sent; it was sent as it was found, and is"
                            + " still here: '"
                            + file
                            + "'");
        }
        Files.delete(file);
    }
}
