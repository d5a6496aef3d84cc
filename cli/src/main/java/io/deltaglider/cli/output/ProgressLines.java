package io.deltaglider.cli.output;

import io.deltaglider.cli.logging.LogOutput;

import org.jspecify.annotations.Nullable;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.function.LongSupplier;

/**
 * Some lines at the bottom of a terminal: one for each large file on its way, and the sum of all, in the AWS CLI's words where they fit. They count
 * work that is done, not bytes that were read. They are drawn over in place, give way to results, and are gone at the end.
 */
final class ProgressLines implements Progress {
    private static final String CLEAR = "\r\033[K";
    private static final String UP = "\033[A";
    private static final int INTERVAL_MILLIS = 200;

    /** Smaller files are gone before anybody has read their names. */
    private static final long NAMED = 1L << 20;

    private static final int MOST_NAMED = 4;

    private final PrintStream terminal;
    private final TerminalSize terminalSize;
    private final LongSupplier sent;
    private final long started = System.nanoTime();
    private final SequencedSet<WatchedWork> underWay = new LinkedHashSet<>();
    private long expectedBytes;
    private long endedBytes;
    private long storedBytes;
    private long openThings;
    private long doneThings;
    private boolean allKnown;

    /** Guarded by {@link #terminal}, as everything that is drawn. */
    private List<String> drawn = List.of();

    private boolean closed;
    private @Nullable Thread artist;

    /** {@code sent} tells how many bytes of objects have gone to the store so far. */
    ProgressLines(PrintStream terminal, TerminalSize terminalSize, LongSupplier sent) {
        this.terminal = terminal;
        this.terminalSize = terminalSize;
        this.sent = sent;
        LogOutput.inTurn(this::around);
    }

    @Override
    public synchronized void expect(long bytes) {
        expectedBytes += bytes;
        openThings++;
        if (artist == null) {
            artist = Thread.ofPlatform().daemon().name("progress").start(this::drawAgainAndAgain);
        }
    }

    @Override
    public synchronized void allExpected() {
        allKnown = true;
    }

    @Override
    public synchronized Work begin(String name, long bytes) {
        WatchedWork work = new WatchedWork(TerminalText.harmless(name), bytes, this::ended);
        underWay.add(work);
        return work;
    }

    private synchronized void ended(WatchedWork work) {
        if (underWay.remove(work)) {
            endedBytes += work.size();
            openThings--;
            doneThings++;
        }
    }

    @Override
    public synchronized void stored(long bytes) {
        storedBytes += bytes;
    }

    /** As many lines as there is room for, none of them wider than the terminal; the last one is the sum. */
    synchronized List<String> lines(TerminalSize.Size size, double seconds) {
        // The last column stays free: some terminals go on to the next line there.
        int columns = Math.max(1, size.columns() - 1);
        List<String> lines = new ArrayList<>();
        underWay.stream()
                .filter(work -> work.size() >= NAMED)
                .limit(Math.clamp(size.lines() - 2L, 0, MOST_NAMED))
                .forEach(work -> {
                    String state = ": " + work.state();
                    int left = columns - TerminalText.width(state);
                    if (left > 0) {
                        lines.add(TerminalText.shortened(work.name(), left) + state);
                    }
                });
        lines.add(sum(columns, seconds));
        return lines;
    }

    private String sum(int columns, double seconds) {
        for (String form : forms(seconds)) {
            if (form.length() <= columns) {
                return form;
            }
        }
        return "";
    }

    /** From the AWS CLI's words to what is left of them on a narrow terminal. */
    private List<String> forms(double seconds) {
        long done = doneBytes();
        String about = allKnown ? "" : "~";
        String left = about + openThings;
        long savedBytes = storedBytes - sent.getAsLong();
        String saved = savedBytes > 0 ? ", " + HumanSize.of(savedBytes) + " saved" : "";
        if (expectedBytes == 0) {
            String short_ = doneThings + " done, " + left + " left";
            return List.of(
                    "Completed "
                            + doneThings
                            + " file(s) with "
                            + left
                            + " file(s) remaining"
                            + (allKnown ? "" : " (calculating...)"),
                    short_,
                    Long.toString(doneThings));
        }
        String amounts = HumanSize.of(done) + "/" + about + HumanSize.of(expectedBytes);
        String rate = " (" + HumanSize.of((long) (done / Math.max(seconds, 0.001))) + "/s)";
        String words = "Completed " + amounts + rate + " with " + left + " file(s) remaining";
        return List.of(
                words + (allKnown ? "" : " (calculating...)") + saved,
                words + saved,
                "Completed " + amounts + rate + ", " + left + " left" + saved,
                amounts + rate + ", " + left + " left" + saved,
                amounts + ", " + left + " left" + saved,
                amounts + ", " + left + " left",
                100 * done / expectedBytes + " %, " + left + " left",
                100 * done / expectedBytes + " %");
    }

    private long doneBytes() {
        double done = endedBytes;
        for (WatchedWork work : underWay) {
            done += work.done() * work.size();
        }
        return (long) done;
    }

    private void drawAgainAndAgain() {
        try {
            while (draw()) {
                Thread.sleep(INTERVAL_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean draw() {
        List<String> lines = lines(terminalSize.now(), (System.nanoTime() - started) / 1e9);
        synchronized (terminal) {
            if (closed) {
                return false;
            }
            if (!lines.equals(drawn)) {
                terminal.print(erasure() + String.join("\n", lines));
                terminal.flush();
                drawn = lines;
            }
            return true;
        }
    }

    /** From the last of the lines that are there up to the first. */
    private String erasure() {
        return CLEAR + (UP + CLEAR).repeat(Math.max(0, drawn.size() - 1));
    }

    private void erase() {
        if (!drawn.isEmpty()) {
            terminal.print(erasure());
            terminal.flush();
            drawn = List.of();
        }
    }

    @Override
    public void around(Runnable print) {
        synchronized (terminal) {
            erase();
            print.run();
        }
    }

    @Override
    public void close() {
        LogOutput.alone();
        synchronized (terminal) {
            closed = true;
            erase();
        }
        Thread drawing;
        synchronized (this) {
            drawing = artist;
        }
        if (drawing != null) {
            drawing.interrupt();
        }
    }
}
