package io.deltaglider.cli.connect;

import io.deltaglider.cli.output.Work;

import software.amazon.awssdk.http.ContentStreamProvider;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A body that tells how much of it the client has taken, each time that it is sent. */
final class SentBody implements ContentStreamProvider {
    private final ContentStreamProvider body;
    private final long length;
    private final Work work;

    SentBody(ContentStreamProvider body, long length, Work work) {
        this.body = body;
        this.length = length;
        this.work = work;
    }

    @Override
    public InputStream newStream() {
        work.sending(length);
        return new Counted(body.newStream());
    }

    private final class Counted extends FilterInputStream {
        Counted(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int value = in.read();
            if (value >= 0) {
                work.sent(1);
            }
            return value;
        }

        @Override
        public int read(byte[] into, int from, int count) throws IOException {
            int n = in.read(into, from, count);
            if (n > 0) {
                work.sent(n);
            }
            return n;
        }

        /** Whoever goes back counts again, which is no harm: shares end at 1. */
        @Override
        public synchronized void reset() throws IOException {
            in.reset();
        }
    }
}
