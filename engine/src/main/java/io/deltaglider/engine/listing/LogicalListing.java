package io.deltaglider.engine.listing;

import io.deltaglider.engine.cache.MetadataCache;
import io.deltaglider.engine.cache.MetadataCache.StoredState;
import io.deltaglider.engine.listing.LogicalResolver.Listed;
import io.deltaglider.engine.object.LogicalMetadata;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.core.exception.SdkException;
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
import software.amazon.awssdk.services.s3.model.ObjectVersion;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The LIST operations as clients see them: sizes, ETags and dates are the logical ones, and the engine's own keys are not there.
 *
 * <p>A page costs one request to the backend, and a lookup for every object that the cache does not know. Where a page meets reserved keys it may take
 * one or two more. A failed lookup, other than of an object deleted meanwhile, fails the page. Every method throws {@link SdkException} as the
 * backend's client does, and {@link S3Exception} with status 400 for a token that is not ours. Thread-safe.
 */
public final class LogicalListing {
    /** S3's own limit for a page, and its default. */
    private static final int MAX_PAGE = 1000;

    private final S3Client backend;
    private final LogicalResolver resolver;

    public LogicalListing(S3Client backend, MetadataCache cache, LogicalLookup lookup) {
        this.backend = backend;
        this.resolver = new LogicalResolver(cache, lookup);
    }

    public ListObjectsV2Response listObjectsV2(ListObjectsV2Request request) {
        int limit = limit(request.maxKeys(), "max-keys");
        String token = request.continuationToken();
        ObjectsV2Backend.Place start =
                token == null
                        ? new ObjectsV2Backend.Place(null, emptyToNull(request.startAfter()))
                        : new ObjectsV2Backend.Place(
                                ContinuationToken.decode(request.bucket(), request.prefix(), token),
                                null);
        ObjectsV2Backend pages = new ObjectsV2Backend(backend, request);
        VisiblePager.Page<ObjectsV2Backend.Place, S3Object> page =
                new VisiblePager<>(pages, request.prefix(), emptyToNull(request.delimiter()), start)
                        .page(limit);
        List<S3Object> contents = logicalObjects(request.bucket(), page.entries());
        List<CommonPrefix> groups = groups(page.entries());
        String next = page.next() == null ? null : page.next().token();
        return pages.response()
                .contents(contents)
                .commonPrefixes(groups)
                .keyCount(contents.size() + groups.size())
                .maxKeys(limit)
                .isTruncated(next != null)
                .nextContinuationToken(
                        next == null
                                ? null
                                : ContinuationToken.encode(
                                        request.bucket(), request.prefix(), next))
                .continuationToken(token)
                .startAfter(request.startAfter())
                .delimiter(request.delimiter())
                .prefix(nullToEmpty(request.prefix()))
                .build();
    }

    public ListObjectsResponse listObjects(ListObjectsRequest request) {
        int limit = limit(request.maxKeys(), "max-keys");
        ObjectsBackend pages = new ObjectsBackend(backend, request);
        VisiblePager.Page<String, S3Object> page =
                new VisiblePager<>(
                                pages,
                                request.prefix(),
                                emptyToNull(request.delimiter()),
                                nullToEmpty(request.marker()))
                        .page(limit);
        return pages.response()
                .contents(logicalObjects(request.bucket(), page.entries()))
                .commonPrefixes(groups(page.entries()))
                .maxKeys(limit)
                .isTruncated(page.next() != null)
                .nextMarker(page.next() == null ? null : Utf8Order.lastName(page.entries(), ""))
                .marker(nullToEmpty(request.marker()))
                .delimiter(request.delimiter())
                .prefix(nullToEmpty(request.prefix()))
                .build();
    }

    public ListObjectVersionsResponse listObjectVersions(ListObjectVersionsRequest request) {
        int limit = limit(request.maxKeys(), "max-keys");
        VersionsBackend.Place start =
                new VersionsBackend.Place(
                        emptyToNull(request.keyMarker()), emptyToNull(request.versionIdMarker()));
        VersionsBackend pages = new VersionsBackend(backend, request);
        VisiblePager.Page<VersionsBackend.Place, VersionsBackend.Item> page =
                new VisiblePager<>(pages, request.prefix(), emptyToNull(request.delimiter()), start)
                        .page(limit);
        List<ObjectVersion> versions = new ArrayList<>();
        List<DeleteMarkerEntry> deleteMarkers = new ArrayList<>();
        for (VersionsBackend.Item item : items(page.entries())) {
            if (item.version() != null) {
                versions.add(item.version());
            }
            if (item.deleteMarker() != null) {
                deleteMarkers.add(item.deleteMarker());
            }
        }
        VersionsBackend.Place next = page.next();
        return pages.response()
                .versions(logicalVersions(request.bucket(), versions))
                .deleteMarkers(deleteMarkers)
                .commonPrefixes(groups(page.entries()))
                .maxKeys(limit)
                .isTruncated(next != null)
                .nextKeyMarker(next == null ? null : next.key())
                .nextVersionIdMarker(next == null ? null : next.versionId())
                .keyMarker(nullToEmpty(request.keyMarker()))
                .versionIdMarker(nullToEmpty(request.versionIdMarker()))
                .delimiter(request.delimiter())
                .prefix(nullToEmpty(request.prefix()))
                .build();
    }

