package io.deltaglider.store.folder;

import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.SdkRequest;

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

    /** Sets the members of a response's builder. */
    static void set(SdkPojo builder, Map<String, String> checksums) {
        checksums.forEach((algorithm, value) ->
                builder.sdkFields().stream()
                        .filter(field -> field.memberName().equals(MEMBER + algorithm))
                        .forEach(field -> field.set(builder, value)));
    }
}
