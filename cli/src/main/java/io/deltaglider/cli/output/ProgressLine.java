package io.deltaglider.cli.output;

import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;

import org.jspecify.annotations.Nullable;

import java.io.PrintStream;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * One line at the bottom of a terminal, in the AWS CLI's words: bytes passed and expected, rate, files left; and what was saved. It gives way to
 * results, and is gone at the end.
 */
final class ProgressLine implements Progress {
    private static final int WIDTH = 120;
    private static final String CLEAR = "\r\033[K";
    private static final int INTERVAL_MILLIS = 200;

    private final PrintStream terminal;
    private final LongSupplier sent;
    private @Nullable ProgressBar bar;
    private long expectedBytes;
    private long passedBytes;
    private long storedBytes;
    private long openThings;
    private long doneThings;
    private boolean allKnown;

    /** Guarded by {@link #terminal}, as everything that is drawn. */
    private boolean closed;

    /** {@code sent} tells how many bytes of objects have gone to the store so far. */
    ProgressLine(PrintStream terminal, LongSupplier sent) {
        this.terminal = terminal;
        this.sent = sent;
    }

    @Override
    public synchronized void expect(long bytes) {
        expectedBytes += bytes;
        openThings++;
        if (bar == null) {
            bar =
                    new ProgressBarBuilder()
                            .setUpdateIntervalMillis(INTERVAL_MILLIS)
                            // Otherwise it draws only when its own counters move, which nobody uses
                            // here.
                            .continuousUpdate()
                            .setConsumer(new Line())
                            .setRenderer((state, _) -> text(state.getElapsedAfterStart()))
                            .build();
        }
    }

    @Override
    public synchronized void allExpected() {
        allKnown = true;
    }

    @Override
    public synchronized void passed(long bytes) {
        passedBytes += bytes;
    }

    @Override
    public synchronized void stored(long bytes) {
        storedBytes += bytes;
    }

    @Override
    public synchronized void finished() {
        openThings--;
        doneThings++;
    }

    /** As the AWS CLI words it. */
    synchronized String text(Duration elapsed) {
        String about = allKnown ? "" : "~";
        StringBuilder text = new StringBuilder("Completed ");
        if (expectedBytes > 0) {
            double seconds = Math.max(elapsed.toMillis(), 1) / 1000.0;
            text.append(HumanSize.of(passedBytes))
                    .append('/')
                    .append(about)
                    .append(HumanSize.of(expectedBytes))
                    .append(" (")
                    .append(HumanSize.of((long) (passedBytes / seconds)))
                    .append("/s)");
        } else {
            text.append(doneThings).append(" file(s)");
        }
        text.append(" with ").append(about).append(openThings).append(" file(s) remaining");
        if (!allKnown) {
            text.append(" (calculating...)");
        }
        long saved = storedBytes - sent.getAsLong();
        if (saved > 0) {
            text.append(", ").append(HumanSize.of(saved)).append(" saved");
        }
        return text.toString();
    }

    @Override
    public void around(Runnable print) {
        synchronized (terminal) {
            terminal.print(CLEAR);
            terminal.flush();
            print.run();
        }
    }

    @Override
    public void close() {
        ProgressBar last;
        synchronized (this) {
            last = bar;
            bar = null;
        }
        if (last == null) {
            return;
        }
        // Outside the lock: it waits for the thread that draws. That thread may draw once more all
        // the same, so it is told, too.
        last.close();
        synchronized (terminal) {
            closed = true;
            terminal.print(CLEAR);
            terminal.flush();
        }
    }

    /** Draws over the line again and again. */
    private final class Line implements ProgressBarConsumer {
        @Override
        public int getMaxRenderedLength() {
            return WIDTH;
        }

        @Override
        public void accept(String rendered) {
            synchronized (terminal) {
                if (closed) {
                    return;
                }
                terminal.print(CLEAR + rendered);
                terminal.flush();
            }
        }

        @Override
        public void clear() {
            synchronized (terminal) {
                terminal.print(CLEAR);
                terminal.flush();
            }
        }

        /** Nothing: the line is cleared by its owner, once nobody draws any more. */
        @Override
        public void close() {}
    }
}