    public ListMultipartUploadsResponse listMultipartUploads(ListMultipartUploadsRequest request) {
        int limit = limit(request.maxUploads(), "max-uploads");
        UploadsBackend.Place start =
                new UploadsBackend.Place(
                        emptyToNull(request.keyMarker()), emptyToNull(request.uploadIdMarker()));
        UploadsBackend pages = new UploadsBackend(backend, request);
        VisiblePager.Page<UploadsBackend.Place, MultipartUpload> page =
                new VisiblePager<>(pages, request.prefix(), emptyToNull(request.delimiter()), start)
                        .page(limit);
        UploadsBackend.Place next = page.next();
        return pages.response()
                .uploads(items(page.entries()))
                .commonPrefixes(groups(page.entries()))
                .maxUploads(limit)
                .isTruncated(next != null)
                .nextKeyMarker(next == null ? null : next.key())
                .nextUploadIdMarker(next == null ? null : next.uploadId())
                .keyMarker(nullToEmpty(request.keyMarker()))
                .uploadIdMarker(nullToEmpty(request.uploadIdMarker()))
                .delimiter(request.delimiter())
                .prefix(nullToEmpty(request.prefix()))
                .build();
    }

    /**
     * All objects under a prefix in the order of their keys, stored and logical state side by side. Holds one page in memory.
     *
     * @param prefix may be empty
     */
    public void forEach(String bucket, String prefix, Consumer<ListedObject> action) {
        ListObjectsV2Request request =
                ListObjectsV2Request.builder().bucket(bucket).prefix(prefix).build();
        ObjectsV2Backend.@Nullable Place place = new ObjectsV2Backend.Place(null, null);
        while (place != null) {
            VisiblePager.Page<ObjectsV2Backend.Place, S3Object> page =
                    new VisiblePager<>(new ObjectsV2Backend(backend, request), prefix, null, place)
                            .page(MAX_PAGE);
            listed(bucket, items(page.entries())).forEach(action);
            place = page.next();
        }
    }

    private List<S3Object> logicalObjects(String bucket, List<Entry<S3Object>> entries) {
        return listed(bucket, items(entries)).stream().map(LogicalListing::logical).toList();
    }

    private List<ListedObject> listed(String bucket, List<S3Object> objects) {
        List<Listed> states =
                objects.stream()
                        .map(object ->
                                state(object.key(), object.eTag(), object.size(), Optional.empty()))
                        .toList();
        Map<Listed, LogicalMetadata> resolved = resolver.resolve(bucket, states);
        List<ListedObject> listed = new ArrayList<>(objects.size());
        for (int i = 0; i < objects.size(); i++) {
            LogicalMetadata logical = resolved.get(states.get(i));
            if (logical != null) {
                listed.add(new ListedObject(objects.get(i), logical));
            }
        }
        return listed;
    }

    private static S3Object logical(ListedObject listed) {
        LogicalMetadata logical = listed.logical();
        S3Object stored = listed.stored();
        S3Object.Builder object =
                stored.toBuilder()
                        .size(logical.size())
                        .eTag(logical.quotedEtag())
                        .lastModified(logical.modified().orElse(stored.lastModified()));
        if (logical.delta()) {
            // These are of the delta file.
            object.checksumAlgorithm(List.of()).checksumType((String) null);
        }
        return object.build();
    }

    private List<ObjectVersion> logicalVersions(String bucket, List<ObjectVersion> versions) {
        List<Listed> states =
                versions.stream()
                        .map(version ->
                                state(
                                        version.key(),
                                        version.eTag(),
                                        version.size(),
                                        Optional.ofNullable(version.versionId())))
                        .toList();
        Map<Listed, LogicalMetadata> resolved = resolver.resolve(bucket, states);
        List<ObjectVersion> shown = new ArrayList<>(versions.size());
        for (int i = 0; i < versions.size(); i++) {
            LogicalMetadata logical = resolved.get(states.get(i));
            if (logical != null) {
                shown.add(logical(versions.get(i), logical));
            }
        }
        return shown;
    }

    private static ObjectVersion logical(ObjectVersion stored, LogicalMetadata logical) {
        ObjectVersion.Builder version =
                stored.toBuilder()
                        .size(logical.size())
                        .eTag(logical.quotedEtag())
                        .lastModified(logical.modified().orElse(stored.lastModified()));
        if (logical.delta()) {
            version.checksumAlgorithm(List.of()).checksumType((String) null);
        }
        return version.build();
    }

    private static Listed state(
            String key, @Nullable String etag, @Nullable Long size, Optional<String> versionId) {
        return new Listed(
                new StoredState(key, nullToEmpty(etag), size == null ? 0 : size), versionId);
    }

    private static <T> List<T> items(List<Entry<T>> entries) {
        List<T> items = new ArrayList<>(entries.size());
        for (Entry<T> entry : entries) {
            if (entry.item() != null) {
                items.add(entry.item());
            }
        }
        return items;
    }

    private static <T> List<CommonPrefix> groups(List<Entry<T>> entries) {
        return entries.stream()
                .filter(entry -> entry.item() == null)
                .map(entry -> CommonPrefix.builder().prefix(entry.name()).build())
                .toList();
    }

    private static int limit(@Nullable Integer requested, String parameter) {
        int limit = Objects.requireNonNullElse(requested, MAX_PAGE);
        if (limit < 0) {
            throw Refusals.invalidArgument(
                    parameter + " must not be negative, but is " + limit, null);
        }
        return Math.min(limit, MAX_PAGE);
    }

    private static @Nullable String emptyToNull(@Nullable String value) {
        return value == null || value.isEmpty() ? null : value;
    }

    private static String nullToEmpty(@Nullable String value) {
        return value == null ? "" : value;
    }
}
