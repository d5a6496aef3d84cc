package io.deltaglider.store.folder;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Objects;

/** A range of an object's payload. Closing it closes the file. It ends early only with an exception. For one thread. */
final class PayloadStream extends InputStream {
    private final FileChannel channel;
    private final long end;
    private long position;

    PayloadStream(FileChannel channel, long offset, long length) {
        this.channel = channel;
        this.position = offset;
        this.end = offset + length;
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
        int n =
                channel.read(
                        ByteBuffer.wrap(bytes, offset, (int) Math.min(length, end - position)),
                        position);
        if (n < 0) {
            throw new EOFException("a stored file became shorter while it was read");
        }
        position += n;
        return n;
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
