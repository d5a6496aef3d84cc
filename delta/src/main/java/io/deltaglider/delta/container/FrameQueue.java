package io.deltaglider.delta.container;

import io.deltaglider.delta.work.HeapBudget;
import io.deltaglider.delta.work.InOrder;
import io.deltaglider.delta.work.Workers;

import org.jspecify.annotations.Nullable;

import java.io.Closeable;
import java.io.IOException;

/**
 * Decodes frames a few ahead of whoever takes them, on several threads when there are several. Not safe for use by several
 * threads.
 */
final class FrameQueue implements Closeable {
    private static final int MAX_WORKERS = 4;

    /** Heap that each thread may take, what it has finished included. */
    private static final long WORKER_MEMORY = 24L << 20;

    /** Gives the frames to be decoded. */
    interface Source {
        /** The next frame; null when there are no more. */
        @Nullable Frame next() throws IOException;
    }

    /** A frame that was read and not decoded. */
    record Frame(FrameHeader header, ByteCursor body, long targetStart, boolean isOnly) {}

    /** A frame whose literals were read, if they depend on the frames before. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Ready(Frame frame, byte @Nullable [] literals) {}

    private final FrameDecoder decoder;
    private final Source source;
    private HeapBudget.@Nullable Lease memory;
    private @Nullable Workers workers;
    private @Nullable InOrder<FrameDecoder.Half> ahead;
    private boolean started;

    FrameQueue(FrameDecoder decoder, Source source) {
        this.decoder = decoder;
        this.source = source;
    }

    /** The target bytes of the next frame; null when there are no more. */
    byte @Nullable [] next() throws IOException {
        InOrder<FrameDecoder.Half> queue = ahead;
        if (queue == null) {
            Ready first = read();
            if (first == null) {
                return null;
            }
            if (first.frame().isOnly() || started) {
                started = true;
                return decoder.finish(decode(first));
            }
            queue = start(first);
        }
        FrameDecoder.Half half = queue.next();
        return half == null ? null : decoder.finish(half);
    }

    private @Nullable Ready read() throws IOException {
        Frame frame = source.next();
        return frame == null
                ? null
                : new Ready(frame, decoder.literals(frame.header(), frame.body()));
    }

    private FrameDecoder.Half decode(Ready ready) throws IOException {
        Frame frame = ready.frame();
        return decoder.decode(frame.header(), frame.body(), ready.literals(), frame.targetStart());
    }

    private InOrder<FrameDecoder.Half> start(Ready first) {
        started = true;
        int most = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, MAX_WORKERS);
        HeapBudget.Lease lease = HeapBudget.process().share(most * WORKER_MEMORY, WORKER_MEMORY);
        memory = lease;
        Workers threads = new Workers((int) (lease.bytes() / WORKER_MEMORY), "delta-decoder");
        workers = threads;
        boolean[] firstTaken = {false};
        InOrder<FrameDecoder.Half> queue =
                new InOrder<>(
                        threads,
                        () -> {
                            Ready ready = firstTaken[0] ? read() : first;
                            firstTaken[0] = true;
                            return ready == null ? null : () -> decode(ready);
                        });
        ahead = queue;
        return queue;
    }

    /** Waits until no frame is being decoded. */
    @Override
    public void close() throws IOException {
        if (ahead != null) {
            ahead.abandon();
        }
        if (workers != null) {
            workers.close();
        }
        if (memory != null) {
            memory.close();
        }
        decoder.close();
    }
}
