package io.deltaglider.engine.copy;

import io.deltaglider.engine.backend.Caller;
import io.deltaglider.engine.backend.ObjectAddress;
import io.deltaglider.engine.object.ETags;
import io.deltaglider.engine.object.S3Errors;
import io.deltaglider.engine.object.StoredMetadata;
import io.deltaglider.engine.object.StoredState;
import io.deltaglider.engine.read.StoredStates;

import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadResponse;

/** Multipart uploads, which the store does itself. What comes of one is raw, and is marked so from its beginning. */
public final class MultipartUploads {
    private final S3Client backend;
    private final StoredStates states;

    public MultipartUploads(S3Client backend, StoredStates states) {
        this.backend = backend;
        this.states = states;
    }

    public CreateMultipartUploadResponse create(CreateMultipartUploadRequest request) {
        StoredMetadata.requireClientNames(request.metadata());
        return backend.createMultipartUpload(
                request.toBuilder().metadata(StoredMetadata.ofRaw(request.metadata())).build());
    }

    /** The one request of an upload that can have conditions: they speak of the logical object that it replaces. */
    public CompleteMultipartUploadResponse complete(CompleteMultipartUploadRequest request) {
        if (request.ifMatch() == null) {
            return backend.completeMultipartUpload(request);
        }
        StoredState current =
                states.head(
                        ObjectAddress.of(
                                Caller.of(request), request.bucket(), request.key(), null));
        if (!ETags.matches(request.ifMatch(), current.etag())) {
            throw S3Errors.preconditionFailed("If-Match");
        }
        return backend.completeMultipartUpload(
                request.toBuilder().ifMatch(current.storedEtag()).build());
    }
}
