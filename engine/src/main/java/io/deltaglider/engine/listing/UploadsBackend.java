package io.deltaglider.engine.listing;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsRequest;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;

import java.util.ArrayList;
import java.util.List;

/** ListMultipartUploads. Used for one client request, by one thread. */
final class UploadsBackend implements ListingBackend<UploadsBackend.Place, MultipartUpload> {
    /**
     * Where to go on.
     *
     * @param key after all uploads to this key, or
     * @param uploadId after this one of them
     */
    record Place(@Nullable String key, @Nullable String uploadId) {}

    private final S3Client client;
    private final ListMultipartUploadsRequest request;
    private @Nullable ListMultipartUploadsResponse first;

    UploadsBackend(S3Client client, ListMultipartUploadsRequest request) {
        this.client = client;
        this.request = request;
    }

    @Override
    public Fetched<Place, MultipartUpload> fetch(
            @Nullable String prefix, @Nullable String delimiter, Place place, int limit) {
        ListMultipartUploadsResponse response =
                client.listMultipartUploads(
                        request.toBuilder()
                                .prefix(prefix)
                                .delimiter(delimiter)
                                .keyMarker(place.key)
                                .uploadIdMarker(place.uploadId)
                                .maxUploads(limit)
                                .build());
        if (first == null) {
            first = response;
        }
        List<Entry<MultipartUpload>> entries = new ArrayList<>();
        response.uploads().forEach(upload -> entries.add(new Entry<>(upload.key(), upload)));
        response.commonPrefixes().forEach(group -> entries.add(Entry.group(group.prefix())));
        boolean truncated = Boolean.TRUE.equals(response.isTruncated());
        return new Fetched<>(
                entries,
                truncated
                        ? new Place(response.nextKeyMarker(), response.nextUploadIdMarker())
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
    ListMultipartUploadsResponse.Builder response() {
        return (first == null ? ListMultipartUploadsResponse.builder().build() : first).toBuilder();
    }
}
