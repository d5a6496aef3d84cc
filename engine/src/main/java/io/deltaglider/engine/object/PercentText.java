package io.deltaglider.engine.object;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Text as printable ASCII: every other byte of its UTF-8 form, and the percent sign, becomes {@code %XX}. HTTP headers carry no more. */
final class PercentText {
    private PercentText() {}

    static String encode(String text) {
        StringBuilder encoded = new StringBuilder(text.length());
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            boolean printable = b > 0x20 && b < 0x7F && b != '%';
            boolean innerSpace = b == 0x20 && !encoded.isEmpty();
            if (printable || innerSpace) {
                encoded.append((char) b);
            } else {
                encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
            }
        }
        return encoded.toString();
    }

    /** The inverse; a percent sign that does not begin an escape stands for itself. */
    static String decode(String encoded) {
        if (encoded.indexOf('%') < 0) {
            return encoded;
        }
        byte[] ascii = encoded.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(ascii.length);
        for (int i = 0; i < ascii.length; i++) {
            if (ascii[i] == '%'
                    && i + 2 < ascii.length
                    && HexFormat.isHexDigit(ascii[i + 1])
                    && HexFormat.isHexDigit(ascii[i + 2])) {
                bytes.write(
                        HexFormat.fromHexDigit(ascii[i + 1]) << 4
                                | HexFormat.fromHexDigit(ascii[i + 2]));
                i += 2;
            } else {
                bytes.write(ascii[i]);
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
