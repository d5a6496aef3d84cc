package io.deltaglider.cli.transfer;

import io.deltaglider.cli.shell.CommandException;
import io.deltaglider.cli.shell.ExitCode;

import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Iterator;
import java.util.Optional;

/** Finds the single transfers behind a source and a destination, by the AWS CLI's rules on folders, slashes, names and filters. */
public final class TransferPlan {
    static final String OVER_A_SOURCE =
            "Its target lies in the source and would replace what is still to be read; it stays"
                    + " where it is. Copy by way of a prefix outside of both.";

    private final S3Client client;
    private final LocalPaths paths;
    private final PlanOptions options;
    private final FileClaims claims = new FileClaims();

    public TransferPlan(S3Client client, LocalPaths paths, PlanOptions options) {
        this.client = client;
        this.paths = paths;
        this.options = options;
    }

    /** From a file or folder to S3. The source exists. */
    public void upload(String source, ObjectLocation target, boolean recursive, TransferSink sink) {
        Path file = paths.resolve(source);
        LocalFiles.Skipped skipped = (path, _, reason) -> sink.skip(FileNames.shown(path), reason);
        if (recursive && !Files.isDirectory(file)) {
            sink.skip(file + "/", LocalFiles.MISSING);
        } else if (recursive) {
            ObjectLocation folder = target.asFolder();
            Iterator<LocalFile> files =
                    LocalFiles.below(file, options.followLinks(), paths::isOfStore, skipped);
            while (files.hasNext()) {
                LocalFile found = files.next();
                if (options.filter().takes(found.relative(), found.path())) {
                    sink.accept(upload(found, folder.withKey(folder.key() + found.relative())));
                }
            }
        } else if (Files.isDirectory(file)) {
            sink.accept(
                    new Transfer.Upload(
                            file,
                            paths.shown(file) + "/",
                            target,
                            0,
                            Instant.EPOCH,
                            options.move()));
        } else {
            Iterator<LocalFile> files =
                    LocalFiles.single(file, options.followLinks(), paths::isOfStore, skipped);
            while (files.hasNext()) {
                LocalFile found = files.next();
                if (options.filter().takes(found.relative(), found.path())) {
                    String key = named(target.key(), found.relative());
                    sink.accept(upload(found, target.withKey(key)));
                }
            }
        }
    }

    private Transfer upload(LocalFile file, ObjectLocation target) {
        return new Transfer.Upload(
                file.path(),
                paths.shown(file.path()),
                target,
                file.size(),
                file.modified(),
                options.move());
    }

    /** From S3 to a file or folder. */
    public void download(
            ObjectLocation source, String target, boolean recursive, TransferSink sink) {
        Path path = paths.resolve(target);
        if (recursive) {
            ObjectLocation prefix = source.asFolder();
            FolderTarget folder = new FolderTarget(path);
            list(prefix)
                    .forEachRemaining(object -> {
                        ObjectLocation found = source.withKey(object.key());
                        String relative = object.key().substring(prefix.key().length());
                        if (isWanted(object, relative)
                                && isReadable(
                                        found, object.storageClassAsString(), "download", sink)) {
                            folder.fileOrSkip(relative, found, sink)
                                    .ifPresent(file ->
                                            download(
                                                    found,
                                                    file,
                                                    object.size(),
                                                    object.lastModified(),
                                                    sink));
                        }
                    });
        } else if (!source.key().isEmpty()) {
            HeadObjectResponse head = head(source);
            if (!isWanted(source, head, "download", sink)) {
                return;
            }
            Optional<Path> file =
                    paths.meansFolder(target)
                            ? new FolderTarget(path).fileOrSkip(source.name(), source, sink)
                            : Optional.of(path);
            file.ifPresent(found ->
                    download(source, found, head.contentLength(), head.lastModified(), sink));
        }
        // A bucket alone names no object, and without --recursive nothing in it is meant.
    }

    private void download(
            ObjectLocation source, Path file, long size, Instant modified, TransferSink sink) {
        Transfer download =
                new Transfer.Download(
                        source, file, paths.shown(file), size, modified, options.move());
        Optional<String> refusal =
                paths.isOfStore(file)
                        ? Optional.of(LocalPaths.OF_STORE)
                        : claims.claim(file, source);
        if (refusal.isPresent()) {
            sink.refuse(download, refusal.get());
        } else {
            sink.accept(download);
        }
    }

