package io.deltaglider.cli.shell;

import io.deltaglider.cli.logging.FailureLog;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Pipes and sockets: writing to one fails for no other reason than that nobody reads any more; what the system says about it is in the user's language. */
public final class Pipes {
    // As in sys/stat.h.
    private static final int KIND = 0xf000;
    private static final int PIPE = 0x1000;
    private static final int SOCKET = 0xc000;

    private Pipes() {}

    /** Whether a path leads to a pipe or a socket. */
    static boolean isPipe(Path path) {
        try {
            int mode = (Integer) Files.getAttribute(path, "unix:mode");
            return (mode & KIND) == PIPE || (mode & KIND) == SOCKET;
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            FailureLog.add("cannot find out what " + path + " is", e);
            return false;
        }
    }

    /**
     * Opens what is {@linkplain AtomicFile#isWrittenThrough written through}. When it is a pipe whose reader goes away, the command ends as one does whose
     * standard output is such a pipe.
     */
    public static OutputStream open(Path file) throws IOException {
        OutputStream out =
                Files.newOutputStream(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
        return isPipe(file) ? new PipeStream(out, file) : out;
    }

    private static final class PipeStream extends FilterOutputStream {
        private final Path file;

        PipeStream(OutputStream out, Path file) {
            super(out);
            this.file = file;
        }

        @Override
        public void write(byte[] bytes, int from, int length) {
            try {
                out.write(bytes, from, length);
            } catch (IOException e) {
                throw gone(e);
            }
        }

        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        private CommandException gone(IOException e) {
            return new CommandException(
                    ExitCode.PIPE_CLOSED, "nobody reads '" + file + "' any more", e);
        }
    }
}
