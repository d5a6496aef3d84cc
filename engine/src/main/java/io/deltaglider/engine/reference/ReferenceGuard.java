package io.deltaglider.engine.reference;

import io.deltaglider.engine.backend.Caller;
import io.deltaglider.engine.backend.Heads;
import io.deltaglider.engine.layout.ReferenceKey;
import io.deltaglider.engine.object.StoredMetadata;

import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/**
 * The question that every writer asks after it has made an object point to a reference, and before it answers its client: is
 * the reference there, and not retired? Retired references are on their way out and never come back.
 */
public final class ReferenceGuard {
    /** What is certain about a reference. When nothing is, the check throws. */
    public enum Verdict {
        SAFE,
        GONE_OR_RETIRED
    }

    private final Heads heads;
    private final ExecutorService threads;

    public ReferenceGuard(Heads heads, ExecutorService threads) {
        this.heads = heads;
        this.threads = threads;
    }

    /**
     * Two requests, both at once: HEAD of the reference and of its marker.
     *
     * @throws software.amazon.awssdk.core.exception.SdkException when the store does not say
     */
    public Verdict check(Caller caller, String bucket, ReferenceKey reference) {
        Future<Optional<HeadObjectResponse>> marker =
                threads.submit(() -> heads.find(caller, bucket, reference.markerKey()));
        try {
            Optional<HeadObjectResponse> present = heads.find(caller, bucket, reference.key());
            boolean retired = await(marker).isPresent();
            return present.isPresent() && whole(present.get(), reference) && !retired
                    ? Verdict.SAFE
                    : Verdict.GONE_OR_RETIRED;
        } finally {
            marker.cancel(true);
        }
    }

    /** A raw reference has the size that its key says. One that is a delta file itself has its own checks. */
    private static boolean whole(HeadObjectResponse stored, ReferenceKey reference) {
        return StoredMetadata.mark(stored.metadata()) != StoredMetadata.Mark.RAW
                || stored.contentLength() == null
                || stored.contentLength() == reference.size();
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw AbortedException.create("interrupted while asking for a reference", e);
        } catch (CancellationException e) {
            throw SdkClientException.create(
                    "the client was closed while asking for a reference", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw SdkClientException.create(
                    "cannot ask for a reference: " + e.getCause(), e.getCause());
        }
    }
}
