package io.deltaglider.delta.match;

import io.deltaglider.delta.Content;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Builds a {@link BlockIndex} by all threads that call {@link #build}, however many: each takes the next piece of the
 * reference to hash, and so on through the steps. The result does not depend on which thread did what.
 */
final class IndexBuilder {
    private final Content reference;
    private final BlockIndex index;
    private final Step hashed;
    private final Step counted = new Step(BlockIndex.SECTIONS);
    private final Step allocated = new Step(1);
    private final Step sharedOut = new Step(BlockIndex.SECTIONS);
    private final Step linked = new Step(BlockIndex.PARTS);
    private final Step released = new Step(1);
    private volatile @Nullable Throwable failure;

    IndexBuilder(Content reference, int smallestStride) {
        this.reference = reference;
        this.index = new BlockIndex(reference.size(), smallestStride);
        this.hashed = new Step(index.pieces());
    }

    /** Work in tasks that may be done in any order, all of which are to be done before the next step. */
    private static final class Step {
        final int tasks;
        final AtomicInteger next = new AtomicInteger();
        final CountDownLatch left;

        Step(int tasks) {
            this.tasks = tasks;
            this.left = new CountDownLatch(tasks);
        }
    }

    private interface Task {
        void run(int number) throws IOException;
    }

    /**
     * Returns when the index is complete.
     *
     * @throws IOException if the reference could not be read, by this thread or by another that helped
     */
    BlockIndex build() throws IOException {
        byte[] buffer = new byte[index.pieceLength()];
        help(hashed, piece -> index.hash(reference, piece, buffer));
        help(counted, index::count);
        help(allocated, once -> index.allocate());
        help(sharedOut, index::shareOut);
        help(linked, index::link);
        help(released, once -> index.release());
        return index;
    }

    /** Does tasks until none is left, then waits for those that others do. Whatever happens, a task counts as done. */
    private void help(Step step, Task task) throws IOException {
        for (int i = step.next.getAndIncrement(); i < step.tasks; i = step.next.getAndIncrement()) {
            try {
                if (failure == null) {
                    task.run(i);
                }
            } catch (IOException | RuntimeException | Error e) {
                failure = e;
                throw e;
            } finally {
                step.left.countDown();
            }
        }
        await(step.left);
    }

    private void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while indexing the reference");
        }
        Throwable failed = failure;
        if (failed != null) {
            throw new IOException(
                    "the reference could not be indexed: " + failed.getMessage(), failed);
        }
    }
}
