package io.deltaglider.engine.cache;

import io.deltaglider.engine.failure.Reason;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** Folders and files that their owner alone may read, where the file system knows of owners. */
public final class PrivateFolders {
    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private static final FileAttribute<?> OWNER_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private PrivateFolders() {}

    /** Creates the folder, and those above it, if they are not there. */
    public static Path create(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return folder;
        }
        try {
            boolean posix = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
            return posix
                    ? Files.createDirectories(folder, OWNER_ONLY)
                    : Files.createDirectories(folder);
        } catch (IOException e) {
            throw new IOException(
                    "cannot create the cache folder "
                            + folder
                            + " ("
                            + Reason.of(e)
                            + "); make it writable, or set DELTAGLIDER_CACHE to another folder",
                    e);
        }
    }

    /** Creates an empty file if there is none. */
    static void createFile(Path file) throws IOException {
        try {
            boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
            var _ = posix ? Files.createFile(file, OWNER_FILE) : Files.createFile(file);
        } catch (FileAlreadyExistsException e) {
            // Its owner has chosen who may read it.
        }
    }

    /** Deletes the folder with all that is in it; symbolic links are deleted, not followed. What is gone already is fine. */
    static void delete(Path folder) throws IOException {
        if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            try (DirectoryStream<Path> children = Files.newDirectoryStream(folder)) {
                for (Path child : children) {
                    delete(child);
                }
            } catch (NoSuchFileException e) {
                return;
            }
        }
        Files.deleteIfExists(folder);
    }
}
