package io.deltaglider.engine.object;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * The Content-Encoding of objects. Clients that sign a body in chunks add {@code aws-chunked} to it for the transfer; some servers keep that with the
 * object, where it is wrong, and it would be added to with every copy.
 */
public final class ContentEncodings {
    private static final String TRANSFER_ONLY = "aws-chunked";

    private ContentEncodings() {}

    /** The encodings that the object itself has: the same value if there is nothing to take off, null if nothing is left. */
    public static @Nullable String ofObject(@Nullable String encodings) {
        if (encodings == null) {
            return null;
        }
        List<String> kept = new ArrayList<>();
        boolean dropped = false;
        for (String each : encodings.split(",", -1)) {
            if (each.strip().equalsIgnoreCase(TRANSFER_ONLY)) {
                dropped = true;
            } else if (!each.isBlank()) {
                kept.add(each.strip());
            }
        }
        if (!dropped) {
            return encodings;
        }
        return kept.isEmpty() ? null : String.join(", ", kept);
    }
}
