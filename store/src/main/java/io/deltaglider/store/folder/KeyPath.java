package io.deltaglider.store.folder;

import io.deltaglider.store.error.S3Errors;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Maps an object key to the names of nested directories and a file, and back, without loss, so that any key of up to 1,024 bytes of UTF-8
 * lives on any file system and none leaves the folder:
 *
 * <ul>
 *   <li>The key is cut at each {@code /}. The last segment becomes a file named {@code <segment>=}, each one before it a directory
 *       {@code <segment>}, or {@code %} when it is empty. So {@code a} lies beside {@code a/b}, and {@code a//b} is not {@code a/b}.
 *   <li>Within a segment {@code a-z 0-9 - _ .} stand for themselves, an upper-case letter is {@code !} and its lower case, and every other
 *       byte (also a leading dot) is {@code %xx}. So nothing depends on whether the file system tells case or Unicode forms apart.
 *   <li>When a segment has filled {@value #CHUNK} characters it continues in a directory {@code <chunk>+}, as many times as needed.
 * </ul>
 *
 * <p>A cut depends only on what comes before it: all keys that begin with the same chunk lie below the same {@code +} directory. That is
 * why walking the tree with the entries of each directory in order gives all keys in S3's order, that of their bytes.
 */
final class KeyPath {
    /** S3's limit for a key, in bytes of UTF-8. */
    static final int MAX_KEY_BYTES = 1024;

    /** A chunk ends with the first character or escape that reaches this length; with an escape's rest and a suffix it stays below 255. */
    static final int CHUNK = 200;

    private static final char OBJECT = '=';
    private static final char CONTINUED = '+';
    private static final String EMPTY = "%";
    private static final String HEX = "0123456789abcdef";

    private KeyPath() {}

    /** What a directory entry stands for. */
    enum Kind {
        /** A file: the key that ends here. */
        OBJECT,
        /** A directory: keys that go on after a slash. */
        FOLDER,
        /** A directory: keys whose long segment goes on. */
        CONTINUED
    }

    /** A directory entry read back: its kind, and the bytes that it adds to the key. */
    static final class Entry {
        private final Kind kind;
        private final byte[] bytes;

        private Entry(Kind kind, byte[] bytes) {
            this.kind = kind;
            this.bytes = bytes;
        }

        Kind kind() {
            return kind;
        }

        /** For a FOLDER they end with the slash. Not to be changed. */
        byte[] bytes() {
            return bytes;
        }
    }

    /** The bytes of a key, which are what S3 orders by. Throws 400 when it is empty, too long, or no valid Unicode. */
    static byte[] bytes(String key) {
        if (key.isEmpty()) {
            throw S3Errors.invalidArgument("an object key must not be empty");
        }
        byte[] bytes = utf8(key);
        if (bytes.length > MAX_KEY_BYTES) {
            throw S3Errors.keyTooLong(
                    "the key has "
                            + bytes.length
                            + " bytes, at most "
                            + MAX_KEY_BYTES
                            + " are allowed: "
                            + key);
        }
        return bytes;
    }

    /** UTF-8, refusing what {@code String.getBytes} would replace by question marks. */
    static byte[] utf8(String text) {
        try {
            ByteBuffer encoded =
                    StandardCharsets.UTF_8
                            .newEncoder()
                            .onMalformedInput(CodingErrorAction.REPORT)
                            .encode(CharBuffer.wrap(text));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (CharacterCodingException e) {
            throw S3Errors.invalidArgument(
                    "not valid Unicode (a surrogate without its pair): " + text);
        }
    }

    static String string(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }

    /** The names of the directories that lead to a key's file, and its own as the last. */
    static List<String> names(byte[] key) {
        List<String> names = new ArrayList<>();
        StringBuilder name = new StringBuilder();
        for (byte b : key) {
            if (b == '/') {
                names.add(name.isEmpty() ? EMPTY : name.toString());
                name.setLength(0);
                continue;
            }
            append(name, b & 0xff);
            if (name.length() >= CHUNK) {
                names.add(name.append(CONTINUED).toString());
                name.setLength(0);
            }
        }
        names.add(name.append(OBJECT).toString());
        return names;
    }

    /** Reads a directory entry back; null when it is none that {@link #names} writes (then it is not ours). */
    static @Nullable Entry entry(String name) {
        int length = name.length();
        if (name.equals(EMPTY)) {
            return new Entry(Kind.FOLDER, new byte[] {'/'});
        }
        char last = length == 0 ? 0 : name.charAt(length - 1);
        Kind kind = last == OBJECT ? Kind.OBJECT : last == CONTINUED ? Kind.CONTINUED : Kind.FOLDER;
        String encoded = kind == Kind.FOLDER ? name : name.substring(0, length - 1);
        byte[] bytes = decode(encoded, kind == Kind.FOLDER);
        return bytes != null && isCanonical(bytes, kind, encoded) ? new Entry(kind, bytes) : null;
    }

    private static boolean isCanonical(byte[] bytes, Kind kind, String encoded) {
        StringBuilder again = new StringBuilder(encoded.length());
        int end = kind == Kind.FOLDER ? bytes.length - 1 : bytes.length;
        for (int i = 0; i < end; i++) {
            if (bytes[i] == '/' || again.length() >= CHUNK) {
                return false;
            }
            append(again, bytes[i] & 0xff);
        }
        boolean full = again.length() >= CHUNK;
        boolean empty = again.isEmpty();
        return again.compareTo(new StringBuilder(encoded)) == 0
                && switch (kind) {
                    case OBJECT -> !full;
                    case FOLDER -> !full && !empty;
                    case CONTINUED -> full;
                };
    }

    private static byte @Nullable [] decode(String encoded, boolean folder) {
        byte[] out = new byte[encoded.length() + 1];
        int n = 0;
        for (int i = 0; i < encoded.length(); i++) {
            char c = encoded.charAt(i);
            if (c == '%') {
                if (i + 2 >= encoded.length()) {
                    return null;
                }
                int high = HEX.indexOf(encoded.charAt(++i));
                int low = HEX.indexOf(encoded.charAt(++i));
                if (high < 0 || low < 0) {
                    return null;
                }
                out[n++] = (byte) ((high << 4) | low);
            } else if (c == '!') {
                if (++i >= encoded.length()) {
                    return null;
                }
                out[n++] = (byte) (encoded.charAt(i) - 'a' + 'A');
            } else if (c < 0x80) {
                out[n++] = (byte) c;
            } else {
                return null;
            }
        }
        if (folder) {
            out[n++] = '/';
        }
        return Arrays.copyOf(out, n);
    }

    private static void append(StringBuilder name, int b) {
        boolean plain = (b >= 'a' && b <= 'z') || (b >= '0' && b <= '9') || b == '-' || b == '_';
        if (plain || (b == '.' && !name.isEmpty())) {
            name.append((char) b);
        } else if (b >= 'A' && b <= 'Z') {
            name.append('!').append((char) (b - 'A' + 'a'));
        } else {
            name.append('%').append(HEX.charAt(b >> 4)).append(HEX.charAt(b & 15));
        }
    }
}
