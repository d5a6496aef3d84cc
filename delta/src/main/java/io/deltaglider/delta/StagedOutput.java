package io.deltaglider.delta;

import io.deltaglider.delta.scratch.Scratch;
import io.deltaglider.delta.scratch.ScratchSpace;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.OutputStream;
import java.util.OptionalLong;

/** Keeps a file that may be begun anew until it is complete, then writes it to a stream. Not safe for use by several threads. */
final class StagedOutput implements RestartableOutput {
    private static final int PIECE = 1 << 16;

    private final ScratchSpace space;
    private final OutputStream out;
    private @Nullable Scratch staged;

    StagedOutput(ScratchSpace space, OutputStream out) {
        this.space = space;
        this.out = out;
    }

    @Override
    public OutputStream begin() {
        Scratch file = staged == null ? space.create() : staged;
        file.truncate(0);
        staged = file;
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                file.append(bytes, from, length);
            }
        };
    }

    @Override
    public OutputStream beginOnce() {
        staged = null;
        return out;
    }

    /** Writes what was kept, if the file came to its end. */
    OptionalLong finish(OptionalLong written) throws IOException {
        Scratch file = staged;
        if (file != null && written.isPresent()) {
            byte[] piece = new byte[PIECE];
            for (long at = 0; at < file.size(); at += PIECE) {
                int n = (int) Math.min(PIECE, file.size() - at);
                file.read(at, piece, 0, n);
                out.write(piece, 0, n);
            }
        }
        return written;
    }
}
