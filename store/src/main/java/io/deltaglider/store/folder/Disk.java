package io.deltaglider.store.folder;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** Changes to directories that are on the disk, not only in its cache, when the method returns. Nothing here follows symbolic links. */
final class Disk {
    /**
     * Whether to flush. Off ({@code -Ddeltaglider.store.flush=off}) is for tests and stores to throw away: a killed process still loses
     * nothing, a power failure may.
     */
    private static final boolean FLUSH =
            !System.getProperty("deltaglider.store.flush", "").equals("off");

    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    /** What is stored is its owner's alone, whatever the umask: nothing where the file system knows no owners. */
    static final FileAttribute<?>[] PRIVATE_FILE = permissions("rw-------");

    static final FileAttribute<?>[] PRIVATE_DIRECTORY = permissions("rwx------");

    private Disk() {}

    private static FileAttribute<?>[] permissions(String text) {
        return POSIX
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(text))
                }
                : new FileAttribute<?>[0];
    }

    /** Flushes a file's content and length. */
    static void sync(FileChannel file) throws IOException {
        if (FLUSH) {
            file.force(true);
        }
    }

    static boolean isDirectory(Path path) {
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    }

    static boolean exists(Path path) {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }

    /** Flushes a directory's entries. File systems that cannot (not on Linux or macOS) are left to their own devices. */
    static void sync(Path directory) throws IOException {
        if (!FLUSH) {
            return;
        }
        FileChannel channel;
        try {
            channel = FileChannel.open(directory, StandardOpenOption.READ);
        } catch (NoSuchFileException e) {
            throw e;
        } catch (IOException e) {
            return;
        }
        try (channel) {
            channel.force(true);
        }
    }

    /** Creates a directory if it is not there; its parent is. Others may create and remove the same one meanwhile. */
    static void createDirectory(Path directory) throws IOException {
        while (!isDirectory(directory)) {
            try {
                Files.createDirectory(directory, PRIVATE_DIRECTORY);
                sync(parent(directory));
                return;
            } catch (FileAlreadyExistsException e) {
                requireDirectoryOrNothing(directory);
            }
        }
    }

    /** One look decides: between two, a directory may go and another come. */
    private static void requireDirectoryOrNothing(Path path) throws IOException {
        boolean directory;
        try {
            directory =
                    Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                            .isDirectory();
        } catch (NoSuchFileException e) {
            return;
        }
        if (!directory) {
            throw new FileSystemException(
                    path.toString(),
                    null,
                    "A symbolic link or a file is in the place of a folder, and the store does not"
                            + " follow links");
        }
    }

    /** Renames, replacing what is there: the change happens wholly or not at all, and is on the disk afterwards. */
    static void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        sync(parent(to));
    }

    /** Deletes a file or a directory with all that is in it; does nothing if it is not there. */
    static void deleteTree(Path path) throws IOException {
        if (isDirectory(path)) {
            try (DirectoryStream<Path> children = Files.newDirectoryStream(path)) {
                for (Path child : children) {
                    deleteTree(child);
                }
            } catch (NoSuchFileException e) {
                return;
            }
        }
        Files.deleteIfExists(path);
    }

    /** Removes empty directories from {@code directory} upwards, up to and without {@code root}. */
    static void prune(Path directory, Path root) throws IOException {
        for (Path d = directory; !d.equals(root); d = parent(d)) {
            try {
                Files.deleteIfExists(d);
            } catch (DirectoryNotEmptyException e) {
                if (syncIfThere(d)) {
                    return;
                }
            }
        }
        sync(root);
    }

    /** Whether it was there: another thread may have pruned it meanwhile. */
    private static boolean syncIfThere(Path directory) throws IOException {
        try {
            sync(directory);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    static Path parent(Path path) {
        Path parent = path.getParent();
        if (parent == null) {
            throw new IllegalArgumentException("no parent: " + path);
        }
        return parent;
    }
}
