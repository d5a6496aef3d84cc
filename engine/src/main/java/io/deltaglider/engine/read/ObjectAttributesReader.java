package io.deltaglider.engine.read;

import io.deltaglider.engine.backend.Caller;
import io.deltaglider.engine.backend.ObjectAddress;
import io.deltaglider.engine.object.StoredState;

import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectAttributesRequest;
import software.amazon.awssdk.services.s3.model.GetObjectAttributesResponse;
import software.amazon.awssdk.services.s3.model.ObjectAttributes;
import software.amazon.awssdk.services.s3.model.StorageClass;

/** GetObjectAttributes. What the store knows of a delta file's parts and checksums says nothing of the object, and is left out. */
public final class ObjectAttributesReader {
    private final S3Client backend;
    private final StoredStates states;

    public ObjectAttributesReader(S3Client backend, StoredStates states) {
        this.backend = backend;
        this.states = states;
    }

    public GetObjectAttributesResponse get(GetObjectAttributesRequest request) {
        StoredState state =
                states.head(
                        new ObjectAddress(
                                Caller.of(request),
                                request.bucket(),
                                request.key(),
                                request.versionId(),
                                request.sseCustomerAlgorithm(),
                                request.sseCustomerKey(),
                                request.sseCustomerKeyMD5()));
        if (state.delta().isEmpty()) {
            return backend.getObjectAttributes(request);
        }
        GetObjectAttributesResponse.Builder attributes =
                GetObjectAttributesResponse.builder()
                        .lastModified(state.stored().lastModified())
                        .versionId(state.stored().versionId())
                        .requestCharged(state.stored().requestChargedAsString());
        for (ObjectAttributes each : request.objectAttributes()) {
            switch (each) {
                case E_TAG -> attributes.eTag(state.etag());
                case OBJECT_SIZE -> attributes.objectSize(state.size());
                case STORAGE_CLASS ->
                        attributes.storageClass(
                                state.stored().storageClass() == null
                                        ? StorageClass.STANDARD.toString()
                                        : state.stored().storageClassAsString());
                default -> {
                    // Not known of the logical bytes.
                }
            }
        }
        return attributes.build();
    }
}
