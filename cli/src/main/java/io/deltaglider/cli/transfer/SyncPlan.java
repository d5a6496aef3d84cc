package io.deltaglider.cli.transfer;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Finds what has to be done to make a destination equal to a source. Both are walked in the order of their keys, side by side, so that
 * any number of files can be compared in little memory. Only what is below the folder or the prefix and its slash is ever looked at.
 */
public final class SyncPlan {
    private final S3Client client;
    private final LocalPaths paths;
    private final PlanOptions options;
    private final SyncRule rule;
    private final boolean delete;

    /** Folders and files of the source that could not be read: nobody knows whether what corresponds to them is still wanted. */
    private final List<String> unread = new ArrayList<>();

    /** Files that objects with unusual keys ({@code a//b}) are going to. */
    private final Set<Path> taken = new HashSet<>();

    /** With {@code delete}, what is in the destination only is removed. */
    public SyncPlan(
            S3Client client, LocalPaths paths, PlanOptions options, SyncRule rule, boolean delete) {
        this.client = client;
        this.paths = paths;
        this.options = options;
        this.rule = rule;
        this.delete = delete;
    }

    /** From a folder to S3. */
    public void upload(String source, ObjectLocation target, TransferSink sink) {
        Path folder = paths.resolve(source);
        ObjectLocation prefix = target.asFolder();
        if (!Files.isDirectory(folder)) {
            // Not an empty folder either: nothing is known to be unwanted at the destination.
            sink.skip(folder + "/", LocalFiles.MISSING);
            return;
        }
        compare(
                files(folder, sink, true),
                objects(prefix),
                false,
                entry -> {
                    LocalFile file = fileOf(entry);
                    sink.accept(
                            new Transfer.Upload(
                                    file.path(),
                                    paths.shown(file.path()),
                                    prefix.withKey(prefix.key() + entry.relative()),
                                    file.size(),
                                    file.modified(),
                                    false));
                },
                entry -> sink.accept(delete(prefix, entry)));
    }

    /** From S3 to a folder, which is made when it is missing and needed. */
    public void download(ObjectLocation source, String target, TransferSink sink) {
        ObjectLocation prefix = source.asFolder();
        Path folder = paths.resolve(target);
        FolderTarget files = new FolderTarget(folder);
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            sink.skip(folder + "/", LocalFiles.MISSING);
        }
        compare(
                objects(prefix),
                Files.isDirectory(folder)
                        ? files(folder, sink, false)
                        : List.<SyncEntry>of().iterator(),
                true,
                entry -> {
                    ObjectLocation found = prefix.withKey(prefix.key() + entry.relative());
                    if (ArchivedObjects.isReadable(
                            found, entry.storageClass(), "download", options.archived(), sink)) {
                        files.fileOrSkip(entry.relative(), found, sink)
                                .ifPresent(file -> {
                                    if (!folder.relativize(file)
                                            .toString()
                                            .equals(entry.relative())) {
                                        taken.add(file);
                                    }
                                    sink.accept(
                                            new Transfer.Download(
                                                    found,
                                                    file,
                                                    paths.shown(file),
                                                    entry.size(),
                                                    entry.modified(),
                                                    false));
                                });
                    }
                },
                entry -> {
                    Path file = fileOf(entry).path();
                    if (!taken.contains(file)) {
                        sink.accept(new Transfer.DeleteFile(file, paths.shown(file)));
                    }
                });
    }

    /** From S3 to S3. */
    public void copy(ObjectLocation source, ObjectLocation target, TransferSink sink) {
        ObjectLocation from = source.asFolder();
        ObjectLocation to = target.asFolder();
        compare(
                objects(from),
                objects(to),
                false,
                entry -> {
                    ObjectLocation found = from.withKey(from.key() + entry.relative());
                    if (ArchivedObjects.isReadable(
                            found, entry.storageClass(), "copy", options.archived(), sink)) {
                        sink.accept(
                                new Transfer.Copy(
                                        found,
                                        to.withKey(to.key() + entry.relative()),
                                        entry.size(),
                                        false));
                    }
                },
                entry -> sink.accept(delete(to, entry)));
    }

    private static Transfer delete(ObjectLocation prefix, SyncEntry entry) {
        return new Transfer.Delete(prefix.withKey(prefix.key() + entry.relative()));
    }

    private static LocalFile fileOf(SyncEntry entry) {
        LocalFile file = entry.file();
        if (file == null) {
            throw new IllegalStateException(entry.relative() + " is no file");
        }
        return file;
    }

    private interface Action {
        void on(SyncEntry entry);
    }

    private void compare(
            Iterator<SyncEntry> sources,
            Iterator<SyncEntry> targets,
            boolean fromS3ToFiles,
            Action send,
            Action remove) {
        SyncEntry source = next(sources);
        SyncEntry target = next(targets);
        while (source != null || target != null) {
            int order =
                    source == null
                            ? 1
                            : target == null
                                    ? -1
                                    : KeyOrder.compare(source.relative(), target.relative());
            if (source != null && order <= 0) {
                if (order < 0 || rule.differs(source, target(target), fromS3ToFiles)) {
                    send.on(source);
                }
                source = next(sources);
            } else if (target != null && delete && isUnwanted(target)) {
                remove.on(target);
            }
            if (order >= 0) {
                target = next(targets);
            }
        }
    }

    private static SyncEntry target(@Nullable SyncEntry target) {
        if (target == null) {
            throw new IllegalStateException("compared with nothing");
        }
        return target;
    }

    private static @Nullable SyncEntry next(Iterator<SyncEntry> entries) {
        return entries.hasNext() ? entries.next() : null;
    }

    private boolean isUnwanted(SyncEntry target) {
        for (String path : unread) {
            boolean inside =
                    (path.isEmpty() || path.endsWith("/"))
                            ? target.relative().startsWith(path)
                            : target.relative().equals(path);
            if (inside) {
                return false;
            }
        }
        return true;
    }

    private Iterator<SyncEntry> files(Path folder, TransferSink sink, boolean source) {
        Iterator<LocalFile> files =
                LocalFiles.below(
                        folder,
                        options.followLinks(),
                        (path, relative, reason) -> {
                            sink.skip(path.toString(), reason);
                            if (source && reason.equals(LocalFiles.UNREADABLE)) {
                                unread.add(relative);
                            }
                        });
        return new Selected<>(
                files,
                file -> options.filter().takes(file.relative(), file.path()),
                SyncEntry::of,
                folder + "/");
    }

    private Iterator<SyncEntry> objects(ObjectLocation prefix) {
        int cut = prefix.key().length();
        Predicate<S3Object> wanted =
                object ->
                        !ObjectListing.isFolderMarker(object)
                                && options.filter().takes(object.key().substring(cut));
        return new Selected<>(
                ObjectListing.iterator(client, options.requests().list(), prefix),
                wanted,
                object ->
                        new SyncEntry(
                                object.key().substring(cut),
                                object.size(),
                                object.lastModified(),
                                null,
                                object.storageClassAsString()),
                prefix.toString());
    }
}
