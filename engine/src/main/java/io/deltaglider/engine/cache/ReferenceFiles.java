package io.deltaglider.engine.cache;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;

/**
 * The files of the reference cache as all processes see them: {@code <first two digits>/<sha256>}, each complete from the moment it is there,
 * never written to again. The time of last access, which reading does not have to keep up to date, is set to order them by use; the time
 * of modification stays.
 */
final class ReferenceFiles {
    private static final int BUFFER_SIZE = 1 << 17;
    private static final int FOLDER_DIGITS = 2;

    /** @param used when it was opened last */
    record Entry(Path file, long size, FileTime used) {}

    private final Path root;

    ReferenceFiles(Path root) throws IOException {
        this.root = PrivateFolders.create(root);
    }

    Path path(String sha256) {
        return folder(sha256).resolve(sha256);
    }

    private Path folder(String sha256) {
        return root.resolve(sha256.substring(0, FOLDER_DIGITS));
    }

    /** Puts the file, or a copy where there are no hard links, in place of what may be there, all at once. {@code staging} is used meanwhile. */
    void publish(Path file, String sha256, Path staging) throws IOException {
        Path entry = path(sha256);
        PrivateFolders.create(folder(sha256));
        try {
            linkOrCopy(file, staging);
            Files.move(staging, entry, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(
                    staging); // it stays after a move onto another link of the same file
        }
        touch(entry);
    }

    /** Deletes the entry, or whatever is in its place; whoever has opened it keeps its own link. */
    void remove(String sha256) throws IOException {
        PrivateFolders.delete(path(sha256));
    }

    /** Marks the entry as used now. Nothing depends on it but the order of eviction, so failing is fine. */
    void touch(Path entry) {
        try {
            Files.getFileAttributeView(
                            entry, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .setTimes(null, FileTime.from(Instant.now()), null);
        } catch (IOException e) {
            return; // evicted meanwhile, or not permitted
        }
    }

    /** All entries, those used longest ago first. */
    List<Entry> byLastUse() throws IOException {
        List<Entry> entries = new ArrayList<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(root)) {
            for (Path folder : folders) {
                addEntries(folder, entries);
            }
        }
        entries.sort(Comparator.comparing(Entry::used).thenComparing(Entry::file));
        return entries;
    }

    private static void addEntries(Path folder, List<Entry> entries) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                addEntry(file, entries);
            }
        } catch (NotDirectoryException | NoSuchFileException e) {
            return; // not ours
        }
    }

    private static void addEntry(Path file, List<Entry> entries) throws IOException {
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(
                            file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            entries.add(new Entry(file, attributes.size(), attributes.lastAccessTime()));
        } catch (NoSuchFileException e) {
            return; // evicted by another process
        }
    }

    /**
     * Gives a file a second name, or makes a copy where that is not possible.
     *
     * @throws NoSuchFileException when {@code existing} is not there
     */
    static void linkOrCopy(Path existing, Path link) throws IOException {
        try {
            Files.createLink(link, existing);
        } catch (NoSuchFileException e) {
            throw e;
        } catch (UnsupportedOperationException | FileSystemException e) {
            // No hard links here, too many of them, or another file system.
            Files.copy(existing, link, LinkOption.NOFOLLOW_LINKS);
        }
    }

    /** 64 lower-case hex digits. */
    static String sha256(Path file) throws IOException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
        byte[] buffer = new byte[BUFFER_SIZE];
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
