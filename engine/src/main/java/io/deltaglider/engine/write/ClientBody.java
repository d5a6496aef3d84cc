package io.deltaglider.engine.write;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.ContentStreamProvider;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.concurrent.atomic.AtomicBoolean;

/** The body of a client's PUT, of which the first bytes have been looked at. */
final class ClientBody implements Closeable {
    private final RequestBody body;
    private final byte[] head;
    private final InputStream in;

    private ClientBody(RequestBody body, byte[] head, InputStream in) {
        this.body = body;
        this.head = head;
        this.in = in;
    }

    static ClientBody open(RequestBody body, int headLength) throws IOException {
        InputStream in = body.contentStreamProvider().newStream();
        try {
            return new ClientBody(body, in.readNBytes(headLength), in);
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }

    /** The first bytes. */
    byte[] head() {
        return head;
    }

    /** All bytes, the first ones included; once. */
    InputStream all() {
        return new SequenceInputStream(new ByteArrayInputStream(head), in);
    }

    /** What has not been read of it. */
    InputStream rest() {
        return in;
    }

    /** The body as it came. What was read of it is given out again, and a second sending starts over where the client can. */
    RequestBody unread(long length) {
        AtomicBoolean first = new AtomicBoolean(true);
        ContentStreamProvider provider =
                () -> first.getAndSet(false) ? all() : body.contentStreamProvider().newStream();
        return RequestBody.fromContentProvider(provider, length, body.contentType());
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
