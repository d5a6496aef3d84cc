package io.deltaglider.store;

import io.deltaglider.store.error.S3Errors;
import io.deltaglider.store.folder.TaggingBlobStore;

import org.gaul.s3proxy.blobstore.BlobStore;
import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.NonRetryableException;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ServiceClientConfiguration;
import software.amazon.awssdk.services.s3.S3Utilities;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.Bucket;
import software.amazon.awssdk.services.s3.model.BucketCannedACL;
import software.amazon.awssdk.services.s3.model.Checksum;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.CreateBucketRequest;
import software.amazon.awssdk.services.s3.model.CreateBucketResponse;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.DeleteBucketRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectTaggingRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectTaggingResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectsRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.DeletedObject;
import software.amazon.awssdk.services.s3.model.GetBucketAclRequest;
import software.amazon.awssdk.services.s3.model.GetBucketAclResponse;
import software.amazon.awssdk.services.s3.model.GetBucketLocationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketLocationResponse;
import software.amazon.awssdk.services.s3.model.GetBucketVersioningRequest;
import software.amazon.awssdk.services.s3.model.GetBucketVersioningResponse;
import software.amazon.awssdk.services.s3.model.GetObjectAclRequest;
import software.amazon.awssdk.services.s3.model.GetObjectAclResponse;
import software.amazon.awssdk.services.s3.model.GetObjectAttributesRequest;
import software.amazon.awssdk.services.s3.model.GetObjectAttributesResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.GetObjectTaggingRequest;
import software.amazon.awssdk.services.s3.model.GetObjectTaggingResponse;
import software.amazon.awssdk.services.s3.model.HeadBucketRequest;
import software.amazon.awssdk.services.s3.model.HeadBucketResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListBucketsRequest;
import software.amazon.awssdk.services.s3.model.ListBucketsResponse;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsRequest;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.ListPartsRequest;
import software.amazon.awssdk.services.s3.model.ListPartsResponse;
import software.amazon.awssdk.services.s3.model.ObjectAttributes;
import software.amazon.awssdk.services.s3.model.ObjectCannedACL;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.Part;
import software.amazon.awssdk.services.s3.model.PutBucketAclRequest;
import software.amazon.awssdk.services.s3.model.PutBucketAclResponse;
import software.amazon.awssdk.services.s3.model.PutObjectAclRequest;
import software.amazon.awssdk.services.s3.model.PutObjectAclResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectTaggingRequest;
import software.amazon.awssdk.services.s3.model.PutObjectTaggingResponse;
import software.amazon.awssdk.services.s3.model.S3Error;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.StorageClass;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;
import software.amazon.awssdk.services.s3.model.UploadPartCopyResponse;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * S3's operations on a {@code BlobStore}: those that a blob store can do. The others have the interface's default implementations, which
 * throw {@code UnsupportedOperationException}; {@link BlobStoreS3Client} turns that into S3's answer. Thread-safe if the store is.
 */
final class BlobStoreOperations implements S3Client {
    /** S3's limits for a page, and for one DeleteObjects request. */
    private static final int MAX_PAGE = 1000;

    private final BlobStore store;

