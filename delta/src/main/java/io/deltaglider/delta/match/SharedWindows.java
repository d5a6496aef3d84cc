package io.deltaglider.delta.match;

import io.deltaglider.delta.Content;
import io.deltaglider.delta.level.PagedReference;

import org.jspecify.annotations.Nullable;

import java.io.IOException;

/** The windows of a reference that is small enough to have all of them indexed, once for all threads. Safe for use by many threads. */
public final class SharedWindows {
    private final Content reference;
    private @Nullable ReferenceWindows whole;

    public SharedWindows(Content reference) {
        this.reference = reference;
    }

    /** Whether the reference is small enough. */
    boolean isWhole() {
        return reference.size() <= ReferenceWindows.CAPACITY;
    }

    /** All of the reference. */
    synchronized ReferenceWindows get() throws IOException {
        ReferenceWindows built = whole;
        if (built == null) {
            built = ReferenceWindows.ofWhole(new PagedReference(reference));
            whole = built;
        }
        return built;
    }
}
