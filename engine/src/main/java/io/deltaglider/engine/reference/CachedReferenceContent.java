package io.deltaglider.engine.reference;

import io.deltaglider.delta.Content;
import io.deltaglider.engine.cache.CachedReference;

import org.jspecify.annotations.Nullable;

import java.io.Closeable;
import java.io.IOException;

/** A reference from the cache, open for reading; closing gives both back. */
public final class CachedReferenceContent implements Closeable {
    private final Content content;
    private final @Nullable CachedReference held;

    private CachedReferenceContent(Content content, @Nullable CachedReference held) {
        this.content = content;
        this.held = held;
    }

    /** What a delta file without a reference is decoded against. */
    public static CachedReferenceContent none() {
        return new CachedReferenceContent(Content.empty(), null);
    }

    /** Takes over {@code reference}, also when this fails. */
    public static CachedReferenceContent of(CachedReference reference) throws IOException {
        try {
            return new CachedReferenceContent(Content.of(reference.file()), reference);
        } catch (IOException | RuntimeException e) {
            reference.close();
            throw e;
        }
    }

    /** Takes over content that is here for another reason. */
    public static CachedReferenceContent of(Content content) {
        return new CachedReferenceContent(content, null);
    }

    public Content content() {
        return content;
    }

    @Override
    public void close() throws IOException {
        try {
            content.close();
        } finally {
            if (held != null) {
                held.close();
            }
        }
    }
}
