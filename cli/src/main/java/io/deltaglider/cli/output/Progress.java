package io.deltaglider.cli.output;

import io.deltaglider.cli.shell.Shell;

/** Shows how far a command has come. Safe for use by many threads. */
public interface Progress extends ByteProgress, AutoCloseable {
    /** One more thing to do, of so many bytes. */
    void expect(long bytes);

    /** One thing is done, well or not. */
    void finished();

    /** Prints something without getting mixed up with the bar. */
    void around(Runnable print);

    @Override
    void close();

    /** Nothing is shown. */
    static Progress none() {
        return new NoProgress();
    }

    /** A bar, if somebody is there to see it. */
    static Progress of(Shell shell, boolean quiet) {
        return shell.attended() && !quiet ? new ProgressLine(shell.err()) : none();
    }
}
