package io.deltaglider.delta.work;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;

/** Runs tasks on several threads, a few ahead, and gives their results in the order of the tasks. Not safe for use by several threads. */
public final class InOrder<T> {
    /** Makes the tasks, one after the other. */
    @FunctionalInterface
    public interface Source<T> {
        /** The next task, or null when there are no more. */
        @Nullable Callable<T> next() throws IOException;
    }

    private final Workers workers;
    private final Source<T> source;
    private final Deque<Future<T>> pending = new ArrayDeque<>();
    private boolean ended;

    /**
     * @param source is asked by the thread that takes the results, for one task more than there are threads
     */
    public InOrder(Workers workers, Source<T> source) {
        this.workers = workers;
        this.source = source;
    }

    /** The next result; null when there are no more. */
    public @Nullable T next() throws IOException {
        fill();
        Future<T> first = pending.pollFirst();
        if (first == null) {
            return null;
        }
        T result = Workers.get(first);
        fill();
        return result;
    }

    /** Waits for all tasks, for the sake of what they do. */
    public void finish() throws IOException {
        @Nullable T result;
        do {
            result = next();
        } while (result != null);
    }

    private void fill() throws IOException {
        while (!ended && pending.size() <= workers.count()) {
            Callable<T> task = source.next();
            if (task == null) {
                ended = true;
            } else {
                pending.addLast(workers.submit(task));
            }
        }
    }

    /** Waits for the tasks that were begun; what became of them is of no interest any more. */
    public void abandon() {
        ended = true;
        for (Future<T> task : pending) {
            task.cancel(false);
        }
        for (Future<T> task : pending) {
            if (!task.isCancelled()) {
                try {
                    Workers.get(task);
                } catch (IOException | RuntimeException ignored) {
                    // Nobody waits for it.
                }
            }
        }
        pending.clear();
    }
}
