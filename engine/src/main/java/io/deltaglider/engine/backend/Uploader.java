package io.deltaglider.engine.backend;

import io.deltaglider.engine.failure.Reason;
import io.deltaglider.engine.spool.Spool;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CompletedMultipartUpload;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;

import java.util.ArrayList;
import java.util.List;

/** Stores bytes as they are: in one request where the store takes it, in parts where they are more than one request may carry. */
public final class Uploader {
    private static final Logger LOG = LoggerFactory.getLogger(Uploader.class);

    /** S3 takes at most 10,000 parts. */
    private static final int MAX_PARTS = 10_000;

    private static final long PART_SIZE = 64L << 20;

    private final S3Client backend;
    private final long partThreshold;

    /** @param partThreshold what is larger than this many bytes goes in parts */
    public Uploader(S3Client backend, long partThreshold) {
        this.backend = backend;
        this.partThreshold = partThreshold;
    }

    /**
     * Stores the bytes under the request's key, with everything that the request says, its conditions included. The request must
     * not carry checksums of other bytes.
     */
    public PutObjectResponse put(PutObjectRequest request, Spool bytes, String contentType) {
        if (bytes.size() <= partThreshold) {
            PutObjectRequest whole =
                    request.toBuilder()
                            .contentLength(bytes.size())
                            .contentMD5(bytes.contentMd5())
                            .build();
            return backend.putObject(whole, bytes.body(contentType));
        }
        return putParts(request, bytes, contentType);
    }

    private PutObjectResponse putParts(PutObjectRequest request, Spool bytes, String contentType) {
        String uploadId = backend.createMultipartUpload(begin(request, contentType)).uploadId();
        try {
            List<CompletedPart> parts = new ArrayList<>();
            long partSize = partSize(bytes.size());
            for (long offset = 0; offset < bytes.size(); offset += partSize) {
                parts.add(putPart(request, uploadId, parts.size() + 1, bytes, offset, partSize));
            }
            CompleteMultipartUploadResponse done =
                    backend.completeMultipartUpload(
                            CompleteMultipartUploadRequest.builder()
                                    .bucket(request.bucket())
                                    .key(request.key())
                                    .uploadId(uploadId)
                                    .multipartUpload(
                                            CompletedMultipartUpload.builder().parts(parts).build())
                                    .ifMatch(request.ifMatch())
                                    .ifNoneMatch(request.ifNoneMatch())
                                    .sseCustomerAlgorithm(request.sseCustomerAlgorithm())
                                    .sseCustomerKey(request.sseCustomerKey())
                                    .sseCustomerKeyMD5(request.sseCustomerKeyMD5())
                                    .expectedBucketOwner(request.expectedBucketOwner())
                                    .requestPayer(request.requestPayerAsString())
                                    .overrideConfiguration(
                                            request.overrideConfiguration().orElse(null))
                                    .build());
            return PutObjectResponse.builder()
                    .eTag(done.eTag())
                    .versionId(done.versionId())
                    .expiration(done.expiration())
                    .serverSideEncryption(done.serverSideEncryptionAsString())
                    .ssekmsKeyId(done.ssekmsKeyId())
                    .bucketKeyEnabled(done.bucketKeyEnabled())
                    .requestCharged(done.requestChargedAsString())
                    .build();
        } catch (RuntimeException e) {
            abort(request, uploadId, e);
            throw e;
        }
    }

    private CompletedPart putPart(
            PutObjectRequest request,
            String uploadId,
            int number,
            Spool bytes,
            long offset,
            long partSize) {
        long length = Math.min(partSize, bytes.size() - offset);
        UploadPartRequest part =
                UploadPartRequest.builder()
                        .bucket(request.bucket())
                        .key(request.key())
                        .uploadId(uploadId)
                        .partNumber(number)
                        .contentLength(length)
                        .sseCustomerAlgorithm(request.sseCustomerAlgorithm())
                        .sseCustomerKey(request.sseCustomerKey())
                        .sseCustomerKeyMD5(request.sseCustomerKeyMD5())
                        .expectedBucketOwner(request.expectedBucketOwner())
                        .requestPayer(request.requestPayerAsString())
                        .overrideConfiguration(request.overrideConfiguration().orElse(null))
                        .build();
        String etag =
                backend.uploadPart(part, bytes.body(offset, length, "application/octet-stream"))
                        .eTag();
        return CompletedPart.builder().partNumber(number).eTag(etag).build();
    }

    private long partSize(long size) {
        long atLeast = Math.ceilDiv(size, MAX_PARTS);
        return Math.max(atLeast, Math.min(PART_SIZE, partThreshold));
    }

    /** The parts that are there would go on costing money. */
    private void abort(PutObjectRequest request, String uploadId, RuntimeException cause) {
        // Who was interrupted still sends this one request.
        boolean interrupted = Thread.interrupted();
        try {
            backend.abortMultipartUpload(
                    AbortMultipartUploadRequest.builder()
                            .bucket(request.bucket())
                            .key(request.key())
                            .uploadId(uploadId)
                            .expectedBucketOwner(request.expectedBucketOwner())
                            .requestPayer(request.requestPayerAsString())
                            .overrideConfiguration(request.overrideConfiguration().orElse(null))
                            .build());
        } catch (SdkException e) {
            LOG.warn(
                    "the unfinished upload {} of s3://{}/{} could not be aborted: {}",
                    uploadId,
                    request.bucket(),
                    request.key(),
                    Reason.of(e));
            cause.addSuppressed(e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static CreateMultipartUploadRequest begin(
            PutObjectRequest request, String contentType) {
        return CreateMultipartUploadRequest.builder()
                .bucket(request.bucket())
                .key(request.key())
                .acl(request.aclAsString())
                .cacheControl(request.cacheControl())
                .contentDisposition(request.contentDisposition())
                .contentEncoding(request.contentEncoding())
                .contentLanguage(request.contentLanguage())
                .contentType(request.contentType() == null ? contentType : request.contentType())
                .expires(request.expires())
                .grantFullControl(request.grantFullControl())
                .grantRead(request.grantRead())
                .grantReadACP(request.grantReadACP())
                .grantWriteACP(request.grantWriteACP())
                .metadata(request.metadata())
                .serverSideEncryption(request.serverSideEncryptionAsString())
                .storageClass(request.storageClassAsString())
                .websiteRedirectLocation(request.websiteRedirectLocation())
                .sseCustomerAlgorithm(request.sseCustomerAlgorithm())
                .sseCustomerKey(request.sseCustomerKey())
                .sseCustomerKeyMD5(request.sseCustomerKeyMD5())
                .ssekmsKeyId(request.ssekmsKeyId())
                .ssekmsEncryptionContext(request.ssekmsEncryptionContext())
                .bucketKeyEnabled(request.bucketKeyEnabled())
                .requestPayer(request.requestPayerAsString())
                .tagging(request.tagging())
                .objectLockMode(request.objectLockModeAsString())
                .objectLockRetainUntilDate(request.objectLockRetainUntilDate())
                .objectLockLegalHoldStatus(request.objectLockLegalHoldStatusAsString())
                .expectedBucketOwner(request.expectedBucketOwner())
                .overrideConfiguration(request.overrideConfiguration().orElse(null))
                .build();
    }
}
