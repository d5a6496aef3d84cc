package io.deltaglider.engine.capability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deltaglider.engine.Stores;
import io.deltaglider.engine.layout.ReservedKeys;
import io.deltaglider.store.EmbeddedStore;
import io.deltaglider.store.testing.CountingS3Client;
import io.deltaglider.store.testing.Fault;
import io.deltaglider.store.testing.FaultyS3Client;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.DelegatingS3Client;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

class CapabilityProbeTest {
    private static final String BUCKET = "bucket";

    @TempDir Path folder;
    private S3Client store;

    @BeforeEach
    void open() throws IOException {
        store = EmbeddedStore.open(folder.resolve("store"));
        store.createBucket(r -> r.bucket(BUCKET));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private StoreCapabilities probe(S3Client backend) {
        StoreCapabilities found =
                new CapabilityProbe(backend, InstantSource.system()).probe(BUCKET);
        assertThat(Stores.keys(store, BUCKET, "")).as("what the probe leaves").isEmpty();
        return found;
    }

    @Test
    void theEmbeddedStoreIsExact() {
        CountingS3Client counting = new CountingS3Client(store);
        assertThat(probe(counting))
                .isEqualTo(new StoreCapabilities(Support.EXACT, Support.EXACT, Support.EXACT));
        assertThat(counting.operations())
                .hasSizeLessThanOrEqualTo(CapabilityProbe.ABOUT_REQUESTS + 20);
    }

    /** Changes the conditions on their way to the store. */
    private abstract static class Altered extends DelegatingS3Client {
        Altered(S3Client delegate) {
            super(delegate);
        }

        abstract PutObjectRequest put(PutObjectRequest request);

        @Override
        public PutObjectResponse putObject(PutObjectRequest request, RequestBody body) {
            return super.putObject(put(request), body);
        }
    }

    @Test
    void aStoreThatIgnoresConditionsIsFoundOut() {
        S3Client ignoring =
                new Altered(store) {
                    @Override
                    PutObjectRequest put(PutObjectRequest request) {
                        return request.toBuilder().ifMatch(null).ifNoneMatch(null).build();
                    }

                    @Override
                    public DeleteObjectResponse deleteObject(DeleteObjectRequest request) {
                        return super.deleteObject(request.toBuilder().ifMatch(null).build());
                    }
                };
        StoreCapabilities found = probe(ignoring);
        assertThat(found)
                .isEqualTo(
                        new StoreCapabilities(Support.IGNORED, Support.IGNORED, Support.IGNORED));
        assertThat(found.mayRewriteInPlace()).isFalse();
    }

    @Test
    void aStoreThatRefusesConditionsIsFoundOut() {
        S3Client refusing =
                new Altered(store) {
                    @Override
                    PutObjectRequest put(PutObjectRequest request) {
                        if (request.ifMatch() != null || request.ifNoneMatch() != null) {
                            throw S3Exception.builder().statusCode(501).message("no").build();
                        }
                        return request;
                    }
                };
        StoreCapabilities found = probe(refusing);
        assertThat(found)
                .isEqualTo(new StoreCapabilities(Support.REFUSED, Support.REFUSED, Support.EXACT));
        assertThat(found.mayRewriteInPlace()).isFalse();
    }

    /** All who ask at once are told "yes" before any of them writes. */
    @Test
    void aStoreThatChecksFirstAndWritesLaterIsFoundOut() {
        S3Client racy =
                new DelegatingS3Client(store) {
                    private final CountDownLatch twoAreIn = new CountDownLatch(2);

                    @Override
                    public PutObjectResponse putObject(PutObjectRequest request, RequestBody body) {
                        if (request.ifMatch() == null) {
                            return super.putObject(request, body);
                        }
                        String now = headObject(r -> r.bucket(BUCKET).key(request.key())).eTag();
                        if (!now.equals('"' + request.ifMatch() + '"')) {
                            throw S3Exception.builder().statusCode(412).message("no").build();
                        }
                        twoAreIn.countDown();
                        try {
                            twoAreIn.await(10, TimeUnit.SECONDS);
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                        return super.putObject(request.toBuilder().ifMatch(null).build(), body);
                    }
                };
        assertThat(probe(racy).compareAndSwap()).isEqualTo(Support.NOT_ATOMIC);
    }

    @Test
    void whatIsNotKnownIsNotGuessed() {
        FaultyS3Client faulty = new FaultyS3Client(store);
        KnownCapabilities known =
                new KnownCapabilities(
                        folder.resolve("known"), "here", faulty, InstantSource.system());
        for (Fault fault : new Fault[] {Fault.accessDenied(), new Fault.TimeoutBefore()}) {
            for (int call = 1; call < 4; call++) {
                faulty.failCall(call, fault);
                assertThatThrownBy(() -> known.allowed(BUCKET)).isInstanceOf(SdkException.class);
            }
        }
        assertThat(folder.resolve("known")).doesNotExist();
        faulty.heal();
        assertThat(known.allowed(BUCKET)).isTrue();
    }

    @Test
    void theAnswerIsRememberedForADayAndForOneStore() throws IOException {
        CountingS3Client counting = new CountingS3Client(store);
        Instant[] now = {Instant.parse("2026-02-03T04:05:06Z")};
        Path known = folder.resolve("known");
        assertThat(new KnownCapabilities(known, "here", counting, () -> now[0]).allowed(BUCKET))
                .isTrue();
        counting.reset();
        KnownCapabilities again = new KnownCapabilities(known, "here", counting, () -> now[0]);
        assertThat(again.of(BUCKET))
                .isEqualTo(new StoreCapabilities(Support.EXACT, Support.EXACT, Support.EXACT));
        assertThat(counting.operations()).isEmpty();

        assertThat(new KnownCapabilities(known, "there", counting, () -> now[0]).allowed(BUCKET))
                .isTrue();
        assertThat(counting.operations()).as("another store").isNotEmpty();

        counting.reset();
        now[0] = now[0].plus(KnownCapabilities.VALID).minus(Duration.ofSeconds(1));
        again.of(BUCKET);
        assertThat(counting.operations()).isEmpty();
        now[0] = now[0].plus(Duration.ofSeconds(1));
        again.of(BUCKET);
        assertThat(counting.operations()).as("a day later").isNotEmpty();

        counting.reset();
        try (Stream<Path> files = Files.list(known)) {
            for (Path file : files.toList()) {
                Files.writeString(file, "rubbish");
            }
        }
        again.of(BUCKET);
        assertThat(counting.operations()).as("a file that says nothing").isNotEmpty();
    }

    @Test
    void whatAProbeStoresIsReserved() {
        S3Client watching =
                new Altered(store) {
                    @Override
                    PutObjectRequest put(PutObjectRequest request) {
                        assertThat(ReservedKeys.isReserved(request.key())).isTrue();
                        return request;
                    }
                };
        probe(watching);
    }
}
