package io.deltaglider.engine.listing;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.DeleteMarkerEntry;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.ObjectVersion;

import java.util.ArrayList;
import java.util.List;

/** ListObjectVersions. Used for one client request, by one thread. */
final class VersionsBackend implements ListingBackend<VersionsBackend.Place, VersionsBackend.Item> {
    /**
     * Where to go on.
     *
     * @param key after all versions of this key, or
     * @param versionId after this one of them
     */
    record Place(@Nullable String key, @Nullable String versionId) {}

    /** A version, or a delete marker: the other is null. */
    record Item(@Nullable ObjectVersion version, @Nullable DeleteMarkerEntry deleteMarker) {}

    private final S3Client client;
    private final ListObjectVersionsRequest request;
    private @Nullable ListObjectVersionsResponse first;

    VersionsBackend(S3Client client, ListObjectVersionsRequest request) {
        this.client = client;
        this.request = request;
    }

    @Override
    public Fetched<Place, Item> fetch(
            @Nullable String prefix, @Nullable String delimiter, Place place, int limit) {
        ListObjectVersionsResponse response =
                client.listObjectVersions(
                        request.toBuilder()
                                .prefix(prefix)
                                .delimiter(delimiter)
                                .keyMarker(place.key)
                                .versionIdMarker(place.versionId)
                                .maxKeys(limit)
                                .build());
        if (first == null) {
            first = response;
        }
        List<Entry<Item>> entries = new ArrayList<>();
        response.versions().forEach(v -> entries.add(new Entry<>(v.key(), new Item(v, null))));
        response.deleteMarkers().forEach(m -> entries.add(new Entry<>(m.key(), new Item(null, m))));
        response.commonPrefixes().forEach(group -> entries.add(Entry.group(group.prefix())));
        boolean truncated = Boolean.TRUE.equals(response.isTruncated());
        return new Fetched<>(
                entries,
                truncated
                        ? new Place(response.nextKeyMarker(), response.nextVersionIdMarker())
                        : null);
    }

    @Override
    public Place after(String key) {
        return new Place(key.isEmpty() ? null : key, null);
    }

    @Override
    public @Nullable String keyOf(Place place) {
        return place.key;
    }

    /** The first of the backend's answers, for what is the same in all of them. */
    ListObjectVersionsResponse.Builder response() {
        return (first == null ? ListObjectVersionsResponse.builder().build() : first).toBuilder();
    }
}
