package io.deltaglider.store.folder;

import io.deltaglider.store.error.S3Errors;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.Lock;

/**
 * One bucket's folder. Every change of a key happens under that key's lock, with the condition checked against what is there: that is what
 * makes compare-and-swap exact. Thread-safe.
 *
 * <pre>
 * bucket     its own metadata: an object's file without payload
 * objects/   the objects, see {@link KeyPath}
 * uploads/   multipart uploads under way, see {@link Uploads}
 * </pre>
 */
final class Bucket {
    static final String RECORD = "bucket";
    static final String OBJECTS = "objects";
    static final String UPLOADS = "uploads";

    /** A directory on the way may be pruned by a DELETE at the same time, and is then created again; more often than this, it is an error. */
    private static final int ATTEMPTS = 1000;

    private final String name;
    private final Path folder;
    private final KeyLocks keyLocks;
    private final Lock existence;

    /**
     * One bucket of many.
     *
     * @param keyLocks held while a key changes
     * @param existence held while an object is put in place, so that the bucket is not found empty and deleted meanwhile
     */
    Bucket(String name, Path folder, KeyLocks keyLocks, Lock existence) {
        this.name = name;
        this.folder = folder;
        this.keyLocks = keyLocks;
        this.existence = existence;
    }

    /** An open object: close the channel after use. */
    record Open(ObjectRecord record, FileChannel channel) {}

    /** A condition on what a key holds now. */
    @FunctionalInterface
    interface Condition {
        /**
         * Throws if the change must not happen.
         *
         * @param current null if the key holds nothing
         */
        void check(@Nullable ObjectRecord current);
    }

    String name() {
        return name;
    }

    Path objects() {
        return folder.resolve(OBJECTS);
    }

    Path uploads() {
        return folder.resolve(UPLOADS);
    }

    Path recordFile() {
        return folder.resolve(RECORD);
    }

    /** Opens an object; null if there is none. */
    @Nullable Open open(String key) throws IOException {
        return open(file(KeyPath.names(KeyPath.bytes(key))));
    }

    /** Opens an object; throws NoSuchKey if there is none. */
    Open openExisting(String key) throws IOException {
        Open open = open(key);
        if (open == null) {
            throw S3Errors.noSuchKey(name, key);
        }
        return open;
    }

    /** What is known of an object; throws NoSuchKey if there is none. */
    ObjectRecord existing(String key) throws IOException {
        ObjectRecord record = record(key);
        if (record == null) {
            throw S3Errors.noSuchKey(name, key);
        }
        return record;
    }

    static @Nullable Open open(Path file) throws IOException {
        FileChannel channel;
        try {
            channel = ObjectFile.open(file);
        } catch (NoSuchFileException e) {
            return null;
        }
        try {
            return new Open(ObjectFile.read(channel, file), channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** What is known of an object; null if there is none. */
    @Nullable ObjectRecord record(String key) throws IOException {
        return record(file(KeyPath.names(KeyPath.bytes(key))));
    }

    static @Nullable ObjectRecord record(Path file) throws IOException {
        Open open = open(file);
        if (open == null) {
            return null;
        }
        open.channel().close();
        return open.record();
    }

    /** Puts a finished file in a key's place, if the condition holds. Without one, what is there is not even read: it may be damaged. */
    void publish(String key, Staged staged, @Nullable Condition condition) throws IOException {
        List<String> names = KeyPath.names(KeyPath.bytes(key));
        Lock lock = keyLocks.of(name + "/" + key);
        existence.lock();
        try {
            lock.lock();
            try {
                Path file = file(names);
                if (condition != null) {
                    condition.check(record(file));
                }
                place(staged, names);
            } finally {
                lock.unlock();
            }
        } finally {
            existence.unlock();
        }
    }

    private void place(Staged staged, List<String> names) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                staged.publish(createParents(names));
                return;
            } catch (NoSuchFileException e) {
                if (!Disk.isDirectory(objects())) {
                    throw S3Errors.noSuchBucket(name);
                }
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    /** Checks a condition early, before the work is done that it may forbid. It is checked again when it counts. */
    void check(String key, @Nullable Condition condition) throws IOException {
        if (condition != null) {
            condition.check(record(key));
        }
    }

    /** Deletes a key's object, if the condition holds; does nothing if there is none. A damaged object can be deleted without condition. */
    void delete(String key, @Nullable Condition condition) throws IOException {
        List<String> names = KeyPath.names(KeyPath.bytes(key));
        Lock lock = keyLocks.of(name + "/" + key);
        lock.lock();
        try {
            Path file = file(names);
            if (condition != null) {
                condition.check(record(file));
            }
            if (Files.deleteIfExists(file)) {
                Disk.prune(Disk.parent(file), objects());
            }
        } finally {
            lock.unlock();
        }
    }

    /** Whether there is no object. */
    boolean isEmpty() throws IOException {
        return new KeyCursor(objects()).next() == null;
    }

    /** The file of a key, after a look at the directories on the way: none may be a symbolic link, which could lead out of the store. */
    private Path file(List<String> names) throws IOException {
        Path path = objects();
        for (String directory : names.subList(0, names.size() - 1)) {
            path = path.resolve(directory);
            if (Files.isSymbolicLink(path)) {
                throw new IOException(
                        path + " is a symbolic link, and the store does not follow links");
            }
        }
        return path.resolve(names.getLast());
    }

    private Path createParents(List<String> names) throws IOException {
        Path path = objects();
        for (String directory : names.subList(0, names.size() - 1)) {
            path = path.resolve(directory);
            Disk.createDirectory(path);
        }
        return path.resolve(names.getLast());
    }
}