    BlobStoreOperations(BlobStore store) {
        this.store = store;
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public S3ServiceClientConfiguration serviceClientConfiguration() {
        return S3ServiceClientConfiguration.builder().region(Region.US_EAST_1).build();
    }

    /** For parsing S3 URIs. The URLs that it makes are those of S3 itself: an embedded store has none. */
    @Override
    public S3Utilities utilities() {
        return S3Utilities.builder().region(Region.US_EAST_1).build();
    }

    @Override
    public void close() {
        store.close();
    }

    // --- Buckets

    @Override
    public CreateBucketResponse createBucket(CreateBucketRequest request) {
        Unsupported.check(request);
        return store.createContainer(request);
    }

    @Override
    public HeadBucketResponse headBucket(HeadBucketRequest request) {
        return store.headBucket(request).toBuilder().bucketRegion(Region.US_EAST_1.id()).build();
    }

    @Override
    public DeleteBucketResponse deleteBucket(DeleteBucketRequest request) {
        store.deleteBucket(request.bucket());
        return DeleteBucketResponse.builder().build();
    }

    @Override
    public ListBucketsResponse listBuckets(ListBucketsRequest request) {
        String prefix = request.prefix() == null ? "" : request.prefix();
        String after =
                request.continuationToken() == null ? "" : decodeToken(request.continuationToken());
        List<Bucket> all =
                store.list().buckets().stream()
                        .filter(bucket ->
                                bucket.name().startsWith(prefix)
                                        && bucket.name().compareTo(after) > 0)
                        .toList();
        int max = request.maxBuckets() == null ? Integer.MAX_VALUE : request.maxBuckets();
        List<Bucket> page = all.subList(0, Math.min(max, all.size()));
        return ListBucketsResponse.builder()
                .owner(CannedAcls.OWNER)
                .buckets(page)
                .prefix(request.prefix())
                .continuationToken(
                        page.size() < all.size() ? encodeToken(page.getLast().name()) : null)
                .build();
    }

    @Override
    public GetBucketLocationResponse getBucketLocation(GetBucketLocationRequest request) {
        headBucket(HeadBucketRequest.builder().bucket(request.bucket()).build());
        return GetBucketLocationResponse.builder().locationConstraint("").build();
    }

    @Override
    public GetBucketVersioningResponse getBucketVersioning(GetBucketVersioningRequest request) {
        headBucket(HeadBucketRequest.builder().bucket(request.bucket()).build());
        return GetBucketVersioningResponse.builder().build();
    }

    @Override
    public GetBucketAclResponse getBucketAcl(GetBucketAclRequest request) {
        String acl = store.getContainerAccess(request.bucket()).toString();
        return GetBucketAclResponse.builder()
                .owner(CannedAcls.OWNER)
                .grants(CannedAcls.grants(acl))
                .build();
    }

    @Override
    public PutBucketAclResponse putBucketAcl(PutBucketAclRequest request) {
        Unsupported.check(request);
        String acl = CannedAcls.of(request.aclAsString(), request.accessControlPolicy());
        store.setContainerAccess(request.bucket(), BucketCannedACL.fromValue(acl));
        return PutBucketAclResponse.builder().build();
    }

    // --- Listing

    @Override
    public ListObjectsV2Response listObjectsV2(ListObjectsV2Request request) {
        int maxKeys = pageSize(request.maxKeys());
        String token = request.continuationToken();
        ListObjectsV2Response page =
                store.list(
                        request.toBuilder()
                                .maxKeys(maxKeys)
                                .continuationToken(token == null ? null : decodeToken(token))
                                .build());
        String next = page.nextContinuationToken();
        List<S3Object> contents = page.contents();
        if (Boolean.TRUE.equals(request.fetchOwner())) {
            contents =
                    contents.stream()
                            .map(object -> object.toBuilder().owner(CannedAcls.OWNER).build())
                            .toList();
        }
        return page.toBuilder()
                .name(request.bucket())
                .prefix(request.prefix() == null ? "" : request.prefix())
                .delimiter(request.delimiter())
                .startAfter(request.startAfter())
                .encodingType(request.encodingType())
                .maxKeys(maxKeys)
                .contents(contents)
                .keyCount(contents.size() + page.commonPrefixes().size())
                .isTruncated(next != null)
                .continuationToken(token)
                .nextContinuationToken(next == null ? null : encodeToken(next))
                .build();
    }

    /** The old form: the marker is a key or a common prefix, and so is the one that the next page begins after. */
    @Override
    public ListObjectsResponse listObjects(ListObjectsRequest request) {
        int maxKeys = pageSize(request.maxKeys());
        ListObjectsV2Response page =
                store.list(
                        ListObjectsV2Request.builder()
                                .bucket(request.bucket())
                                .prefix(request.prefix())
                                .delimiter(request.delimiter())
                                .startAfter(request.marker())
                                .maxKeys(maxKeys)
                                .build());
        return ListObjectsResponse.builder()
                .name(request.bucket())
                .prefix(request.prefix() == null ? "" : request.prefix())
                .delimiter(request.delimiter())
                .marker(request.marker() == null ? "" : request.marker())
                .encodingType(request.encodingType())
                .maxKeys(maxKeys)
                .contents(
                        page.contents().stream()
                                .map(object -> object.toBuilder().owner(CannedAcls.OWNER).build())
                                .toList())
                .commonPrefixes(page.commonPrefixes())
                .isTruncated(page.nextContinuationToken() != null)
                .nextMarker(page.nextContinuationToken())
                .build();
    }

    private static int pageSize(@Nullable Integer maxKeys) {
        if (maxKeys != null && maxKeys < 0) {
            throw S3Errors.invalidArgument("the size of a page must not be negative: " + maxKeys);
        }
        return maxKeys == null ? MAX_PAGE : Math.min(MAX_PAGE, maxKeys);
    }

    private static String encodeToken(String name) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(name.getBytes(StandardCharsets.UTF_8));
    }

