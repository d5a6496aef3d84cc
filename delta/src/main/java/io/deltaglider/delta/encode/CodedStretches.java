package io.deltaglider.delta.encode;

import io.deltaglider.delta.Effort;
import io.deltaglider.delta.container.Format;
import io.deltaglider.delta.opening.Opening;
import io.deltaglider.delta.opening.Planner;
import io.deltaglider.delta.opening.StretchPlan;
import io.deltaglider.delta.predict.CompressorModels;
import io.deltaglider.delta.work.InOrder;
import io.deltaglider.delta.work.Workers;

import org.jspecify.annotations.Nullable;

import java.io.Closeable;
import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Codes the stretches of a target on several threads and gives them in order. Not safe for use by several threads. */
public final class CodedStretches implements Closeable {
    private final InOrder<CodedStretch> tasks;
    private final long total;
    private final boolean isTied;
    private final Queue<StretchEncoder> idle = new ConcurrentLinkedQueue<>();

    /** Taken already to see whether it continues the one before. */
    private @Nullable CodedStretch ahead;

    public CodedStretches(
            Opening opening,
            EncoderReference reference,
            Effort effort,
            CompressorModels models,
            Workers workers) {
        Planner planner = new Planner(opening.depths());
        this.total = planner.total();
        this.isTied = planner.isTied();
        this.tasks =
                new InOrder<>(
                        workers,
                        () -> {
                            StretchPlan plan = planner.next();
                            return plan == null
                                    ? null
                                    : () -> code(plan, opening, reference, effort, models);
                        });
    }

    private CodedStretch code(
            StretchPlan plan,
            Opening opening,
            EncoderReference reference,
            Effort effort,
            CompressorModels models)
            throws IOException {
        StretchEncoder encoder = idle.poll();
        if (encoder == null) {
            encoder = new StretchEncoder(opening, reference, effort, models);
        }
        try {
            return encoder.encode(plan);
        } finally {
            idle.add(encoder);
        }
    }

    /** Whether streams reach from one stretch into the next. */
    public boolean isTied() {
        return isTied;
    }

    /** Bytes of unpacked form in all stretches, at most. */
    public long total() {
        return total;
    }

    /** The next stretch; null when there are no more. Those that go on copying where the one before ended are one, up to a frame's length. */
    public @Nullable CodedStretch next() throws IOException {
        CodedStretch stretch = ahead == null ? tasks.next() : ahead;
        ahead = null;
        while (stretch != null && stretch.copiedFrom() >= 0) {
            CodedStretch next = tasks.next();
            if (next == null
                    || !stretch.isContinuedBy(next)
                    || stretch.shape().length() + next.shape().length() > Format.FRAME_LENGTH) {
                ahead = next;
                break;
            }
            stretch = stretch.joinedWith(next);
        }
        return stretch;
    }

    @Override
    public void close() {
        tasks.abandon();
        idle.forEach(StretchEncoder::close);
    }
}
