package io.deltaglider.engine.cache;

import org.jspecify.annotations.Nullable;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A folder for files of this process alone, beside those of other processes. A lock file beside it, locked as long as the process
 * lives, tells others that it is in use; the operating system lets go of the lock whatever way the process ends, so what a killed
 * process left is found and removed by the next one. Thread-safe.
 */
final class WorkFolder implements Closeable {
    private static final String LOCK_SUFFIX = ".lock";

    /**
     * The folders of this JVM. Their lock files must not be opened a second time: on POSIX systems, closing any channel of a file gives up all locks
     * that the process has on it.
     */
    private static final Set<String> OWN = ConcurrentHashMap.newKeySet();

    private final String name;
    private final Path folder;
    private final Path lockFile;
    private final @Nullable FileChannel lock;
    private final AtomicLong files = new AtomicLong();

    private WorkFolder(String name, Path folder, Path lockFile, @Nullable FileChannel lock) {
        this.name = name;
        this.folder = folder;
        this.lockFile = lockFile;
        this.lock = lock;
    }

    /** Makes a new work folder in {@code parent}, and removes those of processes that are gone. */
    static WorkFolder open(Path parent) throws IOException {
        PrivateFolders.create(parent);
        removeStale(parent);
        while (true) {
            String name = UUID.randomUUID().toString();
            Path lockFile = parent.resolve(name + LOCK_SUFFIX);
            OWN.add(name);
            FileChannel channel =
                    FileChannel.open(
                            lockFile, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            boolean kept = false;
            try {
                boolean lockable = true;
                boolean locked = false;
                try {
                    locked = channel.tryLock() != null;
                } catch (IOException e) {
                    lockable = false; // nobody can take another's folder for a stale one, then
                }
                // Another process may have taken the new, not yet locked file for a stale one, and
                // be removing it.
                if (!lockable || (locked && Files.exists(lockFile))) {
                    Path folder = PrivateFolders.create(parent.resolve(name));
                    kept = true;
                    return new WorkFolder(name, folder, lockFile, channel);
                }
            } finally {
                if (!kept) {
                    channel.close();
                    OWN.remove(name);
                }
            }
        }
    }

    /** A path in this folder at which nothing is yet. */
    Path newPath(String suffix) {
        return folder.resolve(files.getAndIncrement() + "-" + suffix);
    }

    @Override
    public void close() throws IOException {
        PrivateFolders.delete(folder);
        Files.deleteIfExists(lockFile);
        if (lock != null) {
            lock.close();
        }
        OWN.remove(name);
    }

    private static void removeStale(Path parent) throws IOException {
        try (DirectoryStream<Path> children = Files.newDirectoryStream(parent)) {
            for (Path child : children) {
                String file = child.getFileName().toString();
                boolean isLock = file.endsWith(LOCK_SUFFIX);
                String name =
                        isLock ? file.substring(0, file.length() - LOCK_SUFFIX.length()) : file;
                if (OWN.contains(name)) {
                    continue;
                }
                if (isLock) {
                    removeIfStale(parent.resolve(name), child);
                } else if (Files.notExists(
                        parent.resolve(name + LOCK_SUFFIX), LinkOption.NOFOLLOW_LINKS)) {
                    PrivateFolders.delete(child); // the lock file is made first and removed last
                }
            }
        }
    }

    private static void removeIfStale(Path folder, Path lockFile) throws IOException {
        try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.WRITE)) {
            FileLock stale = channel.tryLock();
            if (stale != null) {
                PrivateFolders.delete(folder);
                Files.deleteIfExists(lockFile);
            }
        } catch (IOException | OverlappingFileLockException e) {
            // In use, just removed by another process, or not ours to remove. It does no harm.
            return;
        }
    }
}
