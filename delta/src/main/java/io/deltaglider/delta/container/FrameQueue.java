package io.deltaglider.delta.container;

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

    /** Heap that one more thread may take. */
    private static final long WORKER_MEMORY = 64L << 20;

    /** Gives the frames to be decoded. */
    interface Source {
        /** The next frame; null when there are no more. */
        @Nullable Frame next() throws IOException;
    }

    /** A frame that was read and not decoded. */
    record Frame(FrameHeader header, ByteCursor body, long targetStart, boolean isOnly) {}

    private final FrameDecoder decoder;
    private final Source source;
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
            Frame first = source.next();
            if (first == null) {
                return null;
            }
            if (first.isOnly() || started) {
                started = true;
                return decoder.finish(
                        decoder.decode(first.header(), first.body(), first.targetStart()));
            }
            queue = start(first);
        }
        FrameDecoder.Half half = queue.next();
        return half == null ? null : decoder.finish(half);
    }

    private InOrder<FrameDecoder.Half> start(Frame first) {
        started = true;
        int byMemory = Math.clamp(Runtime.getRuntime().maxMemory() / WORKER_MEMORY, 1, MAX_WORKERS);
        Workers threads =
                new Workers(
                        Math.min(byMemory, Runtime.getRuntime().availableProcessors()),
                        "delta-decoder");
        workers = threads;
        boolean[] firstTaken = {false};
        InOrder<FrameDecoder.Half> queue =
                new InOrder<>(
                        threads,
                        () -> {
                            Frame frame = firstTaken[0] ? source.next() : first;
                            firstTaken[0] = true;
                            return frame == null
                                    ? null
                                    : () ->
                                            decoder.decode(
                                                    frame.header(),
                                                    frame.body(),
                                                    frame.targetStart());
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
        decoder.close();
    }
}
