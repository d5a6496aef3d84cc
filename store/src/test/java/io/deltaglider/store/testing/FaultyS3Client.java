package io.deltaglider.store.testing;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.DelegatingS3Client;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Request;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Makes chosen requests fail in a chosen way, and passes all others on. Thread-safe. To fail at every call in turn:
 *
 * <pre>
 * for (int n = 1; ; n++) {
 *     FaultyS3Client s3 = new FaultyS3Client(fresh());
 *     s3.failCall(n, Fault.slowDown());
 *     ... the operation under test, and what must hold after it ...
 *     if (!s3.hasFailed()) break; // it needs fewer than n calls
 * }
 * </pre>
 */
public final class FaultyS3Client extends DelegatingS3Client {
    /** Which request fails, and how. */
    private record Plan(Selector selector, Fault fault) {}

    @FunctionalInterface
    private interface Selector {
        boolean selects(int call, S3Request request);
    }

    private final S3Client delegate;
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicReference<@Nullable Plan> plan = new AtomicReference<>();

    /** Fails nothing until it is told to. */
    public FaultyS3Client(S3Client delegate) {
        super(delegate);
        this.delegate = delegate;
    }

    /** The n-th call from now on fails, the first being 1. A fault of a body does nothing to a call that is not a GET. */
    public void failCall(int n, Fault fault) {
        calls.set(0);
        failures.set(0);
        plan.set(new Plan((call, request) -> call == n, fault));
    }

    /** Every call of an operation ("GetObject") fails until further notice. */
    public void failAll(String operation, Fault fault) {
        failWhere(request -> CountingS3Client.operation(request).equals(operation), fault);
    }

    /** Every call that the predicate holds for fails until further notice. */
    public void failWhere(Predicate<S3Request> predicate, Fault fault) {
        failures.set(0);
        plan.set(new Plan((call, request) -> predicate.test(request), fault));
    }

    /** Fails nothing any more. */
    public void heal() {
        plan.set(null);
    }

    /** Whether a call has failed since the last plan was made. */
    public boolean hasFailed() {
        return failures.get() > 0;
    }

    /** How many calls there were since the last {@link #failCall}. */
    public int calls() {
        return calls.get();
    }

    @Override
    protected <T extends S3Request, R> R invokeOperation(T request, Function<T, R> operation) {
        return invoke(next(request), request, operation);
    }

    @Override
    public <R> R getObject(
            GetObjectRequest request, ResponseTransformer<GetObjectResponse, R> transformer) {
        Fault fault = next(request);
        if (fault == null || !fault.isOfBody()) {
            return invoke(fault, request, r -> delegate.getObject(r, transformer));
        }
        failures.incrementAndGet();
        return delegate.getObject(request, new FaultyBody<>(transformer, fault));
    }

    private @Nullable Fault next(S3Request request) {
        int call = calls.incrementAndGet();
        Plan current = plan.get();
        return current != null && current.selector.selects(call, request) ? current.fault : null;
    }

    private <T extends S3Request, R> R invoke(
            @Nullable Fault fault, T request, Function<T, R> operation) {
        SdkException exception = fault == null ? null : fault.exception();
        if (exception == null) {
            return operation.apply(request);
        }
        failures.incrementAndGet();
        if (fault instanceof Fault.AnswerLost && !(request instanceof GetObjectRequest)) {
            var _ = operation.apply(request);
        }
        throw exception;
    }

    private record FaultyBody<R>(ResponseTransformer<GetObjectResponse, R> transformer, Fault fault)
            implements ResponseTransformer<GetObjectResponse, R> {
        @Override
        public R transform(GetObjectResponse response, AbortableInputStream body) throws Exception {
            InputStream faulty =
                    switch (fault) {
                        case Fault.BodyBreaksOff breaksOff ->
                                new Limited(body, breaksOff.after(), true);
                        case Fault.BodyEndsEarly endsEarly ->
                                new Limited(body, endsEarly.after(), false);
                        case Fault.StaleBody stale -> new ByteArrayInputStream(stale.body());
                        case Fault.Refused _, Fault.TimeoutBefore _, Fault.AnswerLost _ -> body;
                    };
            return transformer.transform(response, AbortableInputStream.create(faulty, body));
        }

        @Override
        public boolean needsConnectionLeftOpen() {
            return transformer.needsConnectionLeftOpen();
        }

        @Override
        public String name() {
            return transformer.name();
        }
    }

    private static final class Limited extends FilterInputStream {
        private final boolean breaksOff;
        private long left;

        Limited(InputStream in, long left, boolean breaksOff) {
            super(in);
            this.left = left;
            this.breaksOff = breaksOff;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (left == 0) {
                if (breaksOff) {
                    throw new IOException("injected: connection reset");
                }
                return -1;
            }
            int n = super.read(bytes, offset, (int) Math.min(length, left));
            left -= Math.max(0, n);
            return n;
        }

        @Override
        public long skip(long n) throws IOException {
            long skipped = super.skip(Math.min(n, left));
            left -= skipped;
            return skipped;
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}
