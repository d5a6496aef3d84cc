package io.deltaglider.engine.write;

import io.deltaglider.engine.backend.Caller;
import io.deltaglider.engine.backend.Heads;
import io.deltaglider.engine.backend.Uploader;
import io.deltaglider.engine.failure.Reason;
import io.deltaglider.engine.object.ETags;
import io.deltaglider.engine.object.S3Errors;
import io.deltaglider.engine.spool.Spool;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/** Replaces what this very writer has just stored, and nothing that others have stored since. */
final class Rewriter {
    private static final Logger LOG = LoggerFactory.getLogger(Rewriter.class);

    private final S3Client backend;
    private final Uploader uploader;
    private final Heads heads;

    Rewriter(S3Client backend, Uploader uploader, Heads heads) {
        this.backend = backend;
        this.uploader = uploader;
        this.heads = heads;
    }

    /** How the new form is stored. */
    interface Put {
        PutObjectResponse send(PutObjectRequest request) throws IOException;
    }

    /**
     * Stores the bytes in place of {@code before}.
     *
     * @param request as for a first PUT; its own conditions were met then
     * @return the answer; empty when somebody has overwritten or deleted the object since, and so had the last word
     */
    Optional<PutObjectResponse> replace(
            PutObjectRequest request, PutObjectResponse before, Spool bytes, String contentType) {
        try {
            return replace(
                    request,
                    ETags.plain(before.eTag()),
                    before.versionId(),
                    each -> uploader.put(each, bytes, contentType));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * As above. What a store says to the condition is not enough to go by: one that refuses it as such would be taken for
     * somebody else's write, and the object left with a reference that is going away. So whenever it is not met, the object is looked
     * at; if it still is what this writer stored, it is stored anew without a condition. Between the look and that, another write
     * can get lost; but both are under way at once, and either may come last: the same happens when a plain PUT is sent again
     * because its answer was lost.
     *
     * @param etag of what is to be replaced, without quotes
     * @param versionId of the same, in a bucket with versions
     */
    Optional<PutObjectResponse> replace(
            PutObjectRequest request, String etag, @Nullable String versionId, Put put)
            throws IOException {
        PutObjectRequest conditional = request.toBuilder().ifNoneMatch(null).ifMatch(etag).build();
        PutObjectResponse after;
        try {
            after = put.send(conditional);
        } catch (S3Exception e) {
            if (!S3Errors.isPreconditionFailed(e)
                    && !S3Errors.isAbsent(e)
                    && !S3Errors.isNotImplemented(e)) {
                throw e;
            }
            Optional<HeadObjectResponse> current =
                    heads.find(Caller.of(request), request.bucket(), request.key());
            if (current.isEmpty() || !ETags.plain(current.get().eTag()).equals(etag)) {
                return Optional.empty();
            }
            after = put.send(conditional.toBuilder().ifMatch(null).build());
        }
        removeVersion(request, versionId);
        return Optional.of(after);
    }

    /** In a versioned bucket the replaced object would stay, as a version that no client has put. */
    private void removeVersion(PutObjectRequest request, @Nullable String versionId) {
        if (versionId == null || versionId.isEmpty() || versionId.equals("null")) {
            return;
        }
        try {
            backend.deleteObject(
                    DeleteObjectRequest.builder()
                            .bucket(request.bucket())
                            .key(request.key())
                            .versionId(versionId)
                            .expectedBucketOwner(request.expectedBucketOwner())
                            .requestPayer(request.requestPayerAsString())
                            .overrideConfiguration(Caller.of(request).identity())
                            .build());
        } catch (SdkException e) {
            LOG.warn(
                    "version {} of s3://{}/{} was replaced and could not be removed: {}",
                    versionId,
                    request.bucket(),
                    request.key(),
                    Reason.of(e));
        }
    }
}
