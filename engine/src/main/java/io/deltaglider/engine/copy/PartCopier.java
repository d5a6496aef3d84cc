package io.deltaglider.engine.copy;

import io.deltaglider.engine.backend.Caller;
import io.deltaglider.engine.backend.ObjectAddress;
import io.deltaglider.engine.failure.Reason;
import io.deltaglider.engine.layout.ReservedKeys;
import io.deltaglider.engine.object.ByteRange;
import io.deltaglider.engine.object.Conditions;
import io.deltaglider.engine.object.S3Errors;
import io.deltaglider.engine.object.StoredState;
import io.deltaglider.engine.read.ObjectReader;
import io.deltaglider.engine.read.StoredStates;
import io.deltaglider.engine.spool.BodyReceiver;
import io.deltaglider.engine.spool.Spool;
import io.deltaglider.engine.spool.WorkFolder;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CopyPartResult;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;
import software.amazon.awssdk.services.s3.model.UploadPartCopyResponse;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

import java.io.IOException;
import java.time.Instant;

/** Parts that are copied from objects: by the store from a raw object, as rebuilt bytes from a delta. */
public final class PartCopier {
    private final S3Client backend;
    private final StoredStates states;
    private final ObjectReader reader;
    private final BodyReceiver receiver;

    public PartCopier(
            S3Client backend, StoredStates states, ObjectReader reader, WorkFolder folder) {
        this.backend = backend;
        this.states = states;
        this.reader = reader;
        this.receiver = new BodyReceiver(folder);
    }

    /** As {@link S3Client#uploadPartCopy(UploadPartCopyRequest)}, logically. */
    @SuppressWarnings("deprecation") // clients may still use copySource
    public UploadPartCopyResponse copy(UploadPartCopyRequest request) {
        CopySource source =
                CopySource.of(
                        request.copySource(),
                        request.sourceBucket(),
                        request.sourceKey(),
                        request.sourceVersionId());
        ReservedKeys.requireUserKey(source.key());
        ReservedKeys.requireUserKey(request.destinationKey());
        ObjectAddress address =
                new ObjectAddress(
                        Caller.of(request).withBucketOwner(request.expectedSourceBucketOwner()),
                        source.bucket(),
                        source.key(),
                        source.versionId(),
                        request.copySourceSSECustomerAlgorithm(),
                        request.copySourceSSECustomerKey(),
                        request.copySourceSSECustomerKeyMD5());
        StoredState state = states.head(address);
        Conditions.ofSource(request).requireForCopy(state.etag(), state.stored().lastModified());
        if (state.delta().isEmpty()) {
            return backend.uploadPartCopy(
                    request.toBuilder()
                            .copySource(null)
                            .sourceBucket(source.bucket())
                            .sourceKey(source.key())
                            .sourceVersionId(source.versionId())
                            .copySourceIfMatch(
                                    state.storedEtag().isEmpty() ? null : state.storedEtag())
                            .copySourceIfNoneMatch(null)
                            .copySourceIfModifiedSince(null)
                            .copySourceIfUnmodifiedSince(null)
                            .build());
        }
        return upload(request, address, state);
    }

    private UploadPartCopyResponse upload(
            UploadPartCopyRequest request, ObjectAddress source, StoredState state) {
        GetObjectRequest get =
                source.get().ifMatch(state.etag()).range(range(request, state)).build();
        try (Spool bytes = reader.receive(get, (_, in) -> receiver.receive(in))) {
            UploadPartRequest part =
                    UploadPartRequest.builder()
                            .bucket(request.destinationBucket())
                            .key(request.destinationKey())
                            .uploadId(request.uploadId())
                            .partNumber(request.partNumber())
                            .contentLength(bytes.size())
                            .contentMD5(bytes.contentMd5())
                            .sseCustomerAlgorithm(request.sseCustomerAlgorithm())
                            .sseCustomerKey(request.sseCustomerKey())
                            .sseCustomerKeyMD5(request.sseCustomerKeyMD5())
                            .expectedBucketOwner(request.expectedBucketOwner())
                            .requestPayer(request.requestPayerAsString())
                            .overrideConfiguration(Caller.of(request).identity())
                            .build();
            UploadPartResponse stored =
                    backend.uploadPart(part, bytes.body("application/octet-stream"));
            return UploadPartCopyResponse.builder()
                    .copySourceVersionId(state.stored().versionId())
                    .copyPartResult(
                            CopyPartResult.builder()
                                    .eTag(stored.eTag())
                                    .lastModified(Instant.now())
                                    .build())
                    .serverSideEncryption(stored.serverSideEncryptionAsString())
                    .sseCustomerAlgorithm(stored.sseCustomerAlgorithm())
                    .sseCustomerKeyMD5(stored.sseCustomerKeyMD5())
                    .ssekmsKeyId(stored.ssekmsKeyId())
                    .bucketKeyEnabled(stored.bucketKeyEnabled())
                    .requestCharged(stored.requestChargedAsString())
                    .build();
        } catch (IOException e) {
            if (e.getCause() instanceof RuntimeException told) {
                throw told;
            }
            throw SdkClientException.create(
                    "cannot copy a part of " + source.uri() + ": " + Reason.of(e), e);
        }
    }

    /** Where a GET would cut a range short or ignore it, the copying of a part is refused: the part would be another one. */
    private static @Nullable String range(UploadPartCopyRequest request, StoredState state) {
        String range = request.copySourceRange();
        if (range == null) {
            return null;
        }
        ByteRange parsed =
                ByteRange.parse(range, state.size())
                        .orElseThrow(() ->
                                S3Errors.invalidArgument(
                                        "The x-amz-copy-source-range value must be of the form"
                                                + " bytes=first-last: "
                                                + range));
        if (!range.strip()
                .equals(
                        "bytes="
                                + parsed.offset()
                                + "-"
                                + (parsed.offset() + parsed.length() - 1))) {
            throw S3Errors.invalidArgument(
                    "Range specified is not valid for source object of size: " + state.size());
        }
        return range;
    }
}
