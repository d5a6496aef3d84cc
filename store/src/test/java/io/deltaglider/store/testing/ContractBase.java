package io.deltaglider.store.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** What the contract's tests share: the client under test, what it is known not to do, and a fresh bucket for each test. */
abstract class ContractBase {
    /** The bucket of the test that runs. */
    protected String bucket = "";

    /** The client under test. The contract does not close it. */
    protected abstract S3Client client();

    /** Whether If-Match on PUT is honoured, atomically, with the ETag without its quotes, which is how the engine sends it. */
    protected boolean conditionalPut() {
        return true;
    }

    /** Whether If-Match on PUT may also have the ETag in quotes, as other requests return it. */
    protected boolean quotedIfMatch() {
        return true;
    }

    /** Whether If-Match on DELETE is honoured. */
    protected boolean conditionalDelete() {
        return true;
    }

    /** Whether conditions on CompleteMultipartUpload are honoured. */
    protected boolean conditionalComplete() {
        return true;
    }

    /** Whether conditions on the destination of a COPY are honoured. */
    protected boolean conditionalCopy() {
        return true;
    }

    /** Whether keys that a naive file system store cannot hold work: {@code a} beside {@code a/b}, {@code a//b}, {@code ../x}. */
    protected boolean anyKey() {
        return true;
    }

    /** Whether listings are in the order of the keys' UTF-8 bytes also outside of Unicode's basic plane. */
    protected boolean orderOfBytes() {
        return true;
    }

    /** Whether a delimiter may be another one than a slash. */
    protected boolean anyDelimiter() {
        return true;
    }

    /** Whether parts of multipart uploads, all but the last, must have 5 MiB. */
    protected boolean minimumPartSize() {
        return true;
    }

    /** Whether a completion that is repeated is answered again. */
    protected boolean repeatedCompletion() {
        return true;
    }

    /** Whether a GET or HEAD may name a part. */
    protected boolean readByPartNumber() {
        return true;
    }

    /** Whether object tags are kept. */
    protected boolean tagging() {
        return true;
    }

    /** Whether the checksums of requests are verified, and returned when asked for. */
    protected boolean checksums() {
        return true;
    }

    /** Whether the Expires header is kept by a COPY. */
    protected boolean copiesExpires() {
        return true;
    }

    /** Whether 2 KB of user metadata are kept, and more are refused. */
    protected boolean metadataLimit() {
        return true;
    }

    /** Whether the names of user metadata come back in lower case. */
    protected boolean lowerCaseMetadata() {
        return true;
    }

    /** Whether ListParts has pages. */
    protected boolean pagesOfParts() {
        return true;
    }

    /** Whether parts of an upload that does not exist are neither taken nor listed. */
    protected boolean refusesStrayParts() {
        return true;
    }

    /** Whether a completion may leave out parts that were uploaded. */
    protected boolean partsMayBeLeftOut() {
        return true;
    }

    /** Whether If-None-Match and If-Unmodified-Since on the source of a copy are honoured, with the ETag in quotes. */
    protected boolean copySourceConditions() {
        return true;
    }

    /** Whether the answer to a completion has the object's ETag. */
    protected boolean completionTellsETag() {
        return true;
    }

    @BeforeEach
    void createBucket() {
        bucket = "contract-" + UUID.randomUUID();
        client().createBucket(b -> b.bucket(bucket));
    }

    @AfterEach
    void removeBucket() {
        try {
            ListMultipartUploadsResponse uploads =
                    client().listMultipartUploads(b -> b.bucket(bucket));
            uploads.uploads()
                    .forEach(upload ->
                            client().abortMultipartUpload(b ->
                                    b.bucket(bucket)
                                            .key(upload.key())
                                            .uploadId(upload.uploadId())));
            client().listObjectsV2Paginator(b -> b.bucket(bucket)).contents().stream()
                    .map(S3Object::key)
                    .toList()
                    .forEach(key -> client().deleteObject(b -> b.bucket(bucket).key(key)));
            client().deleteBucket(b -> b.bucket(bucket));
        } catch (NoSuchBucketException e) {
            // The test deleted it.
        }
    }

    protected final String put(String key, String text) {
        return client().putObject(b -> b.bucket(bucket).key(key), RequestBody.fromString(text))
                .eTag();
    }

    protected static String bare(String eTag) {
        return eTag.replace("\"", "");
    }

    protected final String get(String key) {
        return client().getObjectAsBytes(b -> b.bucket(bucket).key(key)).asUtf8String();
    }

    protected final List<String> keys() {
        return client().listObjectsV2Paginator(b -> b.bucket(bucket)).contents().stream()
                .map(S3Object::key)
                .toList();
    }

    /** Bytes that no compression shortens, the same for the same seed. */
    protected static byte[] random(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    /** Asserts that a request fails with an S3 error of this status, and returns it. */
    protected static S3Exception fails(int status, ThrowingCallable request) {
        S3Exception e = catchThrowableOfType(S3Exception.class, request);
        assertThat(e).as("expected an S3Exception with status %s", status).isNotNull();
        assertThat(e.statusCode()).as(e.getMessage()).isEqualTo(status);
        return e;
    }

    /** Asserts that a request fails with an S3 error of one of these statuses. */
    protected static void failsWithOneOf(List<Integer> statuses, ThrowingCallable request) {
        S3Exception e = catchThrowableOfType(S3Exception.class, request);
        assertThat(e).as("expected an S3Exception with a status of %s", statuses).isNotNull();
        assertThat(e.statusCode()).as(e.getMessage()).isIn(statuses);
    }

    /** Runs a task on so many threads at once, and returns the results; a task's exception is the test's. */
    protected static <T> List<T> race(int threads, Callable<T> task) throws Exception {
        CountDownLatch start = new CountDownLatch(threads);
        List<Future<T>> futures = new ArrayList<>();
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < threads; i++) {
                futures.add(
                        executor.submit(() -> {
                            start.countDown();
                            start.await();
                            return task.call();
                        }));
            }
        }
        List<T> results = new ArrayList<>();
        for (Future<T> future : futures) {
            results.add(future.get());
        }
        return results;
    }
}
