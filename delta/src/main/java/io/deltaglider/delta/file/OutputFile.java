package io.deltaglider.delta.file;

import org.jspecify.annotations.Nullable;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A file being written. One that is to be a regular file is collected under another name beside its place, on the same
 * file system; it takes its name by {@link #commit}, or is gone after {@link #close}. It replaces a file that is there and keeps
 * that one's permissions; symbolic links are followed. Pipes, devices and what else is no regular file, and everything under {@code /dev} (but
 * {@code /dev/shm}) and {@code /proc}, cannot be replaced: they are written through, as the bytes come. Not safe for use by several threads.
 */
public final class OutputFile implements Closeable {
    private static final int MOST_LINKS = 40;
    private static final Set<Path> UNFINISHED = ConcurrentHashMap.newKeySet();

    private final Path place;
    private final @Nullable Path temporary;

    private OutputFile(Path place, @Nullable Path temporary) {
        this.place = place;
        this.temporary = temporary;
    }

    /**
     * Prepares to write a file, and finds out whether that is possible.
     *
     * @throws FileSystemException if the place is a directory, or no file can be made there
     */
    public static OutputFile at(Path place) throws IOException {
        if (isWrittenThrough(place)) {
            return new OutputFile(place, null);
        }
        Path real = target(place);
        if (Files.isDirectory(real)) {
            throw new FileSystemException(place.toString(), null, "Is a directory");
        }
        return beside(real, place);
    }

    /** The same for a file in place of a folder, which has to be gone when it is committed. */
    public static OutputFile inPlaceOf(Path folder) throws IOException {
        return beside(folder, folder);
    }

    private static OutputFile beside(Path real, Path place) throws IOException {
        Path temporary = TemporaryFile.beside(real);
        Path folder = temporary.toAbsolutePath().getParent();
        if (folder != null) {
            TemporaryFile.sweep(folder);
        }
        UNFINISHED.add(temporary);
        boolean made = false;
        try {
            Files.createFile(temporary);
            made = true;
        } catch (NoSuchFileException | AccessDeniedException | FileAlreadyExistsException e) {
            // It is not the temporary file that anybody asked for.
            FileSystemException failure =
                    new FileSystemException(place.toString(), null, "Cannot write a file here");
            failure.initCause(e);
            throw failure;
        } finally {
            if (!made) {
                UNFINISHED.remove(temporary);
            }
        }
        return new OutputFile(real, temporary);
    }

    /**
     * Whether a file has the name of one that is collected beside its place. Such a file is unfinished, or what a killed process has left: nobody's
     * data. What processes of this machine left is removed when the next file is written into the same folder, what others left a day later.
     */
    public static boolean isUnfinished(Path file) {
        return TemporaryFile.isNamedSo(file);
    }

    /** A file in the system's folder for temporary ones, readable by this user only, that never takes another name. */
    public static OutputFile temporary() throws IOException {
        Path file = Files.createTempFile("deltaglider-", ".tmp");
        UNFINISHED.add(file);
        return new OutputFile(file, file);
    }

    /** Whether a place is written to as the bytes come, since there is no regular file, and none can take its place. */
    public static boolean isWrittenThrough(Path place) throws IOException {
        Path at = place.toAbsolutePath().normalize();
        for (int links = 0; ; links++) {
            boolean isSystems = at.startsWith("/dev") || at.startsWith("/proc");
            if (isSystems && !at.startsWith("/dev/shm")) { // which holds ordinary files
                return !Files.isDirectory(at);
            }
            if (!Files.isSymbolicLink(at)) {
                return Files.exists(at) && !Files.isRegularFile(at) && !Files.isDirectory(at);
            }
            at = linked(at, links);
        }
    }

    /** Where the links at a place lead, the last of which may lead to nothing yet. */
    private static Path target(Path place) throws IOException {
        Path at = place;
        for (int links = 0; Files.isSymbolicLink(at); links++) {
            at = linked(at, links);
        }
        return at;
    }

    private static Path linked(Path link, int links) throws IOException {
        if (links == MOST_LINKS) {
            throw new FileSystemLoopException(link.toString());
        }
        return link.resolveSibling(Files.readSymbolicLink(link)).toAbsolutePath();
    }

    /** Whether this is written through: then nothing can be taken back. */
    public boolean isWrittenThrough() {
        return temporary == null;
    }

    /** Where the bytes are collected; the place itself if it is written through. */
    public Path path() {
        return temporary == null ? place : temporary;
    }

    /** A stream that writes the file from its beginning; what was written before is dropped, unless it went through. */
    public OutputStream open() throws IOException {
        return temporary == null
                ? Files.newOutputStream(place, StandardOpenOption.WRITE, StandardOpenOption.APPEND)
                : Files.newOutputStream(
                        temporary, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
    }

    /** The file is complete: it takes its name. */
    public void commit() throws IOException {
        if (temporary == null) {
            return;
        }
        keepPermissions(temporary);
        try {
            Files.move(
                    temporary,
                    place,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(temporary, place, StandardCopyOption.REPLACE_EXISTING);
        } catch (FileSystemException e) {
            // The system names the temporary file, which nobody has heard of.
            FileSystemException failure =
                    new FileSystemException(
                            place.toString(),
                            null,
                            Files.isDirectory(place) ? "Is a directory" : e.getReason());
            failure.initCause(e);
            throw failure;
        }
        UNFINISHED.remove(temporary);
    }

    private void keepPermissions(Path file) throws IOException {
        PosixFileAttributeView old =
                Files.getFileAttributeView(
                        place, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (old == null || !Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        PosixFileAttributes attributes = old.readAttributes();
        PosixFileAttributeView view =
                Files.getFileAttributeView(
                        file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        try {
            if (!view.getOwner().equals(attributes.owner())) {
                view.setOwner(attributes.owner());
            }
            view.setGroup(attributes.group());
        } catch (FileSystemException e) {
            // Only root may give files away; the permissions are kept all the same.
        }
        view.setPermissions(attributes.permissions());
    }

    /** Removes what was not committed. */
    @Override
    public void close() throws IOException {
        if (temporary != null && UNFINISHED.remove(temporary)) {
            Files.deleteIfExists(temporary);
        }
    }

    /** Removes the temporary files of all that is being written. For the end of a process that was told to end; safe for use by any thread. */
    public static void removeUnfinished() {
        for (Path file : UNFINISHED) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                // The process ends; its name says what it is.
            }
        }
    }
}
