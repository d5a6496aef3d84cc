package io.deltaglider.cli.shell;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;

/** Tells of failures at once. Meant for large pieces: after each, what is buffered is written. */
final class CheckedOutput extends OutputStream {
    private final PrintStream out;

    CheckedOutput(PrintStream out) {
        this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
        out.write(b);
        flush();
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        out.write(bytes, from, length);
        flush();
    }

    @Override
    public void flush() throws IOException {
        if (out.checkError()) {
            throw new OutputFailedException();
        }
    }
}
