package io.deltaglider.engine.layout;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The key of a hint where a content lies as a reference: an empty object, named by the SHA-256 of the content, whose metadata {@value #REFERENCE}
 * holds the reference's id. It is a hint and no more: the reference may be retired, gone, or not yet written, and another one may have the same
 * content. Whoever follows it looks at the reference before using it.
 */
public final class ContentHint {
    /** Where all hints are. */
    public static final String HINTS_PREFIX = ReservedKeys.PREFIX + "content/";

    /** The name of the user metadata that holds {@link ReferenceKey#id}. */
    public static final String REFERENCE = "dg-ref";

    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    private ContentHint() {}

    /** The full stored key of the hint for a content. */
    public static String keyFor(String sha256) {
        if (!SHA256.matcher(sha256).matches()) {
            throw new IllegalArgumentException("not a SHA-256 in lower-case hex: " + sha256);
        }
        return HINTS_PREFIX + sha256;
    }

    /** Reads a full stored key: the SHA-256 of the content; empty unless it is exactly what {@link #keyFor} would write. */
    public static Optional<String> parse(String key) {
        return Optional.of(key)
                .filter(each -> each.startsWith(HINTS_PREFIX))
                .map(each -> each.substring(HINTS_PREFIX.length()))
                .filter(each -> SHA256.matcher(each).matches());
    }
}
