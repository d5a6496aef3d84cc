package io.deltaglider.cli.verify;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What came of reading one object.
 *
 * @param object its address
 * @param expectedSha256 what the store says it should be; absent for objects stored as they are
 * @param actualSha256 of the bytes that were read; absent when they could not be
 * @param reference what it is rebuilt from, if it needs one
 * @param message for people
 */
public record Verification(
        String object,
        boolean valid,
        Optional<String> expectedSha256,
        Optional<String> actualSha256,
        Optional<String> reference,
        String message) {

    /** For JSON. */
    public Map<String, @Nullable Object> fields() {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("object", object);
        fields.put("valid", valid);
        fields.put("expected_sha256", expectedSha256.orElse(null));
        fields.put("actual_sha256", actualSha256.orElse(null));
        fields.put("message", message);
        return fields;
    }
}
