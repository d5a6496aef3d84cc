package io.deltaglider.engine;

import software.amazon.awssdk.services.s3.DelegatingS3Client;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Request;

import java.util.function.Function;

/** Does something else at chosen moments: what other clients of the same store may do in between. */
final class HookedS3Client extends DelegatingS3Client {
    /** What to do around a request. */
    interface Hook {
        default void before(S3Request request) {}

        default void after(S3Request request) {}
    }

    private volatile Hook hook = new Hook() {};

    HookedS3Client(S3Client delegate) {
        super(delegate);
    }

    void hook(Hook newHook) {
        hook = newHook;
    }

    @Override
    protected <T extends S3Request, R> R invokeOperation(T request, Function<T, R> operation) {
        Hook current = hook;
        current.before(request);
        R result = operation.apply(request);
        current.after(request);
        return result;
    }
}
