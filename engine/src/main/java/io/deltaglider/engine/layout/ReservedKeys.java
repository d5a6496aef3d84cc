package io.deltaglider.engine.layout;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** The keys that belong to the engine, and the check that a client's key is not one of them. */
public final class ReservedKeys {
    /** Every key of our own begins with this; no key of a client's does. */
    public static final String PREFIX = ".deltaglider/";

    /** S3's own limit, in bytes of UTF-8. */
    public static final int MAX_KEY_BYTES = 1024;

    private static final int SHOWN_CHARACTERS = 80;

    private ReservedKeys() {}

    public static boolean isReserved(String key) {
        return key.startsWith(PREFIX);
    }

    /**
     * Refuses what a client must not write, read or delete, before anything is sent.
     *
     * @throws S3Exception with status 400: {@code InvalidArgument} for a key that is missing, empty, not valid Unicode or reserved,
     *     {@code KeyTooLongError} for one of more than {@value #MAX_KEY_BYTES} bytes
     */
    public static void requireUserKey(@Nullable String key) {
        if (key == null || key.isEmpty()) {
            throw refused("InvalidArgument", "the key is empty");
        }
        if (isReserved(key)) {
            throw refused(
                    "InvalidArgument",
                    "the key \""
                            + shortened(key)
                            + "\" is reserved: "
                            + PREFIX
                            + " holds DeltaGlider's own objects; choose another key");
        }
        int bytes = utf8Length(key);
        if (bytes > MAX_KEY_BYTES) {
            throw refused(
                    "KeyTooLongError",
                    "the key \""
                            + shortened(key)
                            + "\" is too long: it takes "
                            + bytes
                            + " bytes in UTF-8, the limit is "
                            + MAX_KEY_BYTES);
        }
    }

    /** An unpaired surrogate has no UTF-8 form: encoders make "?" of it, and two different keys would then be one. */
    private static int utf8Length(String key) {
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(key));
            return encoded.remaining();
        } catch (CharacterCodingException e) {
            S3Exception refused =
                    refused(
                            "InvalidArgument",
                            "the key is not valid Unicode: it holds half of a surrogate pair");
            refused.addSuppressed(e);
            throw refused;
        }
    }

    private static String shortened(String key) {
        return key.length() <= SHOWN_CHARACTERS ? key : key.substring(0, SHOWN_CHARACTERS) + "...";
    }

    private static S3Exception refused(String code, String message) {
        AwsErrorDetails details =
                AwsErrorDetails.builder()
                        .serviceName("S3")
                        .errorCode(code)
                        .errorMessage(message)
                        .build();
        return (S3Exception)
                S3Exception.builder()
                        .message(message)
                        .awsErrorDetails(details)
                        .statusCode(400)
                        .build();
    }
}
