package io.deltaglider.engine.copy;

import io.deltaglider.engine.backend.Caller;
import io.deltaglider.engine.backend.ObjectAddress;
import io.deltaglider.engine.backend.UnreferencedMarks;
import io.deltaglider.engine.object.ETags;
import io.deltaglider.engine.object.RawContent;
import io.deltaglider.engine.object.S3Errors;
import io.deltaglider.engine.object.StoredMetadata;
import io.deltaglider.engine.object.StoredState;
import io.deltaglider.engine.read.StoredStates;

import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadResponse;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Multipart uploads, which the store does itself. What comes of one is raw, and is marked so from its beginning. Thread-safe. */
public final class MultipartUploads {
    /** How many unfinished uploads with a customer's key are remembered. */
    private static final int REMEMBERED = 10_000;

    private final S3Client backend;
    private final StoredStates states;
    private final UnreferencedMarks marks;

    /** Ids of uploads with a customer's key: the request that completes one need not say so. */
    private final Set<String> encrypted =
            Collections.synchronizedSet(
                    Collections.newSetFromMap(
                            new LinkedHashMap<>() {
                                private static final long serialVersionUID = 1L;

                                @Override
                                protected boolean removeEldestEntry(
                                        Map.Entry<String, Boolean> eldest) {
                                    return size() > REMEMBERED;
                                }
                            }));

    public MultipartUploads(S3Client backend, StoredStates states) {
        this.backend = backend;
        this.states = states;
        this.marks = new UnreferencedMarks(backend);
    }

    public CreateMultipartUploadResponse create(CreateMultipartUploadRequest request) {
        StoredMetadata.requireClientNames(request.metadata());
        RawContent known =
                request.overrideConfiguration()
                        .flatMap(each ->
                                each.executionAttributes().getOptionalAttribute(RawContent.KNOWN))
                        .orElse(RawContent.UNKNOWN);
        CreateMultipartUploadResponse created =
                backend.createMultipartUpload(
                        request.toBuilder()
                                .metadata(StoredMetadata.ofRaw(request.metadata(), known))
                                .build());
        if (request.sseCustomerAlgorithm() != null) {
            encrypted.add(created.uploadId());
        }
        return created;
    }

    /** The one request of an upload that can have conditions: they speak of the logical object that it replaces. */
    public CompleteMultipartUploadResponse complete(CompleteMultipartUploadRequest request) {
        CompleteMultipartUploadResponse done =
                backend.completeMultipartUpload(
                        request.ifMatch() == null ? request : mapCondition(request));
        if (encrypted.remove(request.uploadId()) || request.sseCustomerAlgorithm() != null) {
            marks.write(Caller.of(request), request.bucket(), request.key(), done.eTag());
        }
        return done;
    }

    private CompleteMultipartUploadRequest mapCondition(CompleteMultipartUploadRequest request) {
        StoredState current =
                states.head(
                        ObjectAddress.of(
                                Caller.of(request), request.bucket(), request.key(), null));
        if (!ETags.matches(request.ifMatch(), current.etag())) {
            throw S3Errors.preconditionFailed("If-Match");
        }
        return request.toBuilder().ifMatch(current.storedEtag()).build();
    }
}
