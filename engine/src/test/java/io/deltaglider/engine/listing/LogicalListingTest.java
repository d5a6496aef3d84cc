package io.deltaglider.engine.listing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.deltaglider.engine.cache.MetadataCache;
import io.deltaglider.engine.layout.ReservedKeys;
import io.deltaglider.engine.object.LogicalMetadata;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.ObjectVersion;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

final class LogicalListingTest {
    private static final String REFERENCE = ReservedKeys.PREFIX + "refs/0123456789abcdef/x";

    @TempDir Path folder;

    private final MemoryS3 backend = new MemoryS3();
    private final Map<String, LogicalMetadata> logical = new ConcurrentHashMap<>();
    private final List<String> lookups = Collections.synchronizedList(new ArrayList<>());
    private MetadataCache cache;
    private LogicalListing listing;

    @BeforeEach
    void open() {
        cache = new MetadataCache(folder, "memory");
        listing = new LogicalListing(backend, cache, this::lookup);
    }

    @AfterEach
    void close() {
        cache.close();
    }

    private LogicalLookup.Answer lookup(String bucket, String key, Optional<String> version) {
        assertThat(bucket).isEqualTo("bucket");
        lookups.add(key + version.map(id -> "?" + id).orElse(""));
        LogicalMetadata found = logical.get(key);
        if (found == null) {
            throw NoSuchKeyException.builder().message("gone").statusCode(404).build();
        }
        String etag = MemoryS3.etag(key + version.orElse(""));
        return new LogicalLookup.Answer(
                etag, version.isPresent() ? 10 : backend.objects.getOrDefault(key, 0L), found);
    }

    private void put(String key, long storedSize, LogicalMetadata metadata) {
        backend.objects.put(key, storedSize);
        logical.put(key, metadata);
    }

    private static LogicalMetadata delta(long size) {
        return new LogicalMetadata(size, "logical-" + size, Optional.empty(), true);
    }

    private static ListObjectsV2Request.Builder request() {
        return ListObjectsV2Request.builder().bucket("bucket");
    }

    @Test
    void showsWhatClientsPut() {
        Instant modified = Instant.parse("2024-01-01T00:00:00Z");
        put("a", 300, delta(1_000_000));
        put("b", 50, new LogicalMetadata(50, MemoryS3.etag("b"), Optional.empty(), false));
        put("c", 20, new LogicalMetadata(77, "x-3", Optional.of(modified), true));
        ListObjectsV2Response page = listing.listObjectsV2(request().build());
        assertThat(page.contents()).extracting(S3Object::key).containsExactly("a", "b", "c");
        assertThat(page.contents())
                .extracting(S3Object::size)
                .containsExactly(1_000_000L, 50L, 77L);
        assertThat(page.contents())
                .extracting(S3Object::eTag)
                .containsExactly("\"logical-1000000\"", '"' + MemoryS3.etag("b") + '"', "\"x-3\"");
        assertThat(page.contents())
                .extracting(S3Object::lastModified)
                .containsExactly(MemoryS3.DATE, MemoryS3.DATE, modified);
        ListObjectsResponse first =
                listing.listObjects(ListObjectsRequest.builder().bucket("bucket").build());
        assertThat(first.contents()).isEqualTo(page.contents());
    }

    @Test
    void asksOnceForEachObjectAndNeverForEmptyOnes() {
        put("a", 300, delta(1000));
        put("b", 300, delta(1000));
        put("empty", 0, delta(5));
        put("folder/", 0, delta(5));
        ListObjectsV2Response page = listing.listObjectsV2(request().build());
        assertThat(lookups).containsExactlyInAnyOrder("a", "b");
        assertThat(page.contents())
                .extracting(S3Object::size)
                .containsExactly(1000L, 1000L, 0L, 0L);
        assertThat(listing.listObjectsV2(request().build())).isEqualTo(page);
        assertThat(lookups).hasSize(2);
        assertThat(backend.requests).hasSize(2);

        backend.objects.put("a", 301L); // overwritten
        logical.put("a", delta(2000));
        assertThat(listing.listObjectsV2(request().build()).contents().getFirst().size())
                .isEqualTo(2000);
        assertThat(lookups).hasSize(3).endsWith("a");
    }

