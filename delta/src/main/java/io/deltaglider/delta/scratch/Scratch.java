package io.deltaglider.delta.scratch;

import io.deltaglider.delta.Content;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Content that grows at its end. What was appended is read as any content, also while more is being appended. One thread
 * at a time appends, many may read.
 */
public final class Scratch implements Content {
    private static final int CHUNK_BITS = 18;
    private static final int CHUNK = 1 << CHUNK_BITS;

    private final ScratchSpace space;
    private final List<byte[]> chunks = new ArrayList<>();
    private @Nullable FileChannel file;
    private long inMemory;
    private long onDisk;
    private volatile long size;

    Scratch(ScratchSpace space) {
        this.space = space;
    }

    @Override
    public long size() {
        return size;
    }

    /**
     * Appends bytes.
     *
     * @throws ScratchFullException if there is no room for them; the content is what it was
     */
    public void append(byte[] bytes, int from, int length) throws IOException {
        long end = size;
        int done = 0;
        while (done < length) {
            int inChunk = (int) (end & (CHUNK - 1));
            if (end == inMemory && file == null) {
                grow();
            }
            int n = Math.min(length - done, CHUNK - inChunk);
            FileChannel spilled = file;
            if (spilled != null && end >= inMemory) {
                spill(spilled, end - inMemory, bytes, from + done, n);
            } else {
                System.arraycopy(bytes, from + done, chunk(end), inChunk, n);
            }
            end += n;
            done += n;
        }
        // Last, and volatile: whoever sees the new size sees the bytes.
        size = end;
    }

    /** Takes bytes away at the end. Nobody may be reading them. */
    public void truncate(long length) {
        if (length < 0 || length > size) {
            throw new IllegalArgumentException("cannot cut " + size + " bytes to " + length);
        }
        size = length;
    }

    private void grow() throws IOException {
        if (space.takeMemory(CHUNK)) {
            synchronized (chunks) {
                chunks.add(new byte[CHUNK]);
            }
            inMemory += CHUNK;
        } else {
            file = space.file();
        }
    }

    private void spill(FileChannel channel, long position, byte[] bytes, int from, int length)
            throws ScratchFullException {
        if (position + length > onDisk) {
            space.takeDisk(position + length - onDisk);
            onDisk = position + length;
        }
        try {
            write(channel, position, bytes, from, length);
        } catch (IOException e) {
            throw space.full(e);
        }
    }

    private byte[] chunk(long position) {
        synchronized (chunks) {
            return chunks.get((int) (position >>> CHUNK_BITS));
        }
    }

    private static void write(
            FileChannel channel, long position, byte[] bytes, int from, int length)
            throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, from, length);
        long at = position;
        while (buffer.hasRemaining()) {
            at += channel.write(buffer, at);
        }
    }

    @Override
    public void read(long position, byte[] into, int from, int length) throws IOException {
        Objects.checkFromIndexSize(position, length, size);
        int done = 0;
        while (done < length) {
            long at = position + done;
            int inChunk = (int) (at & (CHUNK - 1));
            int n = Math.min(length - done, CHUNK - inChunk);
            FileChannel spilled = file;
            if (spilled != null && at >= inMemory) {
                readFile(spilled, at - inMemory, into, from + done, n);
            } else {
                System.arraycopy(chunk(at), inChunk, into, from + done, n);
            }
            done += n;
        }
    }

    private static void readFile(
            FileChannel channel, long position, byte[] into, int from, int length)
            throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(into, from, length);
        long at = position;
        while (buffer.hasRemaining()) {
            int n = channel.read(buffer, at);
            if (n < 0) {
                throw new IOException("a temporary file was cut short while it was read");
            }
            at += n;
        }
    }

    /** Its room is given back when the space is closed. */
    @Override
    public void close() {}
}
