package io.deltaglider.engine.collect;

import static org.assertj.core.api.Assertions.assertThat;

import io.deltaglider.delta.Content;
import io.deltaglider.delta.DeltaEncoder;
import io.deltaglider.delta.DeltaHeader;
import io.deltaglider.delta.DeltaHeader.ReferenceId;
import io.deltaglider.delta.Effort;
import io.deltaglider.engine.Bodies;
import io.deltaglider.engine.DeltaGliderS3Client;
import io.deltaglider.engine.EngineOptions;
import io.deltaglider.engine.Stores;
import io.deltaglider.engine.backend.BackendS3Client;
import io.deltaglider.engine.layout.UnreferencedMark;
import io.deltaglider.engine.object.S3Errors;
import io.deltaglider.engine.simulation.SimulatedS3;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.DelegatingS3Client;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** What an object says counts only when the answer is the listed object; everything else is not known, and then no reference is touched. */
class UnknownObjectsTest {
    private static final String BUCKET = "bucket";
    private static final byte[] FIRST = Bodies.random(1, 70_000);
    private static final byte[] SECOND = Bodies.version(FIRST, 2);
    private static final Duration A_DAY = Duration.ofHours(24).plusSeconds(2);
    private static final String MD5 = "1B2M2Y8AsgTpgAmY7PhCfg==";

    @TempDir Path folder;

    private Instant now = Instant.parse("2026-02-03T04:05:06Z");
    private final InstantSource clock = () -> now;
    private final SimulatedS3 store = new SimulatedS3(clock, 4);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Encrypting encrypting = new Encrypting(store);
    private DeltaGliderS3Client client;

    @BeforeEach
    void open() {
        client =
                new DeltaGliderS3Client(
                        encrypting,
                        EngineOptions.defaults().withCacheDirectory(folder.resolve("cache")),
                        Executors.newVirtualThreadPerTaskExecutor(),
                        clock);
        Stores.put(client, BUCKET, "v1/app.bin", FIRST);
        Stores.put(client, BUCKET, "v2/app.bin", SECOND);
    }

    @AfterEach
    void close() {
        client.close();
        threads.close();
    }

    private CollectReport collect(S3Client backend, CollectOptions options) {
        return new Collector(backend, "here", threads, clock).collect(BUCKET, options);
    }

    private static CollectOptions options() {
        return CollectOptions.defaults();
    }

    private void putEncrypted(S3Client to, String key, byte[] bytes) {
        to.putObject(
                r ->
                        r.bucket(BUCKET)
                                .key(key)
                                .sseCustomerAlgorithm("AES256")
                                .sseCustomerKey("secret")
                                .sseCustomerKeyMD5(MD5),
                RequestBody.fromBytes(bytes));
    }

    /** Collects on so many days; nothing may be lost, and the last report is returned. */
    private CollectReport days(int count, S3Client backend, CollectOptions options) {
        CollectReport last = collect(backend, options);
        for (int day = 0; day < count; day++) {
            now = now.plus(A_DAY);
            last = collect(backend, options);
        }
        assertThat(Stores.get(client, BUCKET, "v2/app.bin")).isEqualTo(SECOND);
        return last;
    }

    /** As Ceph answers, by default, to whoever asks for an encrypted object over plain HTTP. */
    @Test
    void aStoreThatRefusesToShowItsObjectsDoesNotMakeThemRaw() {
        encrypting.refuseAll = true;
        CollectReport report = days(4, encrypting, options());
        assertThat(report.errors())
                .anySatisfy(each ->
                        assertThat(each)
                                .contains(
                                        "s3://bucket/v1/app.bin", "InvalidRequest", "--assume-raw"))
                .first()
                .asString()
                .startsWith("references are left alone, since 2 objects");
        assertThat(report.referencesRetired()).isZero();
        assertThat(Stores.references(store, BUCKET)).hasSize(1);
    }

