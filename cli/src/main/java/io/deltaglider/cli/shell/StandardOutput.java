package io.deltaglider.cli.shell;

import org.jspecify.annotations.Nullable;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Optional;

/** The process's standard output, which remembers why it could not be written: a {@link java.io.PrintStream} only knows that it could not. */
public final class StandardOutput extends OutputStream {
    private static final Path DESCRIPTOR = Path.of("/dev/fd/1");

    private final OutputStream out = new FileOutputStream(FileDescriptor.out);
    private volatile @Nullable IOException failure;

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        try {
            out.write(bytes, from, length);
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    public Optional<IOException> failure() {
        return Optional.ofNullable(failure);
    }

    /** Whether the failure is that nobody reads any more, as behind {@code | head}. */
    public boolean readerHasGone() {
        return failure().isPresent() && Pipes.isPipe(DESCRIPTOR);
    }
}
