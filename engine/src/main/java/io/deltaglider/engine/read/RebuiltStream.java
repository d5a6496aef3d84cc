package io.deltaglider.engine.read;

import io.deltaglider.delta.CorruptDeltaException;

import org.jspecify.annotations.Nullable;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.function.Function;

/**
 * What a client reads of an object that is being rebuilt. Ends only when all of it has proved right. Closing gives back the
 * delta file, the reference and whatever else it is made from.
 */
final class RebuiltStream extends InputStream {
    private final byte[] begin;
    private final InputStream rest;
    private final Function<IOException, RuntimeException> explain;
    private final Closeable resources;
    private int taken;
    private boolean closed;
    private @Nullable RuntimeException failure;

    /**
     * @param begin the first bytes, which have been rebuilt already
     * @param explain makes the error of a client out of that of the codec
     */
    RebuiltStream(
            byte[] begin,
            InputStream rest,
            Function<IOException, RuntimeException> explain,
            Closeable resources) {
        this.begin = begin;
        this.rest = rest;
        this.explain = explain;
        this.resources = resources;
    }

    /** What went wrong while the client was reading, if anything did. */
    @Nullable RuntimeException failure() {
        return failure;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        Objects.checkFromIndexSize(from, length, into.length);
        if (closed) {
            throw new IOException("the stream is closed");
        }
        if (failure != null) {
            throw new IOException(failure.getMessage(), failure);
        }
        if (length == 0) {
            return 0;
        }
        if (taken < begin.length) {
            int count = Math.min(length, begin.length - taken);
            System.arraycopy(begin, taken, into, from, count);
            taken += count;
            return count;
        }
        try {
            return rest.read(into, from, length);
        } catch (CorruptDeltaException e) {
            failure = explain.apply(e);
            throw new IOException(failure.getMessage(), failure);
        }
    }

    @Override
    public int available() {
        return begin.length - taken;
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try {
            rest.close();
        } finally {
            resources.close();
        }
    }
}
