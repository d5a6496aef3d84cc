package io.deltaglider.cli.shell;

import io.deltaglider.cli.logging.FailureLog;

import org.jspecify.annotations.Nullable;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The process's standard output, which remembers why it could not be written: a {@link java.io.PrintStream} only knows that it could not. */
public final class StandardOutput extends OutputStream {
    private static final Path DESCRIPTOR = Path.of("/dev/fd/1");

    // As in sys/stat.h.
    private static final int KIND = 0xf000;
    private static final int PIPE = 0x1000;
    private static final int SOCKET = 0xc000;

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
        return failure().isPresent() && isPipe();
    }

    /** Writing to a pipe fails for no other reason; what the system says about it is in the user's language. */
    private static boolean isPipe() {
        try {
            int mode = (Integer) Files.getAttribute(DESCRIPTOR, "unix:mode");
            return (mode & KIND) == PIPE || (mode & KIND) == SOCKET;
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            FailureLog.add("cannot find out what standard output is", e);
            return false;
        }
    }
}
