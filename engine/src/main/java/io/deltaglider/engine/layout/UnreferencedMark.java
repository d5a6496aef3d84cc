package io.deltaglider.engine.layout;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The key of a mark beside an object that is encrypted with a customer's key (SSE-C). Without that key nobody can ask the object what it is; the
 * mark says that it needs no reference. It is an empty object under {@value #MARKS_PREFIX}, named by the SHA-256, in hex, of the object's key, a
 * NUL and its stored ETag without quotes, both in UTF-8: so it says nothing about whatever else may come to lie under that key.
 */
public final class UnreferencedMark {
    public static final String MARKS_PREFIX = ReservedKeys.PREFIX + "sse-c/";

    private UnreferencedMark() {}

    /**
     * The stored key of the mark.
     *
     * @param etag of the object as it is stored, without quotes
     */
    public static String keyFor(String key, String etag) {
        byte[] name = (key + '\0' + etag).getBytes(StandardCharsets.UTF_8);
        return MARKS_PREFIX + HexFormat.of().formatHex(sha256().digest(name));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
