package io.deltaglider.store;

import io.deltaglider.store.error.S3Errors;

import org.gaul.s3proxy.blobstore.BlobStore;

import software.amazon.awssdk.services.s3.DelegatingS3Client;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Request;
import software.amazon.awssdk.services.s3.waiters.S3Waiter;

import java.util.function.Function;

/**
 * Makes a {@code BlobStore} look like S3 itself: an {@code S3Client} that works in this process and without HTTP, and answers and throws
 * as the HTTP client would. Requests that a blob store has no means for (versioning, policies, encryption ...) are answered as by an S3
 * server that lacks them: an {@code S3Exception} with status 501 and code {@code NotImplemented}. Thread-safe if the store is.
 */
public class BlobStoreS3Client extends DelegatingS3Client {
    /** Where a request ends up that {@link BlobStoreOperations} does not have. */
    private static final String DEFAULT_METHODS = S3Client.class.getName();

    /** The client owns the store: closing one closes the other. */
    public BlobStoreS3Client(BlobStore store) {
        super(new BlobStoreOperations(store));
    }

    @Override
    public S3Waiter waiter() {
        return S3Waiter.builder().client(this).build();
    }

    @Override
    protected <T extends S3Request, R> R invokeOperation(T request, Function<T, R> operation) {
        try {
            return Answers.complete(operation.apply(request));
        } catch (UnsupportedOperationException e) {
            StackTraceElement[] trace = e.getStackTrace();
            if (trace.length > 0 && trace[0].getClassName().equals(DEFAULT_METHODS)) {
                throw S3Errors.notImplemented(
                        "this store does not have the operation '"
                                + trace[0].getMethodName()
                                + "'; it needs an S3 server");
            }
            throw e;
        }
    }
}