    /** LIST sees one object, the lookup the next: what it says must not be kept as a truth about the first. */
    @Test
    void remembersAnswersForTheStateThatTheyAreOf() {
        put("a", 300, delta(1000));
        LogicalListing overtaken =
                new LogicalListing(
                        backend,
                        cache,
                        (b, k, v) -> new LogicalLookup.Answer("\"newer\"", 400, delta(2000)));
        assertThat(overtaken.listObjectsV2(request().build()).contents().getFirst().size())
                .isEqualTo(2000);
        assertThat(cache.get("bucket", "a", MemoryS3.etag("a"), 300)).isEmpty();
        assertThat(cache.get("bucket", "a", "newer", 400)).contains(delta(2000));
    }

    @Test
    void leavesOutWhatIsDeletedMeanwhile() {
        put("a", 300, delta(1000));
        put("b", 300, delta(1000));
        put("c/d", 300, delta(1000));
        logical.remove("a");
        ListObjectsV2Response page = listing.listObjectsV2(request().delimiter("/").build());
        assertThat(page.contents()).extracting(S3Object::key).containsExactly("b");
        assertThat(page.keyCount()).isEqualTo(2);
        assertThat(page.isTruncated()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 429, 500, 503})
    void failsRatherThanGuess(int status) {
        put("a", 300, delta(1000));
        put("b", 300, delta(1000));
        S3Exception failure =
                (S3Exception) S3Exception.builder().message("no").statusCode(status).build();
        LogicalListing failing =
                new LogicalListing(
                        backend,
                        cache,
                        (bucket, key, version) -> {
                            if (key.equals("b")) {
                                throw failure;
                            }
                            return lookup(bucket, key, version);
                        });
        assertThatThrownBy(() -> failing.listObjectsV2(request().build())).isSameAs(failure);
    }

    @Test
    void asksForManyAtOnceButNotForAll() throws Exception {
        int objects = 200;
        IntStream.range(0, objects).forEach(i -> backend.objects.put("k" + i, 100L));
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch full = new CountDownLatch(LogicalResolver.MAX_CONCURRENT_LOOKUPS);
        LogicalListing busy =
                new LogicalListing(
                        backend,
                        cache,
                        (bucket, key, version) -> {
                            most.accumulateAndGet(running.incrementAndGet(), Math::max);
                            full.countDown();
                            try {
                                assertThat(full.await(30, TimeUnit.SECONDS)).isTrue();
                            } catch (InterruptedException e) {
                                throw new AssertionError(e);
                            }
                            running.decrementAndGet();
                            return new LogicalLookup.Answer(MemoryS3.etag(key), 100, delta(1));
                        });
        assertThat(busy.listObjectsV2(request().build()).contents()).hasSize(objects);
        assertThat(most).hasValue(LogicalResolver.MAX_CONCURRENT_LOOKUPS);
    }

    @Test
    void hidesReservedKeysInOneRequest() {
        put("a", 300, delta(1000));
        put("!", 300, delta(1000));
        backend.objects.put(REFERENCE, 5000L);
        assertThat(listing.listObjectsV2(request().build()).contents())
                .extracting(S3Object::key)
                .containsExactly("!", "a");
        ListObjectsV2Response grouped = listing.listObjectsV2(request().delimiter("/").build());
        assertThat(grouped.commonPrefixes()).isEmpty();
        assertThat(grouped.keyCount()).isEqualTo(2);
        assertThat(backend.requests).hasSize(2);
        assertThat(lookups).containsExactlyInAnyOrder("!", "a");
    }

    /** Whatever the number of reserved keys, one request goes past them. */
    @Test
    void jumpsOverReservedKeys() {
        IntStream.range(0, 5000).forEach(i -> backend.objects.put(REFERENCE + i, 5000L));
        IntStream.range(0, 2500).forEach(i -> put("k" + (10_000 + i), 0, delta(0)));
        List<String> keys = new ArrayList<>();
        String token = null;
        do {
            ListObjectsV2Response page =
                    listing.listObjectsV2(request().continuationToken(token).build());
            page.contents().forEach(object -> keys.add(object.key()));
            token = page.nextContinuationToken();
        } while (token != null);
        assertThat(keys).hasSize(2500).isSorted().allMatch(key -> key.startsWith("k"));
        assertThat(backend.requests).hasSize(4); // three pages, and the jump
    }

