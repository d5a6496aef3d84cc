package io.deltaglider.cli.transfer;

import io.deltaglider.cli.logging.FailureLog;
import io.deltaglider.cli.logging.LogOutput;
import io.deltaglider.cli.output.Progress;
import io.deltaglider.cli.output.Work;
import io.deltaglider.cli.shell.CommandException;
import io.deltaglider.cli.shell.ExitCode;
import io.deltaglider.cli.shell.Interruption;
import io.deltaglider.engine.EngineOptions;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Carries out a plan, several transfers at once. One that fails does not stop the others. Results are reported in the order of the plan,
 * whichever ends first, so that a command prints the same every time.
 */
public final class TransferRun implements TransferSink, AutoCloseable {
    /** Enough to hide the way to a server. */
    private static final int AT_ONCE = 8;

    /** Heap that a transfer may take besides what encodings wait for. */
    private static final long MEMORY = 64L << 20;

    /** How long those who are told to stop may take. */
    private static final int PATIENCE_SECONDS = 10;

    /** From here on a transfer can keep a core busy by itself, or a good part of the line. */
    private static final long LARGE = 16L << 20;

    private final TransferWorker worker;
    private final TransferReport report;
    private final Progress progress;
    private final boolean dryRun;
    private final FirstOfDeltaspace firsts;

    private final Semaphore places;
    private final Semaphore largePlaces;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Deque<Entry> unreported = new ArrayDeque<>();
    private final Interruption.Registration registration =
            Interruption.onInterruption(this::cancel);
    private volatile boolean cancelled;
    private long done;
    private long failed;
    private long skipped;

    /**
     * Starts nothing yet.
     *
     * @param dryRun only say what would be done
     * @param deltaspace of all objects, if it was named
     */
    public TransferRun(
            TransferWorker worker,
            TransferReport report,
            Progress progress,
            boolean dryRun,
            Optional<String> deltaspace) {
        this(worker, report, progress, dryRun, deltaspace, defaultConcurrency());
    }

    /**
     * As above.
     *
     * @param concurrency transfers at once, at least 1
     */
    public TransferRun(
            TransferWorker worker,
            TransferReport report,
            Progress progress,
            boolean dryRun,
            Optional<String> deltaspace,
            int concurrency) {
        this.places = new Semaphore(concurrency);
        this.largePlaces =
                new Semaphore(
                        Math.clamp(Runtime.getRuntime().availableProcessors(), 1, concurrency));
        this.worker = worker;
        this.firsts = new FirstOfDeltaspace(EngineOptions.defaults().minSize(), deltaspace);
        this.report = report;
        this.progress = progress;
        this.dryRun = dryRun;
    }

    /** Eight, or fewer where the heap is small. */
    public static int defaultConcurrency() {
        return Math.clamp(Runtime.getRuntime().maxMemory() / MEMORY, 1, AT_ONCE);
    }

    @Override
    public void accept(Transfer transfer) {
        if (dryRun) {
            report.wouldDo(transfer);
            return;
        }
        if (transfer instanceof Transfer.DeleteFile) {
            // At once: what comes next may be a folder of that name.
            progress.expect(0);
            Entry done = new Entry(transfer);
            synchronized (unreported) {
                unreported.add(done);
            }
            try {
                done.note = worker.carryOut(transfer, Work.unwatched());
            } catch (IOException | RuntimeException e) {
                done.failure = e;
            }
            progress.begin(transfer.name(), 0).close();
            settle(done);
            return;
        }
        progress.expect(transfer.size());
        Entry entry = new Entry(transfer);
        synchronized (unreported) {
            unreported.add(entry);
        }
        boolean large = transfer.size() >= LARGE;
        acquire(large);
        FirstOfDeltaspace.Turn turn = firsts.turn(transfer);
        threads.execute(() -> {
            Work work = Work.unwatched();
            try {
                turn.await();
                work = progress.begin(transfer.name(), transfer.size());
                entry.note = worker.carryOut(transfer, work);
                if (transfer instanceof Transfer.Upload) {
                    progress.stored(transfer.size());
                }
            } catch (Throwable e) {
                FailureLog.add(transfer.verb() + ": " + transfer.route(), e);
                entry.failure = e;
            } finally {
                work.close();
                turn.done();
                if (large) {
                    largePlaces.release();
                }
                places.release();
                settle(entry);
            }
        });
    }

    @Override
    public void refuse(Transfer transfer, String reason) {
        progress.expect(0);
        Entry refused = new Entry(transfer);
        refused.failure = new IOException(reason);
        synchronized (unreported) {
            unreported.add(refused);
        }
        settle(refused);
    }

    private void acquire(boolean large) {
        try {
            if (large) {
                largePlaces.acquire();
            }
            places.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandException(ExitCode.GENERAL, "interrupted", e);
        }
    }

    /** Everybody is told to stop, and given the time to take back what is half done. */
    private void cancel() {
        cancelled = true;
        // The line would be drawn over what is said now, until the process ends.
        progress.close();
        report.cancelled();
        LogOutput.silence();
        threads.shutdownNow();
        try {
            threads.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Reports this one, unless one before it is still under way, and those behind it that waited. */
    private void settle(Entry entry) {
        synchronized (unreported) {
            entry.settled = true;
            if (cancelled) {
                return;
            }
            while (!unreported.isEmpty() && unreported.peek().settled) {
                Entry next = unreported.remove();
                if (next.failure == null) {
                    done++;
                    report.done(next.transfer);
                    if (next.note.isPresent()) {
                        skipped++;
                        report.noted(next.transfer, next.note.get());
                    }
                } else {
                    failed++;
                    report.failed(next.transfer, next.failure);
                }
            }
        }
    }

    @Override
    public void skip(String what, String reason) {
        synchronized (unreported) {
            skipped++;
        }
        report.skipped(what, reason);
    }

    /** The plan broke off: what is under way is finished, then the reason is told. */
    public void abandon(Throwable failure, String operation) {
        close();
        if (cancelled) {
            return;
        }
        synchronized (unreported) {
            failed++;
        }
        FailureLog.add(operation, failure);
        report.fatal(failure, operation);
    }

    /** Waits for all transfers. */
    @Override
    public void close() {
        threads.close();
        registration.close();
        progress.close();
    }

    /** How many transfers went well; to be asked after closing. */
    public long done() {
        synchronized (unreported) {
            return done;
        }
    }

    /** How many went wrong; to be asked after closing. */
    public long failed() {
        synchronized (unreported) {
            return failed;
        }
    }

    /** The AWS CLI's verdict; to be asked after closing. */
    public int exitCode() {
        synchronized (unreported) {
            return failed > 0 ? ExitCode.FAILED : skipped > 0 ? ExitCode.SKIPPED : ExitCode.OK;
        }
    }

    private static final class Entry {
        final Transfer transfer;
        @Nullable Throwable failure;
        Optional<String> note = Optional.empty();
        boolean settled;

        Entry(Transfer transfer) {
            this.transfer = transfer;
        }
    }
}
