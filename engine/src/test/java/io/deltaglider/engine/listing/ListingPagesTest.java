package io.deltaglider.engine.listing;

import static org.assertj.core.api.Assertions.assertThat;

import io.deltaglider.engine.cache.MetadataCache;
import io.deltaglider.engine.layout.ReservedKeys;
import io.deltaglider.engine.listing.MemoryS3.Line;
import io.deltaglider.engine.object.LogicalMetadata;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.BeforeTry;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsRequest;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * For any keys, reserved ones among them, and any request: the pages together are what a bucket without the reserved keys would give,
 * every page but the last is full, and only the last says that it is.
 */
final class ListingPagesTest {
    /** jqwik keeps the test object over all tries of a property, but what is in the backend must be new for each. */
    private MemoryS3 backend = new MemoryS3();

    private LogicalListing listing = listing(backend);

    @BeforeTry
    void startEmpty() {
        backend = new MemoryS3();
        listing = listing(backend);
    }

    /** All objects are empty here, so that nothing is looked up. */
    private static LogicalListing listing(MemoryS3 backend) {
        return new LogicalListing(
                backend,
                new MetadataCache(Path.of("target", "never-used"), ""),
                (bucket, key, version) ->
                        new LogicalLookup.Answer(
                                "", 0, new LogicalMetadata(0, "", Optional.empty(), false)));
    }

    @Property(tries = 1000)
    void objectsV2(
            @ForAll("keys") @Size(max = 40) Set<String> keys,
            @ForAll("prefixes") String prefix,
            @ForAll("delimiters") String delimiter,
            @ForAll("starts") String startAfter,
            @ForAll @IntRange(min = 1, max = 6) int limit) {
        keys.forEach(key -> backend.objects.put(key, 0L));
        List<Line> expected =
                MemoryS3.grouped(
                        MemoryS3.after(
                                userLines(MemoryS3.lines(backend.objects)),
                                orNull(startAfter),
                                null),
                        prefix,
                        orNull(delimiter));
        List<Line> actual = new ArrayList<>();
        String token = null;
        do {
            ListObjectsV2Response page =
                    listing.listObjectsV2(
                            ListObjectsV2Request.builder()
                                    .bucket("bucket")
                                    .prefix(prefix)
                                    .delimiter(orNull(delimiter))
                                    .startAfter(orNull(startAfter))
                                    .continuationToken(token)
                                    .maxKeys(limit)
                                    .build());
            List<Line> lines = lines(page.contents(), page.commonPrefixes());
            assertThat(page.keyCount()).isEqualTo(lines.size());
            assertFull(lines, limit, page.isTruncated());
            actual.addAll(lines);
            token = page.nextContinuationToken();
            assertThat(token != null).isEqualTo(page.isTruncated());
        } while (token != null);
        assertThat(actual).isEqualTo(expected);
        assertFewRequests(actual.size(), limit);
    }

    @Property(tries = 600)
    void objects(
            @ForAll("keys") @Size(max = 40) Set<String> keys,
            @ForAll("prefixes") String prefix,
            @ForAll("delimiters") String delimiter,
            @ForAll @IntRange(min = 1, max = 6) int limit) {
        keys.forEach(key -> backend.objects.put(key, 0L));
        List<Line> expected =
                MemoryS3.grouped(
                        userLines(MemoryS3.lines(backend.objects)), prefix, orNull(delimiter));
        List<Line> actual = new ArrayList<>();
        String marker = null;
        do {
            ListObjectsResponse page =
                    listing.listObjects(
                            ListObjectsRequest.builder()
                                    .bucket("bucket")
                                    .prefix(prefix)
                                    .delimiter(orNull(delimiter))
                                    .marker(marker)
                                    .maxKeys(limit)
                                    .build());
            List<Line> lines = lines(page.contents(), page.commonPrefixes());
            assertFull(lines, limit, page.isTruncated());
            actual.addAll(lines);
            marker = page.nextMarker();
            assertThat(marker != null).isEqualTo(page.isTruncated());
        } while (marker != null);
        assertThat(actual).isEqualTo(expected);
    }