    @Test
    void whatTheEngineEncryptsWithACustomersKeyIsMarked() {
        putEncrypted(client, "secret.bin", Bodies.random(5, 80_000));
        putEncrypted(client, "tiny", new byte[70]);
        client.copyObject(r ->
                r.sourceBucket(BUCKET)
                        .sourceKey("v1/app.bin")
                        .destinationBucket(BUCKET)
                        .destinationKey("copied")
                        .sseCustomerAlgorithm("AES256")
                        .sseCustomerKey("secret")
                        .sseCustomerKeyMD5(MD5));
        assertThat(Stores.keys(store, BUCKET, UnreferencedMark.MARKS_PREFIX)).hasSize(3);
        CollectReport report = days(2, encrypting, options());
        assertThat(report.errors()).isEmpty();
        assertThat(report.objectsAssumedRaw()).isZero();
        try (DeltaGliderS3Client elsewhere =
                new DeltaGliderS3Client(
                        encrypting,
                        EngineOptions.defaults().withCacheDirectory(folder.resolve("other")),
                        Executors.newVirtualThreadPerTaskExecutor(),
                        clock)) {
            assertThat(elsewhere.listObjectsV2(r -> r.bucket(BUCKET).prefix("secret")).contents())
                    .as("listed without the key")
                    .singleElement()
                    .satisfies(each -> assertThat(each.size()).isEqualTo(80_000));
        }
        client.deleteObject(r -> r.bucket(BUCKET).key("secret.bin"));
        now = now.plus(A_DAY);
        assertThat(collect(encrypting, options()).errors()).isEmpty();
        assertThat(Stores.keys(store, BUCKET, UnreferencedMark.MARKS_PREFIX))
                .as("the mark of what is gone goes")
                .hasSize(2);
    }

    /** The mark is of one object, not of a key. */
    @Test
    void aMarkSaysNothingOfWhatElseComesToLieUnderTheKey() {
        putEncrypted(client, "v1/app.bin", Bodies.random(5, 80_000));
        putEncrypted(encrypting, "v1/app.bin", Bodies.random(6, 80_000));
        CollectReport report = days(3, encrypting, options());
        assertThat(report.errors()).singleElement().asString().contains("s3://bucket/v1/app.bin");
        assertThat(report.referencesRetired()).isZero();
    }

    @Test
    void forObjectsOfOtherToolsSomebodyCanVouch() {
        putEncrypted(encrypting, "theirs/a", Bodies.random(6, 80_000));
        putEncrypted(encrypting, "theirs/b", Bodies.random(7, 80_000));
        now = now.plus(A_DAY);
        CollectReport stopped = collect(encrypting, options());
        assertThat(stopped.errors())
                .hasSize(3)
                .anySatisfy(each -> assertThat(each).contains("s3://bucket/theirs/a"))
                .anySatisfy(each -> assertThat(each).contains("s3://bucket/theirs/b"));
        CollectOptions vouched = options().withAssumedRaw(key -> key.startsWith("theirs/"));
        CollectReport report = collect(encrypting, vouched);
        assertThat(report.errors()).isEmpty();
        assertThat(report.objectsAssumedRaw()).isEqualTo(2);
        client.deleteObject(r -> r.bucket(BUCKET).key("v1/app.bin"));
        client.deleteObject(r -> r.bucket(BUCKET).key("v2/app.bin"));
        assertThat(collect(encrypting, options()).referencesRetired()).isZero();
        assertThat(collect(encrypting, vouched).referencesRetired()).isOne();
    }

    /** Nobody can vouch for a store that refuses everything. */
    @Test
    void whoeverHasNoAccessAtAllIsNotToldThatObjectsAreRaw() {
        encrypting.refuseAll = true;
        encrypting.refuseHeads = true;
        CollectReport report = days(3, encrypting, options().withAssumedRaw(_ -> true));
        assertThat(report.errors()).isNotEmpty();
        assertThat(Stores.references(store, BUCKET)).hasSize(1);
        assertThat(report.referencesRetired()).isZero();
    }

