package io.deltaglider.cli.output;

import io.deltaglider.cli.shell.Shell;

import java.util.function.LongSupplier;

/** Shows how far a command has come. Safe for use by many threads. */
public interface Progress extends ByteProgress, AutoCloseable {
    /** One more thing to do, of so many bytes. */
    void expect(long bytes);

    /** Nothing more will be expected. */
    void allExpected();

    /** So many bytes of an object are stored now, whatever they take. */
    void stored(long bytes);

    /** One thing is done, well or not. */
    void finished();

    /** Prints something without getting mixed up with the line. */
    void around(Runnable print);

    @Override
    void close();

    /** Nothing is shown. */
    static Progress none() {
        return new NoProgress();
    }

    /** A line, if somebody is there to see it. {@code sent} tells how many bytes of objects have gone to the store so far. */
    static Progress of(Shell shell, boolean quiet, LongSupplier sent) {
        return shell.attended() && !quiet ? new ProgressLine(shell.err(), sent) : none();
    }
}