    @Property(tries = 600)
    void versions(
            @ForAll("keys") @Size(max = 25) Set<String> keys,
            @ForAll("prefixes") String prefix,
            @ForAll("delimiters") String delimiter,
            @ForAll @IntRange(min = 1, max = 6) int limit) {
        keys.forEach(key -> backend.versions.put(key, ids(key)));
        List<Line> expected =
                MemoryS3.grouped(
                        userLines(MemoryS3.manyLines(backend.versions)), prefix, orNull(delimiter));
        List<Line> actual = new ArrayList<>();
        String key = null;
        String version = null;
        do {
            ListObjectVersionsResponse page =
                    listing.listObjectVersions(
                            ListObjectVersionsRequest.builder()
                                    .bucket("bucket")
                                    .prefix(prefix)
                                    .delimiter(orNull(delimiter))
                                    .keyMarker(key)
                                    .versionIdMarker(version)
                                    .maxKeys(limit)
                                    .build());
            List<Line> lines = lines(List.of(), page.commonPrefixes());
            page.versions().forEach(v -> lines.add(new Line(v.key(), v.versionId(), false)));
            page.deleteMarkers().forEach(m -> lines.add(new Line(m.key(), m.versionId(), false)));
            assertFull(lines, limit, page.isTruncated());
            actual.addAll(lines);
            key = page.nextKeyMarker();
            version = page.nextVersionIdMarker();
            assertThat(key != null).isEqualTo(page.isTruncated());
        } while (key != null);
        assertThat(actual).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Property(tries = 600)
    void uploads(
            @ForAll("keys") @Size(max = 25) Set<String> keys,
            @ForAll("prefixes") String prefix,
            @ForAll("delimiters") String delimiter,
            @ForAll @IntRange(min = 1, max = 6) int limit) {
        keys.forEach(key -> backend.uploads.put(key, ids(key)));
        List<Line> expected =
                MemoryS3.grouped(
                        userLines(MemoryS3.manyLines(backend.uploads)), prefix, orNull(delimiter));
        List<Line> actual = new ArrayList<>();
        String key = null;
        String upload = null;
        do {
            ListMultipartUploadsResponse page =
                    listing.listMultipartUploads(
                            ListMultipartUploadsRequest.builder()
                                    .bucket("bucket")
                                    .prefix(prefix)
                                    .delimiter(orNull(delimiter))
                                    .keyMarker(key)
                                    .uploadIdMarker(upload)
                                    .maxUploads(limit)
                                    .build());
            List<Line> lines = lines(List.of(), page.commonPrefixes());
            page.uploads().forEach(u -> lines.add(new Line(u.key(), u.uploadId(), false)));
            assertFull(lines, limit, page.isTruncated());
            actual.addAll(lines);
            key = page.nextKeyMarker();
            upload = page.nextUploadIdMarker();
            assertThat(key != null).isEqualTo(page.isTruncated());
        } while (key != null);
        assertThat(actual).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Provide
    Arbitrary<Set<String>> keys() {
        return key().set().ofMaxSize(40);
    }

    private static Arbitrary<String> key() {
        return Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(
                        3,
                        Arbitraries.of(
                                        "a",
                                        "b",
                                        "/",
                                        ".",
                                        "-",
                                        "!",
                                        "0",
                                        "del",
                                        "refs/",
                                        "é",
                                        "\uff5e",
                                        "😀",
                                        ".deltaglider",
                                        ".deltag")
                                .list()
                                .ofMinSize(1)
                                .ofMaxSize(3)
                                .map(parts -> String.join("", parts))),
                net.jqwik.api.Tuple.of(
                        2,
                        Arbitraries.of(
                                        "a", "refs/a", "refs/b", "gc/a", "/", "é", "~", "😀", "r",
                                        "gr")
                                .list()
                                .ofMaxSize(2)
                                .map(parts -> ReservedKeys.PREFIX + String.join("", parts))));
    }

    @Provide
    Arbitrary<String> prefixes() {
        return Arbitraries.of(
                "",
                "",
                "",
                ".",
                ".d",
                ".deltag",
                ".deltaglider",
                ".deltaglider/",
                ".deltaglider/refs/",
                "a",
                "é",
                ".e",
                ".deltaglider0");
    }

    @Provide
    Arbitrary<String> delimiters() {
        return Arbitraries.of(
                "", "", "/", "/", "d", "g", "l", "r", "/r", "r/", "er/", ".", "a", "de", "-",
                "ref");
    }

    @Provide
    Arbitrary<String> starts() {
        return Arbitraries.oneOf(Arbitraries.just(""), Arbitraries.just(""), key());
    }

    private static List<String> ids(String key) {
        int count = 1 + Math.floorMod(key.hashCode(), 3);
        return IntStream.range(0, count)
                .mapToObj(i -> (i == 1 ? "deleted-" : "id-") + (9 - i))
                .toList();
    }

    private static List<Line> userLines(List<Line> all) {
        return all.stream().filter(line -> !ReservedKeys.isReserved(line.name())).toList();
    }

    private static List<Line> lines(List<S3Object> objects, List<CommonPrefix> groups) {
        List<Line> lines = new ArrayList<>();
        objects.forEach(object -> lines.add(new Line(object.key(), "", false)));
        groups.forEach(group -> lines.add(new Line(group.prefix(), "", true)));
        lines.sort(Comparator.comparing(Line::name, MemoryS3.ORDER));
        return lines;
    }

    private static void assertFull(List<Line> lines, int limit, boolean truncated) {
        assertThat(lines.size()).isLessThanOrEqualTo(limit);
        if (truncated) {
            assertThat(lines).hasSize(limit);
        }
    }

    /** One for each page, and a few where the reserved keys are. */
    private void assertFewRequests(int lines, int limit) {
        int pages = Math.max(1, Math.ceilDiv(lines, limit));
        assertThat(backend.requests.size()).isLessThanOrEqualTo(2 * pages + 8);
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
