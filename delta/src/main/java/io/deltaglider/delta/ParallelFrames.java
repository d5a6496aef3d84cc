package io.deltaglider.delta;

import io.deltaglider.delta.container.EncodedFrame;
import io.deltaglider.delta.container.Format;
import io.deltaglider.delta.match.SharedIndex;

import org.jspecify.annotations.Nullable;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Encodes the frames of a target on several threads and hands them out in order, a few ahead of the reader. Frames do
 * not depend on each other, so their number of threads does not show in the bytes. Not safe for use by several threads.
 */
final class ParallelFrames implements Closeable {
    private static final int MAX_WORKERS = 4;

    /** Heap that one worker may take, its finished frames included. */
    private static final long WORKER_MEMORY = 100L << 20;

    private static final int SMALLEST_FRAME = 2 << 20;
    private static final int FRAMES_PER_TARGET = 8;

    private final Content reference;
    private final Content target;
    private final Effort effort;
    private final int frameLength;
    private final int workers;
    private final SharedIndex index;
    private final ExecutorService executor;
    private final Queue<FrameEncoder> idle = new ConcurrentLinkedQueue<>();
    private final Deque<Future<EncodedFrame>> pending = new ArrayDeque<>();
    private volatile boolean cancelled;
    private long nextStart;

    ParallelFrames(Content reference, Content target, Effort effort, int maxWorkers) {
        this.reference = reference;
        this.target = target;
        this.effort = effort;
        this.frameLength = frameLength(target.size());
        this.workers = Math.clamp(Math.ceilDiv(target.size(), frameLength), 1, maxWorkers);
        this.index = new SharedIndex(reference);
        this.executor =
                Executors.newFixedThreadPool(
                        workers, Thread.ofPlatform().daemon().name("delta-encoder-", 0).factory());
        submit();
    }

    /** Depends on the target's size alone: small targets have smaller frames, so that they too are worked on in parallel. */
    private static int frameLength(long targetSize) {
        return Math.clamp(targetSize / FRAMES_PER_TARGET, SMALLEST_FRAME, Format.FRAME_LENGTH);
    }

    /** As many threads as there are processors, within bounds, and within what the heap has room for. */
    static int defaultWorkers() {
        int byMemory = Math.clamp(Runtime.getRuntime().maxMemory() / WORKER_MEMORY, 1, MAX_WORKERS);
        return Math.min(byMemory, Runtime.getRuntime().availableProcessors());
    }

    boolean hasNext() {
        return !pending.isEmpty();
    }

    /** The next frame, in order. */
    EncodedFrame next() throws IOException {
        try {
            EncodedFrame frame = pending.removeFirst().get();
            submit();
            return frame;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while encoding a delta");
        } catch (ExecutionException e) {
            throw rethrown(e.getCause());
        }
    }

    private static IOException rethrown(@Nullable Throwable cause) {
        return switch (cause) {
            case IOException io -> io;
            case RuntimeException runtime -> throw runtime;
            case Error error -> throw error;
            case null, default -> new IOException("encoding failed", cause);
        };
    }

    private void submit() {
        while (pending.size() <= workers && nextStart < target.size()) {
            long start = nextStart;
            int length = (int) Math.min(frameLength, target.size() - start);
            pending.add(executor.submit(() -> encode(start, length)));
            nextStart += length;
        }
    }

    private EncodedFrame encode(long start, int length) throws IOException {
        if (cancelled) {
            throw new InterruptedIOException("encoding was given up");
        }
        FrameEncoder encoder = idle.poll();
        if (encoder == null) {
            encoder = new FrameEncoder(reference, target, index, effort, frameLength);
        }
        try {
            return encoder.encode(start, length);
        } finally {
            idle.add(encoder);
        }
    }

    /**
     * Waits until no thread uses the contents any more. Threads are not interrupted for that, since this would close the
     * files that the caller goes on to use; each ends with the frame that it is at.
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
        idle.forEach(FrameEncoder::close);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
