package io.deltaglider.cli.shell;

import java.io.IOException;

/** Standard output takes no more: its reader has gone, or its disk is full. {@link StandardOutput} knows which, and the process says so as it ends. */
public final class OutputFailedException extends IOException {
    private static final long serialVersionUID = 1L;

    OutputFailedException() {
        super("cannot write to standard output");
    }
}
