package io.deltaglider.delta;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** Content read forwards from its start. Closing this does not close the content. */
final class ContentStream extends InputStream {
    private final Content content;
    private long position;

    ContentStream(Content content) {
        this.content = content;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, into.length);
        if (length == 0) {
            return 0;
        }
        int n = (int) Math.min(length, content.size() - position);
        if (n == 0) {
            return -1;
        }
        content.read(position, into, offset, n);
        position += n;
        return n;
    }
}
