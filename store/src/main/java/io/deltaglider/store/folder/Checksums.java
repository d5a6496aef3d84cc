package io.deltaglider.store.folder;

import io.deltaglider.store.error.S3Errors;

import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.SdkRequest;

import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The {@code x-amz-checksum-*} values of requests and responses. They are verified where the body comes in; here they are kept with the
 * object, and given back.
 */
final class Checksums {
    private static final List<String> ALGORITHMS =
            List.of("CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256", "SHA512", "MD5");
    private static final String MEMBER = "Checksum";

    private Checksums() {}

    /** Those that a request carries, Base64 by algorithm. */
    static Map<String, String> given(SdkRequest request) {
        Map<String, String> given = new TreeMap<>();
        for (String algorithm : ALGORITHMS) {
            request.getValueForField(MEMBER + algorithm, String.class)
                    .ifPresent(value -> given.put(algorithm, value));
        }
        return given;
    }

    /** Compares the Content-MD5 of a request, if it has one, with the MD5 in hex of what was received. Throws BadDigest. */
    static void verifyMd5(SdkRequest request, String md5) {
        request.getValueForField("ContentMD5", String.class)
                .ifPresent(expected -> {
                    String received =
                            Base64.getEncoder().encodeToString(HexFormat.of().parseHex(md5));
                    if (!received.equals(expected)) {
                        throw S3Errors.badDigest(
                                "the body does not match its Content-MD5: it has "
                                        + received
                                        + ", the request says "
                                        + expected);
                    }
                });
    }

    /** Sets the members of a response's builder. */
    static void set(SdkPojo builder, Map<String, String> checksums) {
        checksums.forEach((algorithm, value) ->
                builder.sdkFields().stream()
                        .filter(field -> field.memberName().equals(MEMBER + algorithm))
                        .forEach(field -> field.set(builder, value)));
    }
}
