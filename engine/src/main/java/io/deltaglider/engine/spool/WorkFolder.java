package io.deltaglider.engine.spool;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A folder for temporary files, readable by its owner alone. Files are deleted by those who made them, at the latest when this
 * is closed; what a killed process left is deleted a day later by whoever opens the folder next. Safe for use by many threads and processes.
 */
public final class WorkFolder implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(WorkFolder.class);
    private static final Duration STALE = Duration.ofDays(1);
    private static final String PREFIX = "spool-";

    private final Path directory;
    private final Set<Path> files = ConcurrentHashMap.newKeySet();

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
        Path file = directory.resolve(PREFIX + UUID.randomUUID());
        files.add(file);
        return file;
    }

    /** Deletes the file if it is still there. A file that cannot be deleted is left to the next clean-up. */
    public void delete(Path file) {
        try {
            Files.deleteIfExists(file);
            files.remove(file);
        } catch (IOException e) {
            LOG.warn("cannot delete the temporary file {}: {}", file, e.toString());
        }
    }

    @Override
    public void close() {
        files.forEach(this::delete);
    }

    private void deleteStale(Instant before) {
        if (!Files.isDirectory(directory)) {
            return;
        }
        try (DirectoryStream<Path> left = Files.newDirectoryStream(directory, PREFIX + "*")) {
            for (Path file : left) {
                if (Files.getLastModifiedTime(file).toInstant().isBefore(before)) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            LOG.debug("cannot clean up {}: {}", directory, e.toString());
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