    @Test
    void aGroupOfOtherKeysIsShownThoughReservedOnesAreInIt() {
        backend.objects.put(REFERENCE, 5000L);
        assertThat(listing.listObjectsV2(request().delimiter("g").build()).commonPrefixes())
                .isEmpty();
        put(".deltagraph", 0, delta(0));
        assertThat(listing.listObjectsV2(request().delimiter("g").build()).commonPrefixes())
                .extracting(CommonPrefix::prefix)
                .containsExactly(".deltag");
    }

    @Test
    void showsNothingUnderTheReservedPrefix() {
        backend.objects.put(REFERENCE, 5000L);
        for (String prefix :
                List.of(".deltaglider/", ".deltaglider/refs/", REFERENCE, ".deltaglider/none")) {
            backend.requests.clear();
            ListObjectsV2Response page =
                    listing.listObjectsV2(request().prefix(prefix).delimiter("/").build());
            assertThat(page.contents()).isEmpty();
            assertThat(page.commonPrefixes()).isEmpty();
            assertThat(page.isTruncated()).isFalse();
            assertThat(page.keyCount()).isZero();
            assertThat(backend.requests).hasSize(1);
        }
    }

    @Test
    void aMissingBucketIsAnErrorInEveryCase() {
        for (ListObjectsV2Request request :
                List.of(
                        request().bucket("other").build(),
                        request().bucket("other").maxKeys(0).build(),
                        request().bucket("other").prefix(".deltaglider/").build())) {
            assertThatThrownBy(() -> listing.listObjectsV2(request))
                    .isInstanceOf(NoSuchBucketException.class);
        }
    }

    @Test
    void answersWithTheRequestsOwnWords() {
        put("p/a", 0, delta(0));
        put("p/b/c", 0, delta(0));
        put("p/d", 0, delta(0));
        ListObjectsV2Response page =
                listing.listObjectsV2(
                        request().prefix("p/").delimiter("/").startAfter("p/").maxKeys(2).build());
        assertThat(page.name()).isEqualTo("bucket");
        assertThat(page.prefix()).isEqualTo("p/");
        assertThat(page.delimiter()).isEqualTo("/");
        assertThat(page.startAfter()).isEqualTo("p/");
        assertThat(page.maxKeys()).isEqualTo(2);
        assertThat(page.keyCount()).isEqualTo(2);
        assertThat(page.isTruncated()).isTrue();
        assertThat(page.continuationToken()).isNull();
        ListObjectsV2Response last =
                listing.listObjectsV2(
                        request()
                                .prefix("p/")
                                .delimiter("/")
                                .continuationToken(page.nextContinuationToken())
                                .build());
        assertThat(last.continuationToken()).isEqualTo(page.nextContinuationToken());
        assertThat(last.contents()).extracting(S3Object::key).containsExactly("p/d");
        assertThat(last.maxKeys()).isEqualTo(1000);
    }

