package io.deltaglider.delta.work;

import org.jspecify.annotations.Nullable;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** A fixed number of threads for one job. Safe for use by many threads. */
public final class Workers implements Closeable {
    private final ExecutorService executor;
    private final int count;
    private volatile boolean cancelled;

    /**
     * @param count threads
     * @param name what they are called, before a number
     */
    public Workers(int count, String name) {
        this.count = count;
        this.executor =
                Executors.newFixedThreadPool(
                        count, Thread.ofPlatform().daemon().name(name + "-", 0).factory());
    }

    /** How many threads there are. */
    public int count() {
        return count;
    }

    /** Begins a task as soon as a thread is free. */
    public <T> Future<T> submit(Callable<T> task) {
        return executor.submit(() -> {
            if (cancelled) {
                throw new InterruptedIOException("the work was cancelled");
            }
            return task.call();
        });
    }

    /** Waits for a result; what the task threw is thrown here. */
    public static <T> T get(Future<T> task) throws IOException {
        try {
            return task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while working on a delta");
        } catch (ExecutionException e) {
            throw rethrown(e.getCause());
        }
    }

    private static IOException rethrown(@Nullable Throwable cause) {
        return switch (cause) {
            case IOException io -> io;
            case RuntimeException runtime -> throw runtime;
            case Error error -> throw error;
            case null, default -> new IOException("the work on a delta failed", cause);
        };
    }

    /**
     * Waits until no thread uses the contents any more. Threads are not interrupted for that, since this would close the
     * files that the caller goes on to use; each ends with the task that it is at.
     */
    @Override
    public void close() {
        cancelled = true;
        executor.shutdown();
        boolean interrupted = false;
        while (!executor.isTerminated()) {
            try {
                executor.awaitTermination(1, TimeUnit.DAYS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
