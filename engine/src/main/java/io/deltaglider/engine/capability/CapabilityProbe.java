package io.deltaglider.engine.capability;

import io.deltaglider.engine.failure.Reason;
import io.deltaglider.engine.layout.TemporaryKey;
import io.deltaglider.engine.object.ETags;
import io.deltaglider.engine.object.S3Errors;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Finds out what a store makes of conditions by sending it some, that hold and that do not, and by letting requests race of which
 * one may win. About {@value #ABOUT_REQUESTS} small requests under {@code .deltaglider/tmp/}; what they leave there is removed, and expires
 * if that fails. That a race has one winner proves nothing, so it is run several times; that it has two is certain.
 */
public final class CapabilityProbe {
    /** With a store that honours everything. */
    static final int ABOUT_REQUESTS = 90;

    private static final Logger LOG = LoggerFactory.getLogger(CapabilityProbe.class);

    private static final Duration EXPIRY = Duration.ofHours(1);
    private static final int RACES = 5;
    private static final int RACERS = 8;
    private static final String NO_SUCH_ETAG = "00000000000000000000000000000000";

    private final S3Client backend;
    private final InstantSource clock;

    public CapabilityProbe(S3Client backend, InstantSource clock) {
        this.backend = backend;
        this.clock = clock;
    }

    /**
     * Tries a bucket's store.
     *
     * @throws SdkException when a request fails for a reason that has nothing to do with conditions: then nothing is known
     */
    public StoreCapabilities probe(String bucket) {
        try (Attempt attempt = new Attempt(bucket);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Support create = attempt.createOnly(threads);
            Support swap = attempt.compareAndSwap(threads);
            Support delete = attempt.compareAndDelete();
            return new StoreCapabilities(create, swap, delete);
        }
    }

    /** One probe, and what it has stored. */
    private final class Attempt implements AutoCloseable {
        private final String bucket;

        /** Keys, each with its version if there is one. */
        private final Set<Stored> stored = ConcurrentHashMap.newKeySet();

        Attempt(String bucket) {
            this.bucket = bucket;
        }

        Support createOnly(ExecutorService threads) {
            String key = newKey("create");
            if (!accepted(put(key).ifNoneMatch("*"), "first")) {
                return Support.REFUSED;
            }
            if (accepted(put(key).ifNoneMatch("*"), "second")) {
                return Support.IGNORED;
            }
            for (int race = 0; race < RACES; race++) {
                String fresh = newKey("race");
                int winners =
                        race(
                                threads,
                                racer -> accepted(put(fresh).ifNoneMatch("*"), "racer " + racer));
                if (winners > 1) {
                    return Support.NOT_ATOMIC;
                }
            }
            return Support.EXACT;
        }

        Support compareAndSwap(ExecutorService threads) {
            String key = newKey("swap");
            String etag = ETags.plain(send(put(key), "first").eTag());
            if (accepted(put(key).ifMatch(NO_SUCH_ETAG), "second")) {
                return Support.IGNORED;
            }
            for (int race = 0; race < RACES; race++) {
                String expected = etag;
                String content = "race " + race + ", racer ";
                int winners =
                        race(
                                threads,
                                racer -> accepted(put(key).ifMatch(expected), content + racer));
                if (winners > 1) {
                    return Support.NOT_ATOMIC;
                }
                etag = ETags.plain(backend.headObject(r -> r.bucket(bucket).key(key)).eTag());
                if (etag.equals(expected)) {
                    return Support.REFUSED; // the condition held, and nobody was let through
                }
            }
            return Support.EXACT;
        }

        /** Whether it is atomic is not tried: nothing depends on it. */
        Support compareAndDelete() {
            String key = newKey("delete");
            String etag = ETags.plain(send(put(key), "first").eTag());
            if (deletes(key, NO_SUCH_ETAG)) {
                return Support.IGNORED;
            }
            return deletes(key, etag) ? Support.EXACT : Support.REFUSED;
        }

        private boolean deletes(String key, String etag) {
            try {
                backend.deleteObject(r -> r.bucket(bucket).key(key).ifMatch(etag));
                return true;
            } catch (S3Exception e) {
                if (refusesCondition(e)) {
                    return false;
                }
                throw e;
            }
        }

        private PutObjectRequest.Builder put(String key) {
            return PutObjectRequest.builder().bucket(bucket).key(key);
        }

        private boolean accepted(PutObjectRequest.Builder request, String content) {
            try {
                var _ = send(request, content);
                return true;
            } catch (S3Exception e) {
                if (refusesCondition(e)) {
                    return false;
                }
                throw e;
            }
        }

        private PutObjectResponse send(PutObjectRequest.Builder builder, String content) {
            PutObjectRequest request = builder.build();
            stored.add(new Stored(request.key(), null));
            PutObjectResponse answer = backend.putObject(request, RequestBody.fromString(content));
            if (answer.versionId() != null) {
                stored.add(new Stored(request.key(), answer.versionId()));
            }
            return answer;
        }

        private String newKey(String name) {
            return TemporaryKey.unique(clock.instant().plus(EXPIRY), "probe-" + name).key();
        }

        /** What could not be removed expires. A plain DELETE comes first: in a bucket with versions it leaves a marker, which goes too. */
        @Override
        public void close() {
            try {
                for (Stored each : stored) {
                    if (each.versionId == null) {
                        remove(each);
                    }
                }
                for (Stored each : stored) {
                    if (each.versionId != null) {
                        remove(each);
                    }
                }
            } catch (SdkException e) {
                LOG.warn(
                        "what a probe left under {} in {} could not be removed, and expires: {}",
                        TemporaryKey.TEMPORARY_PREFIX,
                        bucket,
                        Reason.of(e));
            }
        }

        private void remove(Stored each) {
            var answer =
                    backend.deleteObject(
                            r -> r.bucket(bucket).key(each.key).versionId(each.versionId));
            if (each.versionId == null
                    && Boolean.TRUE.equals(answer.deleteMarker())
                    && answer.versionId() != null) {
                stored.add(new Stored(each.key, answer.versionId()));
            }
        }
    }

    private record Stored(String key, @Nullable String versionId) {}

    private interface Racer {
        boolean wins(int number);
    }

    /** Lets several go at once, and counts those who won. */
    private static int race(ExecutorService threads, Racer racer) {
        CountDownLatch start = new CountDownLatch(1);
        List<Future<Boolean>> results = new ArrayList<>();
        for (int i = 0; i < RACERS; i++) {
            int number = i;
            Callable<Boolean> task =
                    () -> {
                        start.await();
                        return racer.wins(number);
                    };
            results.add(threads.submit(task));
        }
        start.countDown();
        int winners = 0;
        for (Future<Boolean> each : results) {
            winners += won(each) ? 1 : 0;
        }
        return winners;
    }

    private static boolean won(Future<Boolean> racer) {
        try {
            return racer.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw AbortedException.create("interrupted while trying a store", e);
        } catch (ExecutionException e) {
            // Ceph answers 500 to some losers.
            if (e.getCause() instanceof S3Exception failed && failed.statusCode() >= 500) {
                return false;
            }
            throw e.getCause() instanceof RuntimeException failure
                    ? failure
                    : new IllegalStateException(e.getCause());
        }
    }

    /** 409: another writer is just now at it. 400: the header itself is refused. */
    private static boolean refusesCondition(S3Exception e) {
        return S3Errors.isPreconditionFailed(e)
                || S3Errors.isNotImplemented(e)
                || e.statusCode() == 409
                || (e.statusCode() == 404 && !S3Errors.hasCode(e, "NoSuchBucket"))
                || e.statusCode() == 400;
    }
}
