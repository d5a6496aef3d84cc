package io.deltaglider.delta.container;

import io.deltaglider.delta.CorruptDeltaException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;

/**
 * Decoded bytes, handed out a frame at a time. Once a frame could not be had, every later call fails in the same way:
 * what follows a gap is never handed out. Not safe for use by several threads.
 */
abstract class FrameStream extends InputStream {
    private byte[] bytes = new byte[0];
    private int position;
    private int limit;
    private boolean ended;
    private @Nullable IOException failure;

    /** Puts the next bytes in place by {@link #offer}; {@code false} at the end. */
    protected abstract boolean next() throws IOException;

    protected final void offer(byte[] array, int from, int to) {
        bytes = array;
        position = from;
        limit = to;
    }

    private boolean fill() throws IOException {
        if (failure != null) {
            String message = "this stream failed before: " + failure.getMessage();
            throw failure instanceof CorruptDeltaException
                    ? new CorruptDeltaException(message, failure)
                    : new IOException(message, failure);
        }
        while (position == limit && !ended) {
            try {
                ended = !next();
            } catch (IOException e) {
                failure = e;
                throw e;
            } catch (RuntimeException | StackOverflowError e) {
                IOException corrupt =
                        new CorruptDeltaException(
                                "damaged delta file: its content is inconsistent: the file is"
                                        + " damaged, or the reference is not the one it was made"
                                        + " against",
                                e);
                failure = corrupt;
                throw corrupt;
            }
        }
        return position < limit;
    }

    @Override
    public int read() throws IOException {
        return fill() ? bytes[position++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, into.length);
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int n = Math.min(length, limit - position);
        System.arraycopy(bytes, position, into, offset, n);
        position += n;
        return n;
    }

    @Override
    public long transferTo(OutputStream out) throws IOException {
        long total = 0;
        while (fill()) {
            int n = limit - position;
            out.write(bytes, position, n);
            position = limit;
            total += n;
        }
        return total;
    }

    @Override
    public int available() {
        return limit - position;
    }
}