    @Test
    void pageSizesAreThoseOfS3() {
        IntStream.range(0, 1500).forEach(i -> put("k" + i, 0, delta(0)));
        assertThat(listing.listObjectsV2(request().maxKeys(5000).build()).contents()).hasSize(1000);
        assertThat(listing.listObjectsV2(request().maxKeys(5000).build()).maxKeys())
                .isEqualTo(1000);
        ListObjectsV2Response none = listing.listObjectsV2(request().maxKeys(0).build());
        assertThat(none.contents()).isEmpty();
        assertThat(none.isTruncated()).isFalse();
        assertThat(none.maxKeys()).isZero();
        assertThat(none.nextContinuationToken()).isNull();
        S3Exception refused =
                catchThrowableOfType(
                        S3Exception.class,
                        () -> listing.listObjectsV2(request().maxKeys(-1).build()));
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.awsErrorDetails().errorCode()).isEqualTo("InvalidArgument");
    }

    @Test
    void refusesTokensThatAreNotItsOwn() {
        IntStream.range(0, 5).forEach(i -> put("k" + i, 0, delta(0)));
        String token = listing.listObjectsV2(request().maxKeys(2).build()).nextContinuationToken();
        char other = token.charAt(3) == 'A' ? 'B' : 'A';
        for (String wrong :
                List.of(
                        "",
                        "x",
                        "token:k1",
                        token + "AAAA",
                        token.substring(4),
                        token.substring(0, 3) + other + token.substring(4))) {
            S3Exception refused =
                    catchThrowableOfType(
                            S3Exception.class,
                            () ->
                                    listing.listObjectsV2(
                                            request().continuationToken(wrong).build()));
            assertThat(refused).as(wrong).isNotNull();
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(refused.awsErrorDetails().errorCode()).isEqualTo("InvalidArgument");
        }
        assertThatThrownBy(() ->
                        listing.listObjectsV2(
                                request().prefix("k").continuationToken(token).build()))
                .isInstanceOf(S3Exception.class);
        assertThat(backend.requests).hasSize(1);
    }

    @Test
    void versionsAreLookedUpEachForItself() {
        backend.versions.put("a", List.of("v2", "deleted-1", "v1"));
        backend.versions.put(REFERENCE, List.of("v1"));
        backend.versionSize = 10;
        logical.put("a", delta(1000));
        var page =
                listing.listObjectVersions(
                        ListObjectVersionsRequest.builder().bucket("bucket").build());
        assertThat(page.versions()).extracting(ObjectVersion::size).containsExactly(1000L, 1000L);
        assertThat(page.versions())
                .extracting(ObjectVersion::eTag)
                .containsOnly("\"logical-1000\"");
        assertThat(page.deleteMarkers()).hasSize(1);
        assertThat(lookups).containsExactlyInAnyOrder("a?v1", "a?v2");
        listing.listObjectVersions(ListObjectVersionsRequest.builder().bucket("bucket").build());
        assertThat(lookups).hasSize(2);
    }

    @Test
    void hidesUploadsOfItsOwn() {
        backend.uploads.put("a", List.of("u1", "u2"));
        backend.uploads.put(ReservedKeys.PREFIX + "mpu/x", List.of("u3"));
        var page =
                listing.listMultipartUploads(
                        ListMultipartUploadsRequest.builder().bucket("bucket").build());
        assertThat(page.uploads())
                .extracting(upload -> upload.uploadId())
                .containsExactly("u1", "u2");
        assertThat(lookups).isEmpty();
    }

    @Test
    void checksumsOfDeltaFilesAreNotShown() {
        LogicalListing withChecksums =
                new LogicalListing(
                        new software.amazon.awssdk.services.s3.DelegatingS3Client(backend) {
                            @Override
                            public ListObjectsV2Response listObjectsV2(
                                    ListObjectsV2Request request) {
                                ListObjectsV2Response page = super.listObjectsV2(request);
                                return page.toBuilder()
                                        .contents(
                                                page.contents().stream()
                                                        .map(o ->
                                                                o.toBuilder()
                                                                        .checksumAlgorithm(
                                                                                ChecksumAlgorithm
                                                                                        .SHA256)
                                                                        .build())
                                                        .toList())
                                        .build();
                            }
                        },
                        cache,
                        this::lookup);
        put("delta", 300, delta(1000));
        put("raw", 300, new LogicalMetadata(300, "e", Optional.empty(), false));
        List<S3Object> contents = withChecksums.listObjectsV2(request().build()).contents();
        assertThat(contents.get(0).checksumAlgorithm()).isEmpty();
        assertThat(contents.get(1).checksumAlgorithm()).containsExactly(ChecksumAlgorithm.SHA256);
    }

    @Test
    void walksOverAllPages() {
        IntStream.range(0, 2300).forEach(i -> put("k" + (10_000 + i), 7, delta(i)));
        IntStream.range(0, 30).forEach(i -> backend.objects.put(REFERENCE + i, 5000L));
        List<ListedObject> walked = new ArrayList<>();
        listing.forEach("bucket", "", walked::add);
        assertThat(walked).hasSize(2300);
        assertThat(walked.get(2299).stored().size()).isEqualTo(7);
        assertThat(walked.get(2299).logical().size()).isEqualTo(2299);
        List<ListedObject> some = new ArrayList<>();
        listing.forEach("bucket", "k100", some::add);
        assertThat(some).hasSize(100);
    }
}
