package io.deltaglider.engine.spool;

import io.deltaglider.engine.failure.Reason;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A folder for temporary files, readable by its owner alone. Files are deleted by those who made them, at the latest when this
 * is closed; what a killed process left is deleted by whoever opens the folder next. Safe for use by many threads and processes.
 */
public final class WorkFolder implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(WorkFolder.class);
    private static final Duration STALE = Duration.ofDays(1);
    private static final String PREFIX = "spool-";
    private static final String LOCK_SUFFIX = ".lock";

    /** The owner's id is the first group. */
    private static final Pattern NAME =
            Pattern.compile(Pattern.quote(PREFIX) + "([0-9a-f]{32})-[0-9a-f-]{36}");

    /** Ids of this JVM. */
    private static final Set<String> OWN = ConcurrentHashMap.newKeySet();

    private final Path directory;
    private final Set<Path> files = ConcurrentHashMap.newKeySet();
    private final String id = UUID.randomUUID().toString().replace("-", "");
    private volatile boolean locked;

    /** Guarded by this. */
    private @Nullable FileChannel lock;

    /** Guarded by this. */
    private boolean closed;

    private WorkFolder(Path directory) {
        this.directory = directory;
    }

    /** The folder is made when the first file is; nothing is touched before. */
    public static WorkFolder at(Path directory) {
        WorkFolder folder = new WorkFolder(directory);
        folder.deleteStale(Instant.now().minus(STALE));
        return folder;
    }

    public Path directory() {
        return directory;
    }

    /** The path of a new file, which the caller creates and, in the end, gives to {@link #delete}. */
    public Path newFile() throws IOException {
        Files.createDirectories(directory, ownerOnly());
        lock();
        Path file = directory.resolve(PREFIX + id + "-" + UUID.randomUUID());
        files.add(file);
        return file;
    }

    /** While this process lives, it holds the lock on a file that says so, whatever way it ends. */
    private void lock() throws IOException {
        if (locked) {
            return;
        }
        synchronized (this) {
            if (locked || closed) {
                return;
            }
            Path file = lockFile(id);
            OWN.add(id);
            FileChannel channel =
                    FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            lock = channel;
            try {
                channel.lock();
            } catch (IOException e) {
                LOG.debug("no locks in {}: files of dead processes stay for a day", directory, e);
            }
            locked = true;
        }
    }

    private Path lockFile(String owner) {
        return directory.resolve(PREFIX + owner + LOCK_SUFFIX);
    }

    /** Deletes the file if it is still there. A file that cannot be deleted is left to the next clean-up. */
    public void delete(Path file) {
        try {
            Files.deleteIfExists(file);
            files.remove(file);
        } catch (IOException e) {
            LOG.warn("cannot delete the temporary file {}: {}", file, Reason.of(e));
        }
    }

    @Override
    public void close() {
        files.forEach(this::delete);
        synchronized (this) {
            closed = true;
            FileChannel held = lock;
            if (held != null) {
                lock = null;
                try {
                    Files.deleteIfExists(lockFile(id));
                    held.close();
                } catch (IOException e) {
                    LOG.debug("cannot remove a lock", e);
                }
                OWN.remove(id);
            }
        }
    }

    /** Removes what processes left that are gone: at once where their lock shows it, else a day later. */
    private void deleteStale(Instant before) {
        if (!Files.isDirectory(directory)) {
            return;
        }
        Map<String, Boolean> gone = new HashMap<>();
        try (DirectoryStream<Path> left = Files.newDirectoryStream(directory, PREFIX + "*")) {
            for (Path file : left) {
                Matcher name = NAME.matcher(file.getFileName().toString());
                boolean ofDead =
                        name.matches() && gone.computeIfAbsent(name.group(1), this::isGone);
                if (ofDead || isOlder(file, before)) {
                    Files.deleteIfExists(file);
                }
            }
            for (Map.Entry<String, Boolean> owner : gone.entrySet()) {
                if (owner.getValue()) {
                    Files.deleteIfExists(lockFile(owner.getKey()));
                }
            }
        } catch (IOException e) {
            LOG.debug("cannot clean up {}: {}", directory, e.toString());
        }
    }

    private static boolean isOlder(Path file, Instant before) {
        try {
            return Files.getLastModifiedTime(file).toInstant().isBefore(before)
                    && !file.getFileName().toString().endsWith(LOCK_SUFFIX);
        } catch (IOException e) {
            return false; // somebody else has removed it
        }
    }

    /** Whether nobody holds the lock any more. What cannot be told counts as in use. */
    private boolean isGone(String owner) {
        // A lock of this JVM must not be opened again: closing any channel of a file gives it up.
        if (OWN.contains(owner)) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(lockFile(owner), StandardOpenOption.WRITE)) {
            return channel.tryLock() != null;
        } catch (IOException | OverlappingFileLockException e) {
            return false;
        }
    }

    private static FileAttribute<?>[] ownerOnly() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------"))
                }
                : new FileAttribute<?>[0];
    }
}
