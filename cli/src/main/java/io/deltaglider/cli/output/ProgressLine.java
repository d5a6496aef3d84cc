package io.deltaglider.cli.output;

import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;

import org.jspecify.annotations.Nullable;

import java.io.PrintStream;

/** One line at the bottom of a terminal: bytes passed and expected, rate, files left. It gives way to results, and is gone at the end. */
final class ProgressLine implements Progress {
    private static final int WIDTH = 79;
    private static final String CLEAR = "\r\033[K";
    private static final int INTERVAL_MILLIS = 200;

    private final PrintStream terminal;
    private @Nullable ProgressBar bar;
    private long expectedBytes;
    private int openThings;

    ProgressLine(PrintStream terminal) {
        this.terminal = terminal;
    }

    @Override
    public synchronized void expect(long bytes) {
        expectedBytes += bytes;
        openThings++;
        if (bar == null) {
            bar =
                    new ProgressBarBuilder()
                            .setInitialMax(expectedBytes)
                            .setUnit(" MiB", 1 << 20)
                            .setStyle(ProgressBarStyle.ASCII)
                            .setUpdateIntervalMillis(INTERVAL_MILLIS)
                            .setConsumer(new Line())
                            .showSpeed()
                            .build();
        } else {
            bar.maxHint(expectedBytes);
        }
        bar.setExtraMessage(" " + openThings + " file(s) remaining");
    }

    @Override
    public synchronized void passed(long bytes) {
        if (bar != null) {
            bar.stepBy(bytes);
        }
    }

    @Override
    public synchronized void finished() {
        openThings--;
        if (bar != null) {
            bar.setExtraMessage(" " + openThings + " file(s) remaining");
        }
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
        // Outside the lock: it waits for the thread that draws.
        if (last != null) {
            last.close();
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
                terminal.print("\r" + rendered);
                terminal.flush();
            }
        }

        @Override
        public void clear() {
            close();
        }

        @Override
        public void close() {
            synchronized (terminal) {
                terminal.print(CLEAR);
                terminal.flush();
            }
        }
    }
}