    @Test
    void strangersAnswersToTheGetAreNotBelieved() {
        GetObjectResponse page =
                GetObjectResponse.builder()
                        .contentLength(40L)
                        .contentType("text/html")
                        .eTag("\"5f-1a\"")
                        .build();
        GetObjectResponse right =
                GetObjectResponse.builder()
                        .contentLength(8L)
                        .contentRange("bytes 0-7/1234567")
                        .eTag(store.headObject(r -> r.bucket(BUCKET).key("v1/app.bin")).eTag())
                        .build();
        for (GetObjectResponse each :
                List.of(
                        page,
                        page.toBuilder().eTag(null).build(),
                        page.toBuilder().contentRange("bytes 0-7/40").build(),
                        right,
                        right.toBuilder().contentRange(null).build())) {
            encrypting.foreign = each;
            CollectReport report = days(3, encrypting, options());
            encrypting.foreign = null;
            assertThat(report.errors()).as(each.toString()).isNotEmpty();
            assertThat(report.referencesRetired()).isZero();
        }
        assertThat(Stores.references(store, BUCKET)).hasSize(1);
    }

    @Test
    void aListingThatIsNoneOrOfSomethingElseIsNotBelieved() {
        for (ListObjectsV2Response each :
                List.of(
                        ListObjectsV2Response.builder().build(),
                        ListObjectsV2Response.builder().name("other").isTruncated(false).build(),
                        ListObjectsV2Response.builder()
                                .name(BUCKET)
                                .prefix("x/")
                                .isTruncated(false)
                                .build(),
                        ListObjectsV2Response.builder()
                                .name(BUCKET)
                                .startAfter("x")
                                .isTruncated(false)
                                .build())) {
            encrypting.foreignListing = each;
            CollectReport report = days(3, new BackendS3Client(encrypting), options());
            encrypting.foreignListing = null;
            assertThat(report.errors()).as(each.toString()).isNotEmpty();
        }
        assertThat(Stores.references(store, BUCKET)).hasSize(1);
    }

    @Test
    void anObjectThatChangesWhileItIsAskedForIsAskedAgain() {
        now = now.plus(A_DAY);
        encrypting.beforeGet =
                () -> {
                    encrypting.beforeGet = null;
                    Stores.put(store, BUCKET, "v1/app.bin", new byte[100]);
                    store.objects.remove("v2/app.bin");
                };
        assertThat(collect(encrypting, options()).errors()).isEmpty();
    }

    /** Files that somebody made with "delta encode", and stored with another tool. */
    @Test
    void deltaFilesOfUsersAreObjectsLikeAnyOther() throws IOException {
        byte[] alone = delta(Optional.empty());
        byte[] against =
                delta(
                        Optional.of(
                                new ReferenceId(
                                        Bodies.sha256(FIRST), FIRST.length, "app-1.0.tar")));
        Stores.put(store, BUCKET, "user/alone.delta", alone);
        Stores.put(store, BUCKET, "user/against.delta", against);
        Stores.put(client, BUCKET, "user/put.delta", against);
        now = now.plus(A_DAY);
        assertThat(collect(encrypting, options()).errors()).isEmpty();
        for (int round = 0; round < 2; round++) {
            assertThat(Stores.get(client, BUCKET, "user/alone.delta")).isEqualTo(alone);
            assertThat(Stores.get(client, BUCKET, "user/against.delta")).isEqualTo(against);
            assertThat(Stores.get(client, BUCKET, "user/put.delta")).isEqualTo(against);
            assertThat(Stores.range(client, BUCKET, "user/alone.delta", "bytes=0-99"))
                    .isEqualTo(Arrays.copyOf(alone, 100));
            assertThat(Stores.range(client, BUCKET, "user/against.delta", "bytes=10-19"))
                    .isEqualTo(Arrays.copyOfRange(against, 10, 20));
            assertThat(
                            client
                                    .listObjectsV2(r -> r.bucket(BUCKET).prefix("user/"))
                                    .contents()
                                    .stream()
                                    .map(each -> each.size()))
                    .containsExactly(
                            (long) against.length, (long) alone.length, (long) against.length);
            assertThat(
                            client.headObject(r -> r.bucket(BUCKET).key("user/alone.delta"))
                                    .contentLength())
                    .isEqualTo(alone.length);
        }
    }

