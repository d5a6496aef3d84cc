package io.deltaglider.store.folder;

import io.deltaglider.store.error.S3Errors;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Objects;

/**
 * A range of an object's payload. Every block that it touches is read whole and checked before a byte of it is given out. Closing it closes
 * the file. It ends early only with an exception. For one thread.
 */
final class PayloadStream extends InputStream {
    private final FileChannel channel;
    private final ObjectRecord record;
    private final long end;
    private long position;
    private byte[] block = new byte[0];
    private long blockStart;
    private long blockEnd;

    PayloadStream(FileChannel channel, ObjectRecord record, long offset, long length) {
        this.channel = channel;
        this.record = record;
        this.position = offset;
        this.end = offset + length;
    }

    /**
     * Reads a whole payload to check it.
     *
     * @throws IOException when it is not what was stored
     */
    static void check(FileChannel channel, ObjectRecord record) throws IOException {
        PayloadStream payload = new PayloadStream(channel, record, 0, record.size());
        while (payload.position < payload.end) {
            payload.load();
            payload.position = payload.blockEnd;
        }
    }

    /** Checks the first block, so that damage there is an error before there is an answer. */
    PayloadStream begun() throws IOException {
        if (position < end) {
            load();
        }
        return this;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (length == 0) {
            return 0;
        }
        if (position == end) {
            return -1;
        }
        if (position < blockStart || position >= blockEnd) {
            load();
        }
        int n = (int) Math.min(length, Math.min(end, blockEnd) - position);
        System.arraycopy(block, (int) (position - blockStart), bytes, offset, n);
        position += n;
        return n;
    }

    /** Brings the block of the position here. */
    private void load() throws IOException {
        BlockChecksums.Block wanted = record.blocks().at(position);
        if (block.length < wanted.length()) {
            block = new byte[wanted.length()];
        }
        ByteBuffer buffer = ByteBuffer.wrap(block, 0, wanted.length());
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, wanted.start() + buffer.position()) < 0) {
                throw new EOFException("a stored file became shorter while it was read");
            }
        }
        if (!wanted.holds(block)) {
            throw damaged(wanted);
        }
        blockStart = wanted.start();
        blockEnd = wanted.start() + wanted.length();
    }

    private IOException damaged(BlockChecksums.Block wanted) {
        String message =
                "the object \""
                        + record.key()
                        + "\" is damaged on this store's disk, between byte "
                        + wanted.start()
                        + " and "
                        + (wanted.start() + wanted.length())
                        + "; restore its file from a backup, or store the object again";
        return new IOException(message, S3Errors.damaged(message));
    }

    @Override
    public long skip(long n) {
        long skipped = Math.clamp(n, 0, end - position);
        position += skipped;
        return skipped;
    }

    @Override
    public int available() {
        return (int) Math.min(Integer.MAX_VALUE, end - position);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
