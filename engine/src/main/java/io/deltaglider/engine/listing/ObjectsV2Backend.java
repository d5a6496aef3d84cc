package io.deltaglider.engine.listing;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

import java.util.ArrayList;
import java.util.List;

/** ListObjectsV2. Used for one client request, by one thread. */
final class ObjectsV2Backend implements ListingBackend<ObjectsV2Backend.Place, S3Object> {
    /**
     * Where to go on.
     *
     * @param token the backend's; it decides if it is there
     * @param startAfter a key
     */
    record Place(@Nullable String token, @Nullable String startAfter) {}

    private final S3Client client;
    private final ListObjectsV2Request request;
    private @Nullable ListObjectsV2Response first;

    ObjectsV2Backend(S3Client client, ListObjectsV2Request request) {
        this.client = client;
        this.request = request;
    }

    @Override
    public Fetched<Place, S3Object> fetch(
            @Nullable String prefix, @Nullable String delimiter, Place place, int limit) {
        ListObjectsV2Response response =
                client.listObjectsV2(
                        request.toBuilder()
                                .prefix(prefix)
                                .delimiter(delimiter)
                                .continuationToken(place.token)
                                .startAfter(place.token == null ? place.startAfter : null)
                                .maxKeys(limit)
                                .build());
        if (first == null) {
            first = response;
        }
        List<Entry<S3Object>> entries = new ArrayList<>();
        response.contents().forEach(object -> entries.add(new Entry<>(object.key(), object)));
        response.commonPrefixes().forEach(group -> entries.add(Entry.group(group.prefix())));
        boolean truncated = Boolean.TRUE.equals(response.isTruncated());
        return new Fetched<>(
                entries, truncated ? new Place(response.nextContinuationToken(), null) : null);
    }

    @Override
    public Place after(String key) {
        return new Place(null, key.isEmpty() ? null : key);
    }

    @Override
    public @Nullable String keyOf(Place place) {
        return place.token == null ? place.startAfter : null;
    }

    /** The first of the backend's answers, for what is the same in all of them. */
    ListObjectsV2Response.Builder response() {
        return (first == null ? ListObjectsV2Response.builder().build() : first).toBuilder();
    }
}
