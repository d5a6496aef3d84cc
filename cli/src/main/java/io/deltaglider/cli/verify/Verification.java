package io.deltaglider.cli.verify;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What came of reading one object.
 *
 * @param object its address
 * @param expectedSha256 what the store says it should be; absent where it keeps none
 * @param actualSha256 of the bytes that were read; absent when they could not be
 * @param reference what it is rebuilt from, if it needs one
 * @param problem empty when the object is sound
 * @param ofReference whether it is the reference's, which other objects may need, too
 * @param message one line for people
 * @param details what exactly is wrong; empty when the message says all
 */
public record Verification(
        String object,
        Optional<Problem.Kind> problem,
        boolean ofReference,
        Optional<String> expectedSha256,
        Optional<String> actualSha256,
        Optional<String> reference,
        String message,
        String details) {
    public boolean valid() {
        return problem.isEmpty();
    }

    /** One or two words. */
    public String outcome() {
        return problem.map(Problem.Kind::words).orElse("valid");
    }

    /** For JSON. */
    public Map<String, @Nullable Object> fields() {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("object", object);
        fields.put("valid", valid());
        fields.put("problem", problem.map(Problem.Kind::code).orElse(null));
        fields.put("expected_sha256", expectedSha256.orElse(null));
        fields.put("actual_sha256", actualSha256.orElse(null));
        fields.put("reference", reference.orElse(null));
        fields.put("message", message);
        fields.put("details", details.isEmpty() ? null : details);
        return fields;
    }
}