    /** From S3 to S3. */
    public void copy(
            ObjectLocation source, ObjectLocation target, boolean recursive, TransferSink sink) {
        String verb = options.move() ? "move" : "copy";
        if (recursive) {
            ObjectLocation prefix = source.asFolder();
            ObjectLocation folder = target.asFolder();
            list(prefix)
                    .forEachRemaining(object -> {
                        ObjectLocation found = source.withKey(object.key());
                        String relative = object.key().substring(prefix.key().length());
                        if (isWanted(object, relative)
                                && !found.isBehind(folder, prefix)
                                && isReadable(found, object.storageClassAsString(), verb, sink)) {
                            ObjectLocation place = folder.withKey(folder.key() + relative);
                            Transfer copy =
                                    new Transfer.Copy(
                                            found,
                                            place,
                                            object.size(),
                                            Optional.ofNullable(object.eTag()),
                                            options.move());
                            if (place.isSourceBelow(folder, prefix)) {
                                sink.refuse(copy, OVER_A_SOURCE);
                            } else {
                                sink.accept(copy);
                            }
                        }
                    });
        } else if (!source.key().isEmpty()) {
            HeadObjectResponse head = head(source);
            if (isWanted(source, head, verb, sink)) {
                String key = named(target.key(), source.name());
                sink.accept(
                        new Transfer.Copy(
                                source,
                                target.withKey(key),
                                head.contentLength(),
                                Optional.ofNullable(head.eTag()),
                                options.move()));
            }
        }
    }

    /** Removal from S3. */
    public void delete(ObjectLocation target, boolean recursive, TransferSink sink) {
        delete(target, recursive, Optional.empty(), sink);
    }

    /** Removal from S3. {@code retention} keeps some of what is under a prefix. */
    public void delete(
            ObjectLocation target,
            boolean recursive,
            Optional<Retention> retention,
            TransferSink sink) {
        if (recursive) {
            ObjectLocation prefix = target.asFolder();
            list(prefix)
                    .forEachRemaining(object -> {
                        // Markers of folders are removed, too: a folder that is left empty is none.
                        if (options.filter().takes(object.key().substring(prefix.key().length()))) {
                            outOfDate(object, retention)
                                    .ifPresent(key ->
                                            sink.accept(new Transfer.Delete(target.withKey(key))));
                        }
                    });
        } else if (!target.key().isEmpty() && options.filter().takes(target.name())) {
            sink.accept(new Transfer.Delete(target));
        }
    }

    private static Optional<String> outOfDate(S3Object object, Optional<Retention> retention) {
        if (retention.isEmpty()) {
            return Optional.of(object.key());
        }
        return ObjectListing.isFolderMarker(object)
                ? Optional.empty()
                : retention.get().offer(object.key(), object.lastModified());
    }

    private Iterator<S3Object> list(ObjectLocation prefix) {
        return ObjectListing.iterator(client, options.requests().list(), prefix);
    }

    private boolean isWanted(S3Object object, String relative) {
        return !ObjectListing.isFolderMarker(object) && options.filter().takes(relative);
    }

    private boolean isWanted(
            ObjectLocation source, HeadObjectResponse head, String verb, TransferSink sink) {
        if (!options.filter().takes(source.name())) {
            return false;
        }
        boolean restored = String.valueOf(head.restore()).contains("ongoing-request=\"false\"");
        return restored || isReadable(source, head.storageClassAsString(), verb, sink);
    }

    private boolean isReadable(
            ObjectLocation source, String storageClass, String verb, TransferSink sink) {
        return ArchivedObjects.isReadable(source, storageClass, verb, options.archived(), sink);
    }

    /** A key that is empty or ends in a slash takes the source's name. */
    private static String named(String key, String name) {
        return key.isEmpty() || key.endsWith("/") ? key + name : key;
    }

    private HeadObjectResponse head(ObjectLocation source) {
        try {
            HeadObjectResponse head =
                    client.headObject(
                            options.requests().head().toBuilder()
                                    .bucket(source.bucket())
                                    .key(source.key())
                                    .build());
            if (head.contentLength() == null || head.lastModified() == null) {
                throw new CommandException(
                        ExitCode.FAILED,
                        "the server does not say how large or how old "
                                + source
                                + " is; something between here and the store may take headers"
                                + " away");
            }
            return head;
        } catch (S3Exception e) {
            if (e.statusCode() != 404) {
                throw e;
            }
            throw NoSuchKeyException.builder()
                    .statusCode(404)
                    .awsErrorDetails(
                            AwsErrorDetails.builder()
                                    .errorCode("404")
                                    .errorMessage("Key \"" + source.key() + "\" does not exist")
                                    .build())
                    .build();
        }
    }
}