    private static byte[] delta(Optional<ReferenceId> reference) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        DeltaHeader header =
                new DeltaHeader(
                        SECOND.length,
                        Bodies.sha256(SECOND),
                        Bodies.md5(SECOND),
                        "",
                        "",
                        reference);
        try (Content from = reference.isPresent() ? Content.of(FIRST) : Content.empty();
                Content to = Content.of(SECOND)) {
            new DeltaEncoder(Effort.FAST).encode(from, to, header, Long.MAX_VALUE, out);
        }
        return out.toByteArray();
    }

    /** Keeps objects with a customer's key to those who have it, and answers wrongly where it is told to. */
    private static final class Encrypting extends DelegatingS3Client {
        private final Set<String> keys = new HashSet<>();
        volatile boolean refuseAll;
        volatile boolean refuseHeads;
        volatile @Nullable GetObjectResponse foreign;
        volatile @Nullable ListObjectsV2Response foreignListing;
        volatile @Nullable Runnable beforeGet;

        Encrypting(SimulatedS3 store) {
            super(store);
        }

        @Override
        public PutObjectResponse putObject(PutObjectRequest request, RequestBody body) {
            synchronized (keys) {
                if (request.sseCustomerAlgorithm() == null) {
                    keys.remove(request.key());
                } else {
                    keys.add(request.key());
                }
            }
            return super.putObject(request, body);
        }

        private void requireKey(String key, @Nullable String algorithm) {
            boolean encrypted;
            synchronized (keys) {
                encrypted = keys.contains(key);
            }
            if (encrypted && algorithm == null) {
                throw S3Errors.error(400, "InvalidRequest", "no key");
            }
        }

        @Override
        public <R> R getObject(
                GetObjectRequest request, ResponseTransformer<GetObjectResponse, R> transformer) {
            Runnable hook = beforeGet;
            if (hook != null) {
                hook.run();
            }
            // Eight bytes are what a collector asks for; readers go on.
            boolean collector = "bytes=0-7".equals(request.range());
            GetObjectResponse other = foreign;
            if (collector && other != null) {
                try {
                    byte[] page =
                            "<html><body>Back soon.</body></html>    "
                                    .getBytes(StandardCharsets.UTF_8);
                    return transformer.transform(
                            other,
                            AbortableInputStream.create(
                                    new ByteArrayInputStream(
                                            page,
                                            0,
                                            (int) Math.min(page.length, other.contentLength()))));
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }
            if (collector && refuseAll) {
                throw S3Errors.error(400, "InvalidRequest", "not over plain HTTP");
            }
            requireKey(request.key(), request.sseCustomerAlgorithm());
            return super.getObject(request, transformer);
        }

        @Override
        public HeadObjectResponse headObject(HeadObjectRequest request) {
            if (refuseHeads && request.key().startsWith(UnreferencedMark.MARKS_PREFIX)) {
                throw S3Errors.error(403, "AccessDenied", "no");
            }
            requireKey(request.key(), request.sseCustomerAlgorithm());
            return super.headObject(request);
        }

        @Override
        public ListObjectsV2Response listObjectsV2(ListObjectsV2Request request) {
            ListObjectsV2Response other = foreignListing;
            boolean users = request.prefix() == null || request.prefix().isEmpty();
            return other != null && users ? other : super.listObjectsV2(request);
        }
    }
}
