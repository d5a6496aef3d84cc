package io.deltaglider.delta;

import java.io.IOException;
import java.io.OutputStream;

/** Takes a file that may have to be written anew from its first byte: a stream in the target may turn out, late, to be better left closed. */
@FunctionalInterface
public interface RestartableOutput {
    /**
     * Begins the file, or begins it anew: what was written before is forgotten.
     *
     * @return takes the file; flushed at its end, and not closed by the one who asked for it
     */
    OutputStream begin() throws IOException;

    /** The same for a file that will not be begun anew after that. */
    default OutputStream beginOnce() throws IOException {
        return begin();
    }
}
