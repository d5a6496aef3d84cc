package io.deltaglider.engine.object;

import org.jspecify.annotations.Nullable;

import java.util.regex.Pattern;

/**
 * ETags with and without their quotes. Inside the engine an ETag has none; S3's answers have them, and conditions are sent
 * without, which is what every store understands.
 */
public final class ETags {
    private static final Pattern MD5 = Pattern.compile("[0-9a-f]{32}");

    private ETags() {}

    /** The ETag without quotes and weakness mark; empty when there is none. */
    public static String plain(@Nullable String etag) {
        if (etag == null) {
            return "";
        }
        String value = etag.strip();
        if (value.startsWith("W/")) {
            value = value.substring(2);
        }
        if (value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"")) {
            value = value.substring(1, value.length() - 1);
        }
        return value;
    }

    /** The ETag as an answer carries it. */
    public static String quoted(String plain) {
        return '"' + plain + '"';
    }

    /** Whether the value of an If-Match or If-None-Match names the ETag of an object that exists: RFC 9110, 13.1.1 and 13.1.2. */
    public static boolean matches(String condition, String etag) {
        for (String candidate : condition.split(",", -1)) {
            if (candidate.strip().equals("*") || plain(candidate).equals(etag)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the ETag, without quotes, has the form of an MD5. Not every one that has is one. */
    public static boolean looksLikeMd5(String plain) {
        return MD5.matcher(plain).matches();
    }
}
