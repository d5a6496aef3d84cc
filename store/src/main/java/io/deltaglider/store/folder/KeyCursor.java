package io.deltaglider.store.folder;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * Walks the keys of a tree that {@link KeyPath} lays out, in the order of their bytes, reading only the directories on its way. A seek
 * jumps over what lies between without reading it. A key that is there during the whole walk is seen exactly once; one that comes or goes
 * meanwhile may or may not be. Not for several threads.
 */
final class KeyCursor {
    /** An entry of a directory, with the key's bytes up to and including it. */
    static final class Node {
        private final byte[] start;
        private final KeyPath.Kind kind;
        private final Path path;

        private Node(byte[] start, KeyPath.Kind kind, Path path) {
            this.start = start;
            this.kind = kind;
            this.path = path;
        }

        /** Of an object: its key. Not to be changed. */
        byte[] key() {
            return start;
        }

        /** Of an object: its file. */
        Path file() {
            return path;
        }
    }

    private static final class Frame {
        private final byte[] start;
        private final List<Node> nodes;
        private int next;

        Frame(byte[] start, List<Node> nodes) {
            this.start = start;
            this.nodes = nodes;
        }
    }

    private final Deque<Frame> frames = new ArrayDeque<>();

    KeyCursor(Path root) throws IOException {
        frames.push(read(root, new byte[0]));
    }

    /** Goes on with the first key that is not before {@code bound}; never goes back. */
    void seek(byte[] bound) throws IOException {
        while (frames.size() > 1 && !startsWith(bound, top().start)) {
            frames.pop();
        }
        while (true) {
            Frame frame = top();
            int next = firstReaching(frame.nodes, bound);
            if (next < frame.next) {
                return;
            }
            frame.next = next;
            if (next == frame.nodes.size()) {
                return;
            }
            Node node = frame.nodes.get(next);
            if (node.kind == KeyPath.Kind.OBJECT || !startsWith(bound, node.start)) {
                return;
            }
            frame.next++;
            frames.push(read(node.path, node.start));
        }
    }

    /** The next key, or null at the end. */
    @Nullable Node next() throws IOException {
        while (!frames.isEmpty()) {
            Frame frame = top();
            if (frame.next == frame.nodes.size()) {
                frames.pop();
                continue;
            }
            Node node = frame.nodes.get(frame.next++);
            if (node.kind == KeyPath.Kind.OBJECT) {
                return node;
            }
            frames.push(read(node.path, node.start));
        }
        return null;
    }

    private Frame top() {
        return frames.element();
    }

    /** The first node that may hold a key at or after the bound. */
    private static int firstReaching(List<Node> nodes, byte[] bound) {
        int low = 0;
        int high = nodes.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (reaches(nodes.get(middle), bound)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    private static boolean reaches(Node node, byte[] bound) {
        return Arrays.compareUnsigned(node.start, bound) >= 0
                || (node.kind != KeyPath.Kind.OBJECT && startsWith(bound, node.start));
    }

    private static Frame read(Path directory, byte[] start) throws IOException {
        List<Node> nodes = new ArrayList<>();
        // Entries that are symbolic links look like none of ours: an object's file is opened
        // without following, and a
        // directory is checked here.
        if (Disk.isDirectory(directory)) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
                for (Path path : entries) {
                    KeyPath.Entry entry = KeyPath.entry(path.getFileName().toString());
                    if (entry != null) {
                        nodes.add(new Node(concat(start, entry.bytes()), entry.kind(), path));
                    }
                }
            } catch (NoSuchFileException | NotDirectoryException e) {
                // Its last object was deleted meanwhile.
                nodes.clear();
            } catch (DirectoryIteratorException e) {
                throw e.getCause();
            }
        }
        nodes.sort((a, b) -> Arrays.compareUnsigned(a.start, b.start));
        return new Frame(start, nodes);
    }

    static boolean startsWith(byte[] bytes, byte[] prefix) {
        return bytes.length >= prefix.length
                && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
    }

    private static byte[] concat(byte[] a, byte[] b) {
        byte[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }
}
