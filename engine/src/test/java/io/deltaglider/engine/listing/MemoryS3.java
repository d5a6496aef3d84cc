package io.deltaglider.engine.listing;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.DeleteMarkerEntry;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsRequest;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.ObjectVersion;
import software.amazon.awssdk.services.s3.model.S3Object;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/** The LIST operations of S3 over keys in memory, as AWS documents them. Remembers the requests. Holds one bucket, named "bucket". */
public final class MemoryS3 implements S3Client {
    static final Comparator<String> ORDER =
            (a, b) ->
                    Arrays.compareUnsigned(
                            a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));

    static final Instant DATE = Instant.parse("2026-02-03T04:05:06Z");

    /** A line of a listing: one of several things under a key, in their order, or a group. */
    record Line(String name, String id, boolean group) {}

    private record Listed(List<Line> lines, boolean truncated) {}

    public final TreeMap<String, Long> objects = new TreeMap<>(ORDER);
    final TreeMap<String, List<String>> versions = new TreeMap<>(ORDER);
    final TreeMap<String, List<String>> uploads = new TreeMap<>(ORDER);
    long versionSize;
    public final List<Object> requests = new ArrayList<>();

    static String etag(String key) {
        return Integer.toHexString(key.hashCode());
    }

    @Override
    public ListObjectsV2Response listObjectsV2(ListObjectsV2Request request) {
        requests.add(request);
        requireBucket(request.bucket());
        String token = request.continuationToken();
        Listed listed =
                list(
                        lines(objects),
                        request.prefix(),
                        request.delimiter(),
                        token != null ? token.substring("token:".length()) : request.startAfter(),
                        null,
                        token != null,
                        request.maxKeys());
        return ListObjectsV2Response.builder()
                .name("bucket")
                .contents(objects(listed))
                .commonPrefixes(groups(listed))
                .isTruncated(listed.truncated)
                .nextContinuationToken(listed.truncated ? "token:" + last(listed).name : null)
                .build();
    }

    @Override
    public ListObjectsResponse listObjects(ListObjectsRequest request) {
        requests.add(request);
        requireBucket(request.bucket());
        Listed listed =
                list(
                        lines(objects),
                        request.prefix(),
                        request.delimiter(),
                        request.marker(),
                        null,
                        true,
                        request.maxKeys());
        return ListObjectsResponse.builder()
                .name("bucket")
                .contents(objects(listed))
                .commonPrefixes(groups(listed))
                .isTruncated(listed.truncated)
                .nextMarker(
                        listed.truncated && request.delimiter() != null ? last(listed).name : null)
                .build();
    }

    @Override
    public ListObjectVersionsResponse listObjectVersions(ListObjectVersionsRequest request) {
        requests.add(request);
        requireBucket(request.bucket());
        Listed listed =
                list(
                        manyLines(versions),
                        request.prefix(),
                        request.delimiter(),
                        request.keyMarker(),
                        request.versionIdMarker(),
                        true,
                        request.maxKeys());
        List<ObjectVersion> found = new ArrayList<>();
        List<DeleteMarkerEntry> markers = new ArrayList<>();
        for (Line line : listed.lines) {
            if (!line.group && line.id.startsWith("deleted")) {
                markers.add(DeleteMarkerEntry.builder().key(line.name).versionId(line.id).build());
            } else if (!line.group) {
                found.add(
                        ObjectVersion.builder()
                                .key(line.name)
                                .versionId(line.id)
                                .size(versionSize)
                                .eTag('"' + etag(line.name + line.id) + '"')
                                .lastModified(DATE)
                                .build());
            }
        }
        return ListObjectVersionsResponse.builder()
                .name("bucket")
                .versions(found)
                .deleteMarkers(markers)
                .commonPrefixes(groups(listed))
                .isTruncated(listed.truncated)
                .nextKeyMarker(listed.truncated ? last(listed).name : null)
                .nextVersionIdMarker(
                        listed.truncated && !last(listed).group ? last(listed).id : null)
                .build();
    }

    @Override
    public ListMultipartUploadsResponse listMultipartUploads(ListMultipartUploadsRequest request) {
        requests.add(request);
        requireBucket(request.bucket());
        Listed listed =
                list(
                        manyLines(uploads),
                        request.prefix(),
                        request.delimiter(),
                        request.keyMarker(),
                        request.uploadIdMarker(),
                        true,
                        request.maxUploads());
        return ListMultipartUploadsResponse.builder()
                .bucket("bucket")
                .uploads(
                        listed.lines.stream()
                                .filter(line -> !line.group)
                                .map(line ->
                                        MultipartUpload.builder()
                                                .key(line.name)
                                                .uploadId(line.id)
                                                .build())
                                .toList())
                .commonPrefixes(groups(listed))
                .isTruncated(listed.truncated)
                .nextKeyMarker(listed.truncated ? last(listed).name : null)
                .nextUploadIdMarker(
                        listed.truncated && !last(listed).group ? last(listed).id : null)
                .build();
    }

    private static void requireBucket(String bucket) {
        if (!bucket.equals("bucket")) {
            throw NoSuchBucketException.builder().message("no such bucket").statusCode(404).build();
        }
    }

    static List<Line> lines(SortedMap<String, Long> objects) {
        return objects.keySet().stream().map(key -> new Line(key, "", false)).toList();
    }

    static List<Line> manyLines(SortedMap<String, List<String>> ids) {
        List<Line> lines = new ArrayList<>();
        ids.forEach((key, all) -> all.forEach(id -> lines.add(new Line(key, id, false))));
        return lines;
    }

    private static Listed list(
            List<Line> all,
            @Nullable String prefix,
            @Nullable String delimiter,
            @Nullable String afterKey,
            @Nullable String afterId,
            boolean skipGroup,
            @Nullable Integer maxLines) {
        List<Line> lines =
                grouped(after(all, afterKey, afterId), prefix, delimiter).stream()
                        .filter(line -> !(skipGroup && line.group && line.name.equals(afterKey)))
                        .toList();
        int limit = Objects.requireNonNullElse(maxLines, 1000);
        return new Listed(
                lines.subList(0, Math.min(limit, lines.size())), limit > 0 && lines.size() > limit);
    }

    /** What comes after a place, all of it. */
    static List<Line> after(List<Line> all, @Nullable String key, @Nullable String id) {
        if (key == null) {
            return all;
        }
        int same = id == null ? -1 : all.indexOf(new Line(key, id, false));
        return all.stream()
                .filter(line ->
                        ORDER.compare(line.name, key) > 0
                                || (same >= 0 && line.name.equals(key) && all.indexOf(line) > same))
                .toList();
    }

    /** What is shown of these lines. */
    static List<Line> grouped(List<Line> all, @Nullable String prefix, @Nullable String delimiter) {
        String start = prefix == null ? "" : prefix;
        List<Line> lines = new ArrayList<>();
        for (Line line : all) {
            if (!line.name.startsWith(start)) {
                continue;
            }
            Line shown = line;
            if (delimiter != null && line.name.indexOf(delimiter, start.length()) >= 0) {
                int end = line.name.indexOf(delimiter, start.length()) + delimiter.length();
                shown = new Line(line.name.substring(0, end), "", true);
            }
            if (lines.isEmpty() || !lines.getLast().equals(shown)) {
                lines.add(shown);
            }
        }
        return lines;
    }

    private static Line last(Listed listed) {
        return listed.lines.getLast();
    }

    private List<S3Object> objects(Listed listed) {
        return listed.lines.stream()
                .filter(line -> !line.group)
                .map(line ->
                        S3Object.builder()
                                .key(line.name)
                                .size(objects.get(line.name))
                                .eTag('"' + etag(line.name) + '"')
                                .lastModified(DATE)
                                .build())
                .toList();
    }

    private static List<CommonPrefix> groups(Listed listed) {
        return listed.lines.stream()
                .filter(Line::group)
                .map(line -> CommonPrefix.builder().prefix(line.name).build())
                .toList();
    }

    @Override
    public String serviceName() {
        return "s3";
    }

    @Override
    public void close() {}
}
