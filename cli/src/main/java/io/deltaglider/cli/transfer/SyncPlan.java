package io.deltaglider.cli.transfer;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

import java.nio.file.Files;
import java.nio.file.Path;
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

    /** Folders (with a slash) and files of the source that were left out: nobody knows whether what corresponds to them is still wanted. */
    private final Set<String> unread = new HashSet<>();

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
                new Actions() {
                    @Override
                    public void send(SyncEntry entry) {
                        LocalFile file = fileOf(entry);
                        sink.accept(
                                new Transfer.Upload(
                                        file.path(),
                                        paths.shown(file.path()),
                                        prefix.withKey(prefix.key() + entry.relative()),
                                        file.size(),
                                        file.modified(),
                                        false));
                    }

                    @Override
                    public void remove(SyncEntry entry) {
                        sink.accept(delete(prefix, entry));
                    }
                });
    }

    /** From S3 to a folder, which is made when it is missing and needed. */
    public void download(ObjectLocation source, String target, TransferSink sink) {
        ObjectLocation prefix = source.asFolder();
        Path folder = paths.resolve(target);
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            sink.skip(folder + "/", LocalFiles.MISSING);
        }
        compare(
                objects(prefix),
                Files.isDirectory(folder)
                        ? files(folder, sink, false)
                        : List.<SyncEntry>of().iterator(),
                true,
                new SyncedFolder(prefix, folder, paths, options, delete, sink));
    }

    /** From S3 to S3. */
    public void copy(ObjectLocation source, ObjectLocation target, TransferSink sink) {
        ObjectLocation from = source.asFolder();
        ObjectLocation to = target.asFolder();
        compare(
                objects(from, object -> !from.withKey(object.key()).isBehind(to, from)),
                // A source that lies in the destination is not superfluous there.
                objects(to, object -> !to.withKey(object.key()).isSourceBelow(to, from)),
                false,
                new Actions() {
                    @Override
                    public void send(SyncEntry entry) {
                        ObjectLocation found = from.withKey(from.key() + entry.relative());
                        if (ArchivedObjects.isReadable(
                                found, entry.storageClass(), "copy", options.archived(), sink)) {
                            ObjectLocation place = to.withKey(to.key() + entry.relative());
                            Transfer copy = new Transfer.Copy(found, place, entry.size());
                            if (place.isSourceBelow(to, from)) {
                                sink.refuse(copy, TransferPlan.OVER_A_SOURCE);
                            } else {
                                sink.accept(copy);
                            }
                        }
                    }

                    @Override
                    public void remove(SyncEntry entry) {
                        sink.accept(delete(to, entry));
                    }
                });
    }

    private static Transfer delete(ObjectLocation prefix, SyncEntry entry) {
        return new Transfer.Delete(prefix.withKey(prefix.key() + entry.relative()));
    }

    static LocalFile fileOf(SyncEntry entry) {
        LocalFile file = entry.file();
        if (file == null) {
            throw new IllegalStateException(entry.relative() + " is no file");
        }
        return file;
    }

    /** What comes of a comparison, in the order of the keys. */
    interface Actions {
        /** It is new in the source, or changed. */
        void send(SyncEntry entry);

        /** It is the same on both sides. */
        default void keep(SyncEntry source) {}

        /** It is not in the source, and unwanted. */
        void remove(SyncEntry entry);

        /** Nothing before this path will come any more. */
        default void reached(String relative) {}

        /** Nothing will come any more. */
        default void end() {}
    }

    private void compare(
            Iterator<SyncEntry> sources,
            Iterator<SyncEntry> targets,
            boolean fromS3ToFiles,
            Actions actions) {
        SyncEntry source = next(sources);
        SyncEntry target = next(targets);
        while (source != null || target != null) {
            int order =
                    source == null
                            ? 1
                            : target == null
                                    ? -1
                                    : KeyOrder.compare(source.relative(), target.relative());
            actions.reached((order <= 0 ? entry(source) : entry(target)).relative());
            if (source != null && order <= 0) {
                if (order < 0 || rule.differs(source, entry(target), fromS3ToFiles)) {
                    actions.send(source);
                } else {
                    actions.keep(source);
                }
                source = next(sources);
            } else if (target != null && delete && isUnwanted(target)) {
                actions.remove(target);
            }
            if (order >= 0) {
                target = next(targets);
            }
        }
        actions.end();
    }

    private static SyncEntry entry(@Nullable SyncEntry entry) {
        if (entry == null) {
            throw new IllegalStateException("compared with nothing");
        }
        return entry;
    }

    private static @Nullable SyncEntry next(Iterator<SyncEntry> entries) {
        return entries.hasNext() ? entries.next() : null;
    }

    private boolean isUnwanted(SyncEntry target) {
        String path = target.relative();
        if (unread.isEmpty()) {
            return true;
        }
        boolean known = !unread.contains(path) && !unread.contains("");
        for (int slash = path.indexOf('/');
                known && slash >= 0;
                slash = path.indexOf('/', slash + 1)) {
            known = !unread.contains(path.substring(0, slash + 1));
        }
        return known;
    }

    private Iterator<SyncEntry> files(Path folder, TransferSink sink, boolean source) {
        Iterator<LocalFile> files =
                LocalFiles.below(
                        folder,
                        options.followLinks(),
                        paths::isOfStore,
                        (path, relative, reason) -> {
                            sink.skip(FileNames.shown(path), reason);
                            if (source) {
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
        return objects(prefix, _ -> true);
    }

    private Iterator<SyncEntry> objects(ObjectLocation prefix, Predicate<S3Object> also) {
        int cut = prefix.key().length();
        Predicate<S3Object> wanted =
                object ->
                        !ObjectListing.isFolderMarker(object)
                                && also.test(object)
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