    private static String decodeToken(String token) {
        try {
            return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw S3Errors.invalidArgument("not a continuation token of this store: " + token);
        }
    }

    // --- Objects

    @Override
    public PutObjectResponse putObject(PutObjectRequest request, RequestBody body) {
        Unsupported.check(request);
        Tags.checkHeader(request.tagging());
        try (InputStream stream = RequestStream.of(request, body)) {
            Long length = RequestStream.length(request, body);
            String type =
                    request.contentType() == null ? body.contentType() : request.contentType();
            return store.putBlob(
                    request.toBuilder().contentLength(length).contentType(type).build(), stream);
        } catch (IOException e) {
            throw S3Errors.fileSystem("closing the body of " + request.key(), e);
        }
    }

    @Override
    public <T> T getObject(
            GetObjectRequest request, ResponseTransformer<GetObjectResponse, T> transformer) {
        Unsupported.check(request);
        ResponseInputStream<GetObjectResponse> stream = store.getBlob(request);
        if (stream == null) {
            throw S3Errors.noSuchKey(request.bucket(), request.key());
        }
        boolean open = true;
        try {
            GetObjectResponse response =
                    Answers.complete(
                            stream.response(),
                            stream.response().contentRange() == null ? 200 : 206);
            T result = transformer.transform(response, AbortableInputStream.create(stream, stream));
            open = transformer.needsConnectionLeftOpen();
            return result;
        } catch (RetryableException
                | AbortedException
                | NonRetryableException
                | AwsServiceException e) {
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw AbortedException.create("interrupted while reading " + request.key(), e);
        } catch (Exception e) {
            throw NonRetryableException.builder()
                    .message(
                            "cannot hand over s3://"
                                    + request.bucket()
                                    + "/"
                                    + request.key()
                                    + ": "
                                    + S3Errors.reason(e))
                    .cause(e)
                    .build();
        } finally {
            if (open && !transformer.needsConnectionLeftOpen()) {
                stream.abort();
            }
        }
    }

    @Override
    public HeadObjectResponse headObject(HeadObjectRequest request) {
        Unsupported.check(request);
        HeadObjectResponse response = store.blobMetadata(request);
        if (response == null) {
            throw S3Errors.noSuchKey(request.bucket(), request.key());
        }
        return response;
    }

    @Override
    public DeleteObjectResponse deleteObject(DeleteObjectRequest request) {
        Unsupported.check(request);
        return store.removeBlob(request);
    }

