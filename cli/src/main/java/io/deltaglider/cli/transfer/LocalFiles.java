package io.deltaglider.cli.transfer;

import io.deltaglider.delta.file.OutputFile;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * The files of a folder in the order of the keys that they get (UTF-8 bytes, {@code /} included), so that a run is the same everywhere.
 * What cannot be sent is reported and left out; unfinished files of ours are left out without a word. Memory is that of the folders on the way to the present file.
 */
final class LocalFiles implements Iterator<LocalFile> {
    /** Hears of what is left out. */
    interface Skipped {
        /** {@code relative} as in {@link LocalFile}, of a file or a folder. */
        void skip(Path file, String relative, String reason);
    }

    static final String SPECIAL =
            "File is character special device, block special device, FIFO, or socket.";
    static final String MISSING = "File does not exist.";
    static final String UNREADABLE = "File/Directory is not readable.";
    static final String OF_STORE =
            "The objects themselves are kept in it; a store cannot hold itself.";
    private static final String LOOP = "Symbolic link leads back to a folder that contains it.";

    private final boolean followLinks;
    private final Predicate<Path> ofStore;
    private final Skipped skipped;
    private final Deque<Level> levels = new ArrayDeque<>();
    private @Nullable LocalFile next;

    private LocalFiles(boolean followLinks, Predicate<Path> ofStore, Skipped skipped) {
        this.followLinks = followLinks;
        this.ofStore = ofStore;
        this.skipped = skipped;
    }

    /**
     * All files below a folder. Symbolic links are followed, or ignored without a word, as by the AWS CLI.
     *
     * @param ofStore what belongs to the store itself, and is left out
     */
    static Iterator<LocalFile> below(
            Path folder, boolean followLinks, Predicate<Path> ofStore, Skipped skipped) {
        LocalFiles files = new LocalFiles(followLinks, ofStore, skipped);
        if (!files.ignores(folder)) {
            try {
                files.enter(folder, "", Files.readAttributes(folder, BasicFileAttributes.class));
            } catch (IOException e) {
                skipped.skip(folder, "", UNREADABLE);
            }
        }
        files.advance();
        return files;
    }

    /** A single file, by the same rules: one or none. */
    static Iterator<LocalFile> single(
            Path file, boolean followLinks, Predicate<Path> ofStore, Skipped skipped) {
        LocalFiles files = new LocalFiles(followLinks, ofStore, skipped);
        if (ofStore.test(file)) {
            skipped.skip(file, "", OF_STORE);
            return files;
        }
        Path name = file.getFileName();
        files.next = files.visit(file, name == null ? "" : name.toString());
        return files;
    }

    @Override
    public boolean hasNext() {
        return next != null;
    }

    @Override
    public LocalFile next() {
        LocalFile file = next;
        if (file == null) {
            throw new NoSuchElementException();
        }
        advance();
        return file;
    }

    private void advance() {
        next = null;
        while (next == null && !levels.isEmpty()) {
            Level level = levels.peek();
            if (level.entries.hasNext()) {
                Entry entry = level.entries.next();
                String relative = level.prefix + entry.name;
                if (entry.isText) {
                    next = visit(entry.path, relative);
                } else if (!ignores(entry.path)) {
                    skipped.skip(
                            entry.path,
                            entry.isFolder ? relative + "/" : relative,
                            FileNames.problem(entry.path));
                }
            } else {
                levels.pop();
            }
        }
    }

    private boolean ignores(Path path) {
        return !followLinks && Files.isSymbolicLink(path);
    }

    /** The file, or null when it is a folder, which is entered, or something to be left out. */
    private @Nullable LocalFile visit(Path path, String relative) {
        if (ignores(path)) {
            return null;
        }
        BasicFileAttributes attributes;
        try {
            attributes = Files.readAttributes(path, BasicFileAttributes.class);
        } catch (IOException e) {
            skipped.skip(path, relative, Files.notExists(path) ? MISSING : UNREADABLE);
            return null;
        }
        if (attributes.isDirectory()) {
            enter(path, relative + "/", attributes);
        } else if (attributes.isOther()) {
            skipped.skip(path, relative, SPECIAL);
        } else if (!Files.isReadable(path)) {
            skipped.skip(path, relative, UNREADABLE);
        } else {
            return new LocalFile(
                    path,
                    relative,
                    attributes.size(),
                    attributes.lastModifiedTime().toInstant(),
                    !levels.isEmpty() && levels.peek().linked);
        }
        return null;
    }

    private void enter(Path folder, String prefix, BasicFileAttributes attributes) {
        if (ofStore.test(folder)) {
            skipped.skip(folder, prefix, OF_STORE);
            return;
        }
        Object identity = Objects.requireNonNullElse(attributes.fileKey(), folder);
        if (levels.stream().anyMatch(level -> level.identity.equals(identity))) {
            skipped.skip(folder, prefix, LOOP);
            return;
        }
        List<Entry> entries = new ArrayList<>();
        try (DirectoryStream<Path> children = Files.newDirectoryStream(folder)) {
            for (Path child : children) {
                if (!OutputFile.isUnfinished(child)) {
                    entries.add(Entry.of(child));
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            skipped.skip(folder, prefix, UNREADABLE);
            return;
        }
        entries.sort((a, b) -> Arrays.compareUnsigned(a.order, b.order));
        boolean linked =
                !levels.isEmpty() && (levels.peek().linked || Files.isSymbolicLink(folder));
        levels.push(new Level(identity, prefix, linked, entries.iterator()));
    }

    /** An open folder. */
    private record Level(Object identity, String prefix, boolean linked, Iterator<Entry> entries) {}

    /** Folders sort as if their name ended in a slash, since that is what their keys have there. */
    private static final class Entry {
        final Path path;
        final String name;
        final boolean isText;
        final boolean isFolder;
        final byte[] order;

        private Entry(Path path, String name, boolean isFolder) {
            this.path = path;
            this.name = name;
            this.isText = FileNames.isText(path);
            this.isFolder = isFolder;
            this.order = (isFolder ? name + "/" : name).getBytes(StandardCharsets.UTF_8);
        }

        static Entry of(Path path) {
            return new Entry(path, path.getFileName().toString(), Files.isDirectory(path));
        }
    }
}
