package io.deltaglider.cli.transfer;

import io.deltaglider.cli.output.ByteProgress;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Reports the bytes read from another stream. */
public final class CountingInputStream extends FilterInputStream {
    private final ByteProgress progress;
    private long count;

    public CountingInputStream(InputStream in, ByteProgress progress) {
        super(in);
        this.progress = progress;
    }

    @Override
    public int read() throws IOException {
        int value = in.read();
        if (value >= 0) {
            add(1);
        }
        return value;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        int n = in.read(into, from, length);
        if (n > 0) {
            add(n);
        }
        return n;
    }

    @Override
    public long skip(long n) throws IOException {
        long skipped = in.skip(n);
        add(skipped);
        return skipped;
    }

    /** There is no way back: who needs the bytes again opens another stream. */
    @Override
    public boolean markSupported() {
        return false;
    }

    private void add(long n) {
        count += n;
        progress.passed(n);
    }

    /** Takes back what was reported: the bytes will be read again. */
    void undo() {
        progress.passed(-count);
        count = 0;
    }
}