    @Override
    public DeleteObjectsResponse deleteObjects(DeleteObjectsRequest request) {
        Unsupported.check(request);
        List<ObjectIdentifier> objects = request.delete().objects();
        if (objects.isEmpty() || objects.size() > MAX_PAGE) {
            throw S3Errors.of(
                    400,
                    "MalformedXML",
                    "a request deletes 1 to " + MAX_PAGE + " objects, not " + objects.size());
        }
        headBucket(HeadBucketRequest.builder().bucket(request.bucket()).build());
        List<DeletedObject> deleted = new ArrayList<>();
        List<S3Error> errors = new ArrayList<>();
        for (ObjectIdentifier object : objects) {
            try {
                Unsupported.checkVersion(object.versionId());
                store.removeBlob(
                        DeleteObjectRequest.builder()
                                .bucket(request.bucket())
                                .key(object.key())
                                .ifMatch(object.eTag())
                                .ifMatchSize(object.size())
                                .ifMatchLastModifiedTime(object.lastModifiedTime())
                                .build());
                deleted.add(DeletedObject.builder().key(object.key()).build());
            } catch (AwsServiceException e) {
                errors.add(
                        S3Error.builder()
                                .key(object.key())
                                .versionId(object.versionId())
                                .code(e.awsErrorDetails().errorCode())
                                .message(e.awsErrorDetails().errorMessage())
                                .build());
            }
        }
        boolean quiet = Boolean.TRUE.equals(request.delete().quiet());
        return DeleteObjectsResponse.builder()
                .deleted(quiet ? List.of() : deleted)
                .errors(errors)
                .build();
    }

    @Override
    public CopyObjectResponse copyObject(CopyObjectRequest request) {
        Unsupported.check(request);
        Tags.checkHeader(request.tagging());
        CopySource source = CopySource.of(request);
        return store.copyBlob(
                request.toBuilder()
                        .sourceBucket(source.bucket())
                        .sourceKey(source.key())
                        .sourceVersionId(null)
                        .destinationBucket(request.destinationBucket())
                        .destinationKey(request.destinationKey())
                        .build());
    }

    @Override
    public GetObjectAttributesResponse getObjectAttributes(GetObjectAttributesRequest request) {
        HeadObjectResponse head =
                headObject(
                        HeadObjectRequest.builder()
                                .bucket(request.bucket())
                                .key(request.key())
                                .versionId(request.versionId())
                                .checksumMode(ChecksumMode.ENABLED)
                                .build());
        GetObjectAttributesResponse.Builder response =
                GetObjectAttributesResponse.builder().lastModified(head.lastModified());
        for (ObjectAttributes attribute : request.objectAttributes()) {
            switch (attribute) {
                case E_TAG -> response.eTag(head.eTag().replace("\"", ""));
                case OBJECT_SIZE -> response.objectSize(head.contentLength());
                case STORAGE_CLASS ->
                        response.storageClass(
                                head.storageClass() == null
                                        ? StorageClass.STANDARD
                                        : head.storageClass());
                case CHECKSUM ->
                        response.checksum(
                                Checksum.builder()
                                        .checksumCRC32(head.checksumCRC32())
                                        .checksumCRC32C(head.checksumCRC32C())
                                        .checksumCRC64NVME(head.checksumCRC64NVME())
                                        .checksumSHA1(head.checksumSHA1())
                                        .checksumSHA256(head.checksumSHA256())
                                        .checksumType(head.checksumType())
                                        .build());
                default ->
                        throw S3Errors.notImplemented(
                                "this store has no object attribute " + attribute);
            }
        }
        return response.build();
    }

    // --- Access and tags

    @Override
    public GetObjectAclResponse getObjectAcl(GetObjectAclRequest request) {
        Unsupported.check(request);
        String acl = store.getBlobAccess(request.bucket(), request.key()).toString();
        return GetObjectAclResponse.builder()
                .owner(CannedAcls.OWNER)
                .grants(CannedAcls.grants(acl))
                .build();
    }

    @Override
    public PutObjectAclResponse putObjectAcl(PutObjectAclRequest request) {
        Unsupported.check(request);
        String acl = CannedAcls.of(request.aclAsString(), request.accessControlPolicy());
        store.setBlobAccess(request.bucket(), request.key(), ObjectCannedACL.fromValue(acl));
        return PutObjectAclResponse.builder().build();
    }

