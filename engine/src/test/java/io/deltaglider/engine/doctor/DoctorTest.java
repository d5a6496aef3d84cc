package io.deltaglider.engine.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.deltaglider.engine.Stores;
import io.deltaglider.engine.capability.KnownCapabilities;
import io.deltaglider.engine.doctor.Finding.Level;
import io.deltaglider.engine.object.S3Errors;
import io.deltaglider.store.EmbeddedStore;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.DelegatingS3Client;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ExpirationStatus;
import software.amazon.awssdk.services.s3.model.GetBucketLifecycleConfigurationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketLifecycleConfigurationResponse;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Request;
import software.amazon.awssdk.services.s3.model.Transition;
import software.amazon.awssdk.services.s3.model.TransitionStorageClass;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

class DoctorTest {
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

    private List<Finding> examine(S3Client backend, String bucket) {
        KnownCapabilities capabilities =
                new KnownCapabilities(
                        folder.resolve("known"), "here", backend, InstantSource.system());
        List<Finding> findings =
                new Doctor(
                                backend,
                                capabilities,
                                new ReferenceCheck(
                                        backend,
                                        (_, _) ->
                                                new ReferenceCheck.Stored("", 0, Optional.empty())),
                                InstantSource.system())
                        .examine(bucket);
        assertThat(findings)
                .allSatisfy(each ->
                        assertThat(each.remedy().isEmpty()).isEqualTo(each.level() == Level.OK));
        return findings;
    }

    private List<Finding> examine(S3Client backend) {
        return examine(backend, BUCKET);
    }

    private static void assertFound(
            List<Finding> findings, String check, Level level, String... words) {
        assertThat(findings)
                .anySatisfy(each -> {
                    assertThat(each.check()).isEqualTo(check);
                    assertThat(each.level()).isEqualTo(level);
                    for (String word : words) {
                        assertThat(each.found() + each.remedy()).contains(word);
                    }
                });
    }

    @Test
    void theEmbeddedStoreIsHealthy() {
        List<Finding> findings = examine(store);
        assertThat(findings).extracting(Finding::level).containsOnly(Level.OK);
        assertThat(findings)
                .extracting(Finding::check)
                .contains(
                        "permissions",
                        "clock",
                        "If-None-Match on PUT",
                        "If-Match on PUT",
                        "lifecycle",
                        "checksums",
                        "versions");
        assertThat(Stores.keys(store, BUCKET, "")).as("what it leaves").isEmpty();
    }

    @Test
    void aMissingBucketIsSaidFirst() {
        assertFound(examine(store, "none"), "bucket", Level.PROBLEM, "none", "deltaglider mb");
    }

    private S3Client refusing(Predicate<S3Request> what) {
        return new DelegatingS3Client(store) {
            @Override
            protected <T extends S3Request, R> R invokeOperation(
                    T request, Function<T, R> operation) {
                if (what.test(request)) {
                    throw S3Errors.error(403, "AccessDenied", "no");
                }
                return operation.apply(request);
            }
        };
    }

    @Test
    void everyMissingPermissionIsNamed() {
        for (String[] each :
                new String[][] {
                    {"ListObjectsV2Request", "s3:ListBucket"},
                    {"HeadObjectRequest", "s3:ListBucket"},
                    {"PutObjectRequest", "s3:PutObject"},
                    {"GetObjectRequest", "s3:GetObject"},
                    {"DeleteObjectRequest", "s3:DeleteObject"},
                    {"GetBucketVersioningRequest", "s3:GetBucketVersioning"},
                    {"ListMultipartUploadsRequest", "s3:ListBucketMultipartUploads"}
                }) {
            List<Finding> findings =
                    examine(
                            refusing(
                                    request -> request.getClass().getSimpleName().equals(each[0])));
            assertFound(findings, "permissions", Level.PROBLEM, each[1]);
        }
        assertFound(
                examine(refusing(GetBucketLifecycleConfigurationRequest.class::isInstance)),
                "lifecycle",
                Level.UNKNOWN,
                "s3:GetLifecycleConfiguration");
    }

    private List<Finding> withRule(Consumer<LifecycleRule.Builder> rule) {
        return examine(
                new DelegatingS3Client(store) {
                    @Override
                    public GetBucketLifecycleConfigurationResponse getBucketLifecycleConfiguration(
                            GetBucketLifecycleConfigurationRequest request) {
                        LifecycleRule.Builder built =
                                LifecycleRule.builder().id("old").status(ExpirationStatus.ENABLED);
                        rule.accept(built);
                        return GetBucketLifecycleConfigurationResponse.builder()
                                .rules(built.build())
                                .build();
                    }
                });
    }

