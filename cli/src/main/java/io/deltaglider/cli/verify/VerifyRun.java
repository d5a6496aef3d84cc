package io.deltaglider.cli.verify;

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
    private final int atOnce = Math.clamp(2L * Runtime.getRuntime().availableProcessors(), 2, 8);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Deque<Question> open = new ArrayDeque<>();

    public VerifyRun(Verifier verifier, Listener listener) {
        this.verifier = verifier;
        this.listener = listener;
    }

    /** Begins with one more, once there is room for it. */
    public void add(ObjectLocation object) {
        if (open.size() == atOnce) {
            settle();
        }
        open.add(new Question(object, threads.submit(() -> verifier.verify(object))));
    }

    /** Returns when all have been told of. */
    public void finish() {
        while (!open.isEmpty()) {
            settle();
        }
    }

    private void settle() {
        Question question = open.remove();
        try {
            listener.verified(question.answer().get());
        } catch (ExecutionException e) {
            failed(question, e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private void failed(Question question, @Nullable Throwable cause) {
        switch (cause) {
            case SdkException e -> listener.failed(question.object(), e);
            case IOException e -> listener.failed(question.object(), e);
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