    @Override
    public GetObjectTaggingResponse getObjectTagging(GetObjectTaggingRequest request) {
        Unsupported.check(request);
        String tags = tagging().getTags(request.bucket(), request.key());
        return GetObjectTaggingResponse.builder().tagSet(Tags.decode(tags)).build();
    }

    @Override
    public PutObjectTaggingResponse putObjectTagging(PutObjectTaggingRequest request) {
        Unsupported.check(request);
        tagging().setTags(request.bucket(), request.key(), Tags.encode(request.tagging().tagSet()));
        return PutObjectTaggingResponse.builder().build();
    }

    @Override
    public DeleteObjectTaggingResponse deleteObjectTagging(DeleteObjectTaggingRequest request) {
        Unsupported.check(request);
        tagging().setTags(request.bucket(), request.key(), null);
        return DeleteObjectTaggingResponse.builder().build();
    }

    private TaggingBlobStore tagging() {
        if (store instanceof TaggingBlobStore tagging) {
            return tagging;
        }
        throw S3Errors.notImplemented("this store has no object tags");
    }

    // --- Multipart uploads

    @Override
    public CreateMultipartUploadResponse createMultipartUpload(
            CreateMultipartUploadRequest request) {
        Unsupported.check(request);
        Tags.checkHeader(request.tagging());
        return CreateMultipartUploadResponse.builder()
                .bucket(request.bucket())
                .key(request.key())
                .uploadId(store.initiateMultipartUpload(request).id())
                .build();
    }

    @Override
    public UploadPartResponse uploadPart(UploadPartRequest request, RequestBody body) {
        Unsupported.check(request);
        try (InputStream stream = RequestStream.of(request, body)) {
            Long length = RequestStream.length(request, body);
            return store.uploadMultipartPart(
                    upload(request.bucket(), request.key(), request.uploadId()),
                    request.toBuilder().contentLength(length).build(),
                    stream);
        } catch (IOException e) {
            throw S3Errors.fileSystem("closing the body of a part of " + request.key(), e);
        }
    }

    @Override
    public UploadPartCopyResponse uploadPartCopy(UploadPartCopyRequest request) {
        Unsupported.check(request);
        CopySource source = CopySource.of(request);
        return store.copyMultipartPart(
                upload(request.destinationBucket(), request.destinationKey(), request.uploadId()),
                request.toBuilder()
                        .sourceBucket(source.bucket())
                        .sourceKey(source.key())
                        .sourceVersionId(null)
                        .build());
    }

    @Override
    public CompleteMultipartUploadResponse completeMultipartUpload(
            CompleteMultipartUploadRequest request) {
        Unsupported.check(request);
        return store.completeMultipartUpload(
                upload(request.bucket(), request.key(), request.uploadId()), request);
    }

    @Override
    public AbortMultipartUploadResponse abortMultipartUpload(AbortMultipartUploadRequest request) {
        store.abortMultipartUpload(upload(request.bucket(), request.key(), request.uploadId()));
        return AbortMultipartUploadResponse.builder().build();
    }

    @Override
    public ListPartsResponse listParts(ListPartsRequest request) {
        List<Part> all =
                store.listMultipartUpload(
                        upload(request.bucket(), request.key(), request.uploadId()));
        return UploadListing.parts(request, pageSize(request.maxParts()), all);
    }

    @Override
    public ListMultipartUploadsResponse listMultipartUploads(ListMultipartUploadsRequest request) {
        return UploadListing.page(
                request,
                pageSize(request.maxUploads()),
                store.listMultipartUploads(request.bucket()));
    }

    private static org.gaul.s3proxy.blobstore.domain.MultipartUpload upload(
            String bucket, String key, @Nullable String uploadId) {
        if (uploadId == null || uploadId.isEmpty()) {
            throw S3Errors.noSuchUpload(bucket, "");
        }
        return new org.gaul.s3proxy.blobstore.domain.MultipartUpload(
                uploadId, CreateMultipartUploadRequest.builder().bucket(bucket).key(key).build());
    }
}
