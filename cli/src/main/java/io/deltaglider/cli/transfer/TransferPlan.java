package io.deltaglider.cli.transfer;

import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** Finds the single transfers behind a source and a destination, by the AWS CLI's rules on folders, slashes and names. */
public final class TransferPlan {
    private static final String LEAVES_FOLDER = "File references a parent directory.";

    private final S3Client client;
    private final LocalPaths paths;

    public TransferPlan(S3Client client, LocalPaths paths) {
        this.client = client;
        this.paths = paths;
    }

    /** From a file or folder to S3. The source exists. */
    public void upload(String source, ObjectLocation target, boolean recursive, TransferSink sink) {
        Path file = paths.resolve(source);
        if (recursive && !Files.isDirectory(file)) {
            sink.skip(file + "/", LocalFiles.MISSING);
        } else if (recursive) {
            String folder = target.asFolder().key();
            LocalFiles.walk(file, uploads(sink, target, folder));
        } else if (Files.isDirectory(file)) {
            sink.accept(new Transfer.Upload(file, paths.shown(file) + "/", target, 0));
        } else {
            LocalFiles.visit(
                    file,
                    new LocalFiles.Visitor() {
                        @Override
                        public void file(Path found, String name, long size) {
                            ObjectLocation full = target.withKey(named(target.key(), name));
                            sink.accept(new Transfer.Upload(found, paths.shown(found), full, size));
                        }

                        @Override
                        public void skip(Path found, String reason) {
                            sink.skip(found.toString(), reason);
                        }
                    });
        }
    }

    private LocalFiles.Visitor uploads(TransferSink sink, ObjectLocation target, String folder) {
        return new LocalFiles.Visitor() {
            @Override
            public void file(Path found, String relative, long size) {
                ObjectLocation full = target.withKey(folder + relative);
                sink.accept(new Transfer.Upload(found, paths.shown(found), full, size));
            }

            @Override
            public void skip(Path found, String reason) {
                sink.skip(found.toString(), reason);
            }
        };
    }

    /** From S3 to a file or folder. */
    public void download(
            ObjectLocation source, String target, boolean recursive, TransferSink sink) {
        Path path = paths.resolve(target);
        if (recursive) {
            ObjectLocation prefix = source.asFolder();
            FolderTarget folder = new FolderTarget(path);
            ObjectListing.forEach(
                    client,
                    prefix,
                    object -> {
                        if (ObjectListing.isFolderMarker(object)) {
                            return;
                        }
                        ObjectLocation found = source.withKey(object.key());
                        String relative = object.key().substring(prefix.key().length());
                        Optional<Path> file = inside(folder, relative, found, sink);
                        file.ifPresent(f ->
                                sink.accept(
                                        download(found, f, object.size(), object.lastModified())));
                    });
        } else if (!source.key().isEmpty()) {
            HeadObjectResponse head = head(source);
            Path file = path;
            if (paths.meansFolder(target)) {
                Optional<Path> inside = inside(new FolderTarget(path), source.name(), source, sink);
                if (inside.isEmpty()) {
                    return;
                }
                file = inside.get();
            }
            sink.accept(download(source, file, head.contentLength(), head.lastModified()));
        }
        // A bucket alone names no object, and without --recursive nothing in it is meant.
    }

    private Transfer download(ObjectLocation source, Path file, long size, Instant modified) {
        return new Transfer.Download(source, file, paths.shown(file), size, modified);
    }

    private static Optional<Path> inside(
            FolderTarget folder, String relative, ObjectLocation source, TransferSink sink) {
        Optional<Path> file;
        try {
            file = folder.file(relative);
        } catch (InvalidPathException e) {
            sink.skip(source.toString(), "No file here can have that name: " + e.getReason() + ".");
            return Optional.empty();
        }
        if (file.isEmpty()) {
            sink.skip(source.toString(), LEAVES_FOLDER);
        }
        return file;
    }

    /** From S3 to S3. */
    public void copy(
            ObjectLocation source, ObjectLocation target, boolean recursive, TransferSink sink) {
        if (recursive) {
            ObjectLocation prefix = source.asFolder();
            String folder = target.asFolder().key();
            ObjectListing.forEach(
                    client,
                    prefix,
                    object -> {
                        if (!ObjectListing.isFolderMarker(object)) {
                            String relative = object.key().substring(prefix.key().length());
                            sink.accept(
                                    new Transfer.Copy(
                                            source.withKey(object.key()),
                                            target.withKey(folder + relative),
                                            object.size()));
                        }
                    });
        } else if (!source.key().isEmpty()) {
            HeadObjectResponse head = head(source);
            String key = named(target.key(), source.name());
            sink.accept(new Transfer.Copy(source, target.withKey(key), head.contentLength()));
        }
    }

    /** Removal from S3. */
    public void delete(ObjectLocation target, boolean recursive, TransferSink sink) {
        if (recursive) {
            ObjectListing.forEach(
                    client,
                    target.asFolder(),
                    object -> sink.accept(new Transfer.Delete(target.withKey(object.key()))));
        } else if (!target.key().isEmpty()) {
            sink.accept(new Transfer.Delete(target));
        }
    }

    /** A key that is empty or ends in a slash takes the source's name. */
    private static String named(String key, String name) {
        return key.isEmpty() || key.endsWith("/") ? key + name : key;
    }

    private HeadObjectResponse head(ObjectLocation source) {
        try {
            return client.headObject(r -> r.bucket(source.bucket()).key(source.key()));
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