    private static Transition transition(TransitionStorageClass storageClass) {
        return Transition.builder().days(1).storageClass(storageClass).build();
    }

    @Test
    @SuppressWarnings("deprecation") // rules of the first form are still in use
    void rulesThatWouldExpireReferencesAreFound() {
        for (String prefix : new String[] {"", ".", ".deltaglider/", ".deltaglider/refs/ab"}) {
            assertFound(
                    withRule(r -> r.filter(f -> f.prefix(prefix)).expiration(e -> e.days(30))),
                    "lifecycle",
                    Level.PROBLEM,
                    "\"old\"",
                    "expire",
                    ".deltaglider/refs/");
            assertFound(
                    withRule(r -> r.prefix(prefix).expiration(e -> e.date(Instant.EPOCH))),
                    "lifecycle",
                    Level.PROBLEM);
        }
        assertFound(
                withRule(r -> r.transitions(transition(TransitionStorageClass.GLACIER))),
                "lifecycle",
                Level.PROBLEM,
                "GLACIER");
        assertFound(
                withRule(r ->
                        r.filter(f -> f.and(a -> a.objectSizeGreaterThan(1L)))
                                .expiration(e -> e.days(1))),
                "lifecycle",
                Level.PROBLEM);
    }

    @Test
    void rulesThatLeaveReferencesAloneAreFine() {
        assertFound(
                withRule(r -> r.filter(f -> f.prefix("logs/")).expiration(e -> e.days(30))),
                "lifecycle",
                Level.OK);
        assertFound(
                withRule(r ->
                        r.filter(f -> f.tag(t -> t.key("a").value("b")))
                                .expiration(e -> e.days(30))),
                "lifecycle",
                Level.OK);
        assertFound(
                withRule(r -> r.status(ExpirationStatus.DISABLED).expiration(e -> e.days(30))),
                "lifecycle",
                Level.OK);
        assertFound(
                withRule(r -> r.abortIncompleteMultipartUpload(a -> a.daysAfterInitiation(7))),
                "lifecycle",
                Level.OK);
        assertFound(
                withRule(r -> r.transitions(transition(TransitionStorageClass.STANDARD_IA))),
                "lifecycle",
                Level.OK);
    }

    private S3Client dated(Instant time) {
        return new DelegatingS3Client(store) {
            @Override
            public PutObjectResponse putObject(PutObjectRequest request, RequestBody body) {
                PutObjectResponse.Builder answer = super.putObject(request, body).toBuilder();
                String date =
                        DateTimeFormatter.RFC_1123_DATE_TIME.format(time.atOffset(ZoneOffset.UTC));
                answer.sdkHttpResponse(
                        SdkHttpResponse.builder().statusCode(200).putHeader("Date", date).build());
                return answer.build();
            }
        };
    }

    @Test
    void aClockThatIsOffIsFound() {
        Instant now = Instant.now();
        assertFound(examine(dated(now)), "clock", Level.OK);
        assertFound(examine(dated(now.minusSeconds(300))), "clock", Level.ADVICE, "NTP");
        assertFound(examine(dated(now.plusSeconds(3000))), "clock", Level.PROBLEM, "NTP");
    }

    @Test
    void aStoreWithoutConditionsIsFound() {
        List<Finding> findings =
                examine(
                        new DelegatingS3Client(store) {
                            @Override
                            public PutObjectResponse putObject(
                                    PutObjectRequest request, RequestBody body) {
                                return super.putObject(
                                        request.toBuilder().ifMatch(null).ifNoneMatch(null).build(),
                                        body);
                            }
                        });
        assertFound(findings, "If-Match on PUT", Level.ADVICE, "ignored", "optimize");
        assertFound(findings, "If-None-Match on PUT", Level.ADVICE, "ignored");
    }

    @Test
    void aServerThatRejectsChecksumsIsFound() {
        List<Finding> findings =
                examine(
                        new DelegatingS3Client(store) {
                            @Override
                            public PutObjectResponse putObject(
                                    PutObjectRequest request, RequestBody body) {
                                if (request.checksumAlgorithm() != null) {
                                    throw S3Errors.error(501, "NotImplemented", "no checksums");
                                }
                                return super.putObject(request, body);
                            }
                        });
        assertFound(findings, "checksums", Level.ADVICE, "WHEN_REQUIRED");
    }
}
