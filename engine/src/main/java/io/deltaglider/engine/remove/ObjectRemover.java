package io.deltaglider.engine.remove;

import io.deltaglider.engine.backend.Caller;
import io.deltaglider.engine.backend.ObjectAddress;
import io.deltaglider.engine.failure.Reason;
import io.deltaglider.engine.layout.ReservedKeys;
import io.deltaglider.engine.object.ETags;
import io.deltaglider.engine.object.S3Errors;
import io.deltaglider.engine.object.StoredState;
import io.deltaglider.engine.read.StoredStates;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Delete;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectsRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Error;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** DELETE of objects: one request, whatever they are. References are never touched here. */
public final class ObjectRemover {
    private final S3Client backend;
    private final StoredStates states;

    public ObjectRemover(S3Client backend, StoredStates states) {
        this.backend = backend;
        this.states = states;
    }

    /** As {@link S3Client#deleteObject(DeleteObjectRequest)}; conditions speak of the logical object. The key has been checked. */
    public DeleteObjectResponse delete(DeleteObjectRequest request) {
        Expectation expected =
                new Expectation(
                        request.ifMatch(),
                        request.ifMatchSize(),
                        request.ifMatchLastModifiedTime());
        if (expected.isNone()) {
            return backend.deleteObject(request);
        }
        StoredState current =
                states.head(
                        ObjectAddress.of(
                                Caller.of(request),
                                request.bucket(),
                                request.key(),
                                request.versionId()));
        expected.require(current);
        return backend.deleteObject(
                request.toBuilder()
                        .ifMatch(current.storedEtag())
                        .ifMatchSize(null)
                        .ifMatchLastModifiedTime(null)
                        .build());
    }

    /** As {@link S3Client#deleteObjects(DeleteObjectsRequest)}: what may not be deleted is an error of its own, the rest goes. */
    public DeleteObjectsResponse delete(DeleteObjectsRequest request) {
        List<ObjectIdentifier> allowed = new ArrayList<>();
        List<S3Error> refused = new ArrayList<>();
        for (ObjectIdentifier each : request.delete().objects()) {
            try {
                ReservedKeys.requireUserKey(each.key());
                allowed.add(mapped(request, each));
            } catch (S3Exception e) {
                refused.add(error(each, e));
            }
        }
        if (allowed.isEmpty() && !refused.isEmpty()) {
            return DeleteObjectsResponse.builder().errors(refused).build();
        }
        DeleteObjectsResponse response =
                backend.deleteObjects(
                        request.toBuilder().delete(each -> copy(request, each, allowed)).build());
        if (refused.isEmpty()) {
            return response;
        }
        refused.addAll(response.errors());
        return response.toBuilder().errors(refused).build();
    }

    private static void copy(
            DeleteObjectsRequest request, Delete.Builder delete, List<ObjectIdentifier> objects) {
        delete.objects(objects).quiet(request.delete().quiet());
    }

    private ObjectIdentifier mapped(DeleteObjectsRequest request, ObjectIdentifier object) {
        Expectation expected =
                new Expectation(object.eTag(), object.size(), object.lastModifiedTime());
        if (expected.isNone()) {
            return object;
        }
        StoredState current =
                states.head(
                        ObjectAddress.of(
                                Caller.of(request),
                                request.bucket(),
                                object.key(),
                                object.versionId()));
        expected.require(current);
        return object.toBuilder()
                .eTag(current.storedEtag())
                .size(null)
                .lastModifiedTime(null)
                .build();
    }

    private static S3Error error(ObjectIdentifier object, S3Exception cause) {
        Optional<String> code =
                Optional.ofNullable(cause.awsErrorDetails()).map(details -> details.errorCode());
        Optional<String> message =
                Optional.ofNullable(cause.awsErrorDetails()).map(details -> details.errorMessage());
        return S3Error.builder()
                .key(object.key())
                .versionId(object.versionId())
                .code(code.orElse(S3Errors.isAbsent(cause) ? "NoSuchKey" : "InternalError"))
                .message(message.orElse(Reason.of(cause)))
                .build();
    }

    /** What a client expects of the object that it deletes. */
    private record Expectation(
            @Nullable String etag, @Nullable Long size, @Nullable Instant lastModified) {
        boolean isNone() {
            return etag == null && size == null && lastModified == null;
        }

        void require(StoredState current) {
            if (etag != null && !ETags.matches(etag, current.etag())) {
                throw S3Errors.preconditionFailed("If-Match");
            }
            if (size != null && size != current.size()) {
                throw S3Errors.preconditionFailed("x-amz-if-match-size");
            }
            Instant modified = current.stored().lastModified();
            if (lastModified != null
                    && (modified == null
                            || !lastModified
                                    .truncatedTo(ChronoUnit.SECONDS)
                                    .equals(modified.truncatedTo(ChronoUnit.SECONDS)))) {
                throw S3Errors.preconditionFailed("x-amz-if-match-last-modified-time");
            }
        }
    }
}
