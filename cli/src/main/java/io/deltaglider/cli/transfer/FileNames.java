package io.deltaglider.cli.transfer;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * File names are bytes on most systems, and keys are Unicode text. A name that Java cannot read as text comes out with replacement characters, so that two files would
 * have one key; such names are told apart here.
 */
final class FileNames {
    private static final String NO_UTF_8 =
            "Its name is not valid UTF-8, and no key stands for it; give it another name.";
    private static final String OF_ANOTHER_LOCALE =
            "Its name cannot be read in this locale; set LC_ALL=C.UTF-8.";
    private static final int HEX = 16;

    private FileNames() {}

    /** Whether the last name of a path can be told from its text alone, and can be a part of a key. */
    static boolean isText(Path path) {
        Path name = path.getFileName();
        if (name == null) {
            return true;
        }
        String text = name.toString();
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            return false;
        }
        try {
            return path.getFileSystem().getPath(text).equals(name);
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /** What is wrong with a name that is no text. */
    static String problem(Path path) {
        byte[] name = bytes(path);
        return Arrays.equals(
                        new String(name, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8),
                        name)
                ? OF_ANOTHER_LOCALE
                : NO_UTF_8;
    }

    /** A path for people: bytes that are no text are shown as {@code \xE9}. */
    static String shown(Path path) {
        return isText(path) ? path.toString() : text(bytes(path));
    }

    /** A URI has all bytes of a name. */
    private static byte[] bytes(Path path) {
        String uri = path.toUri().getRawPath();
        // A folder's URI ends in a slash, if the folder is there.
        String raw =
                uri.length() > 1 && uri.endsWith("/") ? uri.substring(0, uri.length() - 1) : uri;
        return percentDecoded(raw);
    }

    private static byte[] percentDecoded(String raw) {
        ByteBuffer bytes = ByteBuffer.allocate(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '%') {
                bytes.put((byte) Integer.parseInt(raw, i + 1, i + 3, HEX));
                i += 2;
            } else {
                bytes.put((byte) c);
            }
        }
        byte[] decoded = new byte[bytes.position()];
        bytes.get(0, decoded);
        return decoded;
    }

    private static String text(byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        StringBuilder text = new StringBuilder();
        while (true) {
            CoderResult result = decoder.decode(in, out, true);
            text.append(out.flip());
            out.clear();
            if (!result.isError()) {
                return text.toString();
            }
            for (int i = 0; i < result.length(); i++) {
                text.append("\\x").append(HexFormat.of().withUpperCase().toHexDigits(in.get()));
            }
            decoder.reset();
        }
    }
}
