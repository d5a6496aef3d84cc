package io.deltaglider.cli.verify;

import io.deltaglider.cli.output.Progress;
import io.deltaglider.cli.output.Work;
import io.deltaglider.cli.transfer.ObjectLocation;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.core.exception.SdkException;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Verifies many objects, several at once; tells of them in the order in which they were given. For one thread. */
public final class VerifyRun implements AutoCloseable {
    /** Hears of each object. */
    public interface Listener {
        void verified(Verification result);

        /** Not known to be damaged, but not known to be sound either: the failure is an {@link SdkException} or {@link IOException}. */
        void failed(ObjectLocation object, Throwable failure);
    }

    private record Question(ObjectLocation object, Future<Verification> answer) {}

    private final Verifier verifier;
    private final Listener listener;
    private final Progress progress;
    private final int atOnce = Math.clamp(2L * Runtime.getRuntime().availableProcessors(), 2, 8);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Deque<Question> open = new ArrayDeque<>();

    /** @param progress hears what is read, and makes room for what the listener prints */
    public VerifyRun(Verifier verifier, Listener listener, Progress progress) {
        this.verifier = verifier;
        this.listener = listener;
        this.progress = progress;
    }

    /** Begins with one more, once there is room for it; {@code size} is what the listing says of it. */
    public void add(ObjectLocation object, long size) {
        progress.expect(size);
        if (open.size() == atOnce) {
            settle();
        }
        open.add(
                new Question(
                        object,
                        threads.submit(() -> {
                            try (Work work = progress.begin(object.name(), size)) {
                                return verifier.verify(object, work);
                            }
                        })));
    }

    /** Returns when all have been told of. */
    public void finish() {
        progress.allExpected();
        while (!open.isEmpty()) {
            settle();
        }
    }

    private void settle() {
        Question question = open.remove();
        try {
            Verification result = question.answer().get();
            progress.around(() -> listener.verified(result));
        } catch (ExecutionException e) {
            failed(question, e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private void failed(Question question, @Nullable Throwable cause) {
        switch (cause) {
            case SdkException e -> progress.around(() -> listener.failed(question.object(), e));
            case IOException e -> progress.around(() -> listener.failed(question.object(), e));
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case null, default -> throw new IllegalStateException(cause);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        threads.close();
    }
}
