package io.deltaglider.engine.listing;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListObjectsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsResponse;
import software.amazon.awssdk.services.s3.model.S3Object;

import java.util.ArrayList;
import java.util.List;

/** ListObjects, the first version of it: a place is the key or group to go on after, empty for the beginning. Used for one client request, by one thread. */
final class ObjectsBackend implements ListingBackend<String, S3Object> {
    private final S3Client client;
    private final ListObjectsRequest request;
    private @Nullable ListObjectsResponse first;

    ObjectsBackend(S3Client client, ListObjectsRequest request) {
        this.client = client;
        this.request = request;
    }

    @Override
    public Fetched<String, S3Object> fetch(
            @Nullable String prefix, @Nullable String delimiter, String marker, int limit) {
        ListObjectsResponse response =
                client.listObjects(
                        request.toBuilder()
                                .prefix(prefix)
                                .delimiter(delimiter)
                                .marker(marker.isEmpty() ? null : marker)
                                .maxKeys(limit)
                                .build());
        if (first == null) {
            first = response;
        }
        List<Entry<S3Object>> entries = new ArrayList<>();
        response.contents().forEach(object -> entries.add(new Entry<>(object.key(), object)));
        response.commonPrefixes().forEach(group -> entries.add(Entry.group(group.prefix())));
        boolean truncated = Boolean.TRUE.equals(response.isTruncated());
        return new Fetched<>(entries, truncated ? next(response, entries, marker) : null);
    }

    /** S3 gives the next marker only when there is a delimiter; otherwise it is the last key. */
    private static String next(
            ListObjectsResponse response, List<Entry<S3Object>> entries, String marker) {
        String next = response.nextMarker();
        return next != null && !next.isEmpty() ? next : Utf8Order.lastName(entries, marker);
    }

    @Override
    public String after(String key) {
        return key;
    }

    @Override
    public @Nullable String keyOf(String marker) {
        return marker.isEmpty() ? null : marker;
    }

    /** The first of the backend's answers, for what is the same in all of them. */
    ListObjectsResponse.Builder response() {
        return (first == null ? ListObjectsResponse.builder().build() : first).toBuilder();
    }
}
