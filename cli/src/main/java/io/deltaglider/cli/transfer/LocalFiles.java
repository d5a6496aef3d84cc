package io.deltaglider.cli.transfer;

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
import java.util.List;

/**
 * The files of a folder in the order of the keys that they get (UTF-8 bytes, {@code /} included), so that a run is the same everywhere.
 * Symbolic links are followed, as by the AWS CLI; what cannot be sent is reported and left out.
 */
final class LocalFiles {
    /** Takes each file with its path relative to the folder, separated by {@code /}. */
    interface Visitor {
        void file(Path file, String relative, long size);

        void skip(Path file, String reason);
    }

    static final String SPECIAL =
            "File is character special device, block special device, FIFO, or socket.";
    static final String MISSING = "File does not exist.";
    static final String UNREADABLE = "File/Directory is not readable.";
    private static final String LOOP = "Symbolic link leads back to a folder that contains it.";

    private final Visitor visitor;
    private final Deque<Object> openFolders = new ArrayDeque<>();

    private LocalFiles(Visitor visitor) {
        this.visitor = visitor;
    }

    static void walk(Path folder, Visitor visitor) {
        LocalFiles files = new LocalFiles(visitor);
        try {
            files.openFolders.push(
                    identity(folder, Files.readAttributes(folder, BasicFileAttributes.class)));
        } catch (IOException e) {
            visitor.skip(folder, UNREADABLE);
            return;
        }
        files.folder(folder, "");
    }

    /** A single file, by the same rules. */
    static void visit(Path file, Visitor visitor) {
        Path name = file.getFileName();
        new LocalFiles(visitor).entry(file, name == null ? "" : name.toString());
    }

    private void folder(Path folder, String prefix) {
        List<Entry> entries = new ArrayList<>();
        try (DirectoryStream<Path> children = Files.newDirectoryStream(folder)) {
            for (Path child : children) {
                entries.add(Entry.of(child));
            }
        } catch (IOException | DirectoryIteratorException e) {
            visitor.skip(folder, UNREADABLE);
            return;
        }
        entries.sort((a, b) -> Arrays.compareUnsigned(a.order, b.order));
        for (Entry entry : entries) {
            entry(entry.path, prefix + entry.name);
        }
    }

    private void entry(Path path, String relative) {
        BasicFileAttributes attributes;
        try {
            attributes = Files.readAttributes(path, BasicFileAttributes.class);
        } catch (IOException e) {
            visitor.skip(path, Files.exists(path) ? UNREADABLE : MISSING);
            return;
        }
        if (attributes.isDirectory()) {
            enter(path, relative, attributes);
        } else if (attributes.isOther()) {
            visitor.skip(path, SPECIAL);
        } else if (!Files.isReadable(path)) {
            visitor.skip(path, UNREADABLE);
        } else {
            visitor.file(path, relative, attributes.size());
        }
    }

    private static Object identity(Path folder, BasicFileAttributes attributes) {
        Object key = attributes.fileKey();
        return key == null ? folder : key;
    }

    private void enter(Path path, String relative, BasicFileAttributes attributes) {
        Object identity = identity(path, attributes);
        if (openFolders.contains(identity)) {
            visitor.skip(path, LOOP);
            return;
        }
        openFolders.push(identity);
        folder(path, relative + "/");
        openFolders.pop();
    }

    /** Folders sort as if their name ended in a slash, since that is what their keys have there. */
    private static final class Entry {
        final Path path;
        final String name;
        final byte[] order;

        private Entry(Path path, String name, byte[] order) {
            this.path = path;
            this.name = name;
            this.order = order;
        }

        static Entry of(Path path) {
            String name = path.getFileName().toString();
            String key = Files.isDirectory(path) ? name + "/" : name;
            return new Entry(path, name, key.getBytes(StandardCharsets.UTF_8));
        }
    }
}
