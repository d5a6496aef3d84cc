package io.deltaglider.cli.output;

import io.deltaglider.cli.shell.Shell;
import io.deltaglider.cli.shell.TerminalStream;

import java.util.function.LongSupplier;

/** Shows how far a command has come. Safe for use by many threads. */
public interface Progress extends AutoCloseable {
    /** One more thing to do, of so many bytes. */
    void expect(long bytes);

    /** Nothing more will be expected. */
    void allExpected();

    /** Work begins on one of the things that were expected, which it then tells about. */
    Work begin(String name, long bytes);

    /** So many bytes of an object are stored now, whatever they take. */
    void stored(long bytes);

    /** Prints something without getting mixed up with the line. */
    void around(Runnable print);

    @Override
    void close();

    /** Nothing is shown. */
    static Progress none() {
        return new NoProgress();
    }

    /** Some lines, if somebody is there to see them. {@code sent} tells how many bytes of objects have gone to the store so far. */
    static Progress of(Shell shell, boolean quiet, LongSupplier sent) {
        return shell.attended() && !quiet && !shell.variable("TERM").orElse("").equals("dumb")
                ? new ProgressLines(TerminalStream.raw(shell.err()), new TerminalSize(shell), sent)
                : none();
    }
}
