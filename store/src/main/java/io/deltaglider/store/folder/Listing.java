package io.deltaglider.store.folder;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One page of a listing, as S3 makes it: keys in the order of their bytes; those that have the delimiter behind the prefix are rolled up
 * into common prefixes, which count and page like keys. The work is that of the page, not that of the bucket: what is rolled up is jumped
 * over. (Each directory on the way is read whole, though, so a page of a flat bucket costs a read of all its names.)
 */
final class Listing {
    /**
     * @param name a key, or a common prefix
     * @param file the object, null for a common prefix
     */
    record Line(String name, @Nullable Path file) {}

    /**
     * @param lines in order
     * @param truncated whether there is more; the last line's name is then the marker to go on after
     */
    record Page(List<Line> lines, boolean truncated) {}

    private final byte[] prefix;
    private final byte[] delimiter;

    /** The delimiter may be of any length; empty for none. */
    Listing(String prefix, String delimiter) {
        this.prefix = KeyPath.utf8(prefix);
        this.delimiter = KeyPath.utf8(delimiter);
    }

    /**
     * Lists below {@code root}.
     *
     * @param after a key or a common prefix: only what comes after it; null for the beginning
     */
    Page page(Path root, @Nullable String after, int maxLines) throws IOException {
        List<Line> lines = new ArrayList<>();
        if (maxLines == 0) {
            return new Page(lines, false);
        }
        KeyCursor cursor = new KeyCursor(root);
        byte[] start = start(after);
        if (start == null) {
            return new Page(lines, false);
        }
        cursor.seek(start);
        for (KeyCursor.Node found = cursor.next(); found != null; found = cursor.next()) {
            byte[] key = found.key();
            if (!KeyCursor.startsWith(key, prefix)) {
                break;
            }
            if (lines.size() == maxLines) {
                return new Page(lines, true);
            }
            byte[] common = commonPrefix(key);
            if (common == null) {
                lines.add(new Line(KeyPath.string(key), found.file()));
                continue;
            }
            lines.add(new Line(KeyPath.string(common), null));
            byte[] behind = successor(common);
            if (behind == null) {
                break;
            }
            cursor.seek(behind);
        }
        return new Page(lines, false);
    }

    /** Where to begin; null if nothing can follow. */
    private byte @Nullable [] start(@Nullable String after) {
        if (after == null || after.isEmpty()) {
            return prefix;
        }
        byte[] marker = KeyPath.utf8(after);
        byte[] common = KeyCursor.startsWith(marker, prefix) ? commonPrefix(marker) : null;
        byte[] behind =
                common == null ? Arrays.copyOf(marker, marker.length + 1) : successor(common);
        return behind == null || Arrays.compareUnsigned(behind, prefix) >= 0 ? behind : prefix;
    }

    private byte @Nullable [] commonPrefix(byte[] key) {
        if (delimiter.length == 0) {
            return null;
        }
        for (int i = prefix.length; i + delimiter.length <= key.length; i++) {
            if (Arrays.equals(key, i, i + delimiter.length, delimiter, 0, delimiter.length)) {
                return Arrays.copyOf(key, i + delimiter.length);
            }
        }
        return null;
    }

    /** The least sequence of bytes that is greater than all that begin with this one; null if there is none. */
    private static byte @Nullable [] successor(byte[] bytes) {
        int last = bytes.length - 1;
        while (last >= 0 && bytes[last] == (byte) 0xff) {
            last--;
        }
        if (last < 0) {
            return null;
        }
        byte[] next = Arrays.copyOf(bytes, last + 1);
        next[last]++;
        return next;
    }
}
