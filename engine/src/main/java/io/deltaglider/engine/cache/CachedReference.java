package io.deltaglider.engine.cache;

import java.io.Closeable;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A reference as a local file whose SHA-256 has been verified. The file stays as it is until this is closed, whatever any process does to
 * the cache meanwhile. Safe for use by several threads.
 */
public final class CachedReference implements Closeable {
    private final String sha256;
    private final long size;
    private final Path file;
    private final Runnable release;
    private final AtomicBoolean closed = new AtomicBoolean();

    CachedReference(String sha256, long size, Path file, Runnable release) {
        this.sha256 = sha256;
        this.size = size;
        this.file = file;
        this.release = release;
    }

    /** The bytes; to be read only, and gone after {@link #close}. */
    public Path file() {
        return file;
    }

    /** 64 lower-case hex digits. */
    public String sha256() {
        return sha256;
    }

    /** In bytes. */
    public long size() {
        return size;
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            release.run();
        }
    }
}
