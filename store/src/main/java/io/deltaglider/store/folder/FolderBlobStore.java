package io.deltaglider.store.folder;

import static io.deltaglider.store.folder.FileErrors.call;
import static io.deltaglider.store.folder.FileErrors.run;

import io.deltaglider.store.error.S3Errors;

import org.gaul.s3proxy.blobstore.domain.MultipartUpload;
import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.model.BucketCannedACL;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.CreateBucketRequest;
import software.amazon.awssdk.services.s3.model.CreateBucketResponse;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadBucketRequest;
import software.amazon.awssdk.services.s3.model.HeadBucketResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListBucketsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.MetadataDirective;
import software.amazon.awssdk.services.s3.model.ObjectCannedACL;
import software.amazon.awssdk.services.s3.model.Part;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.TaggingDirective;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;
import software.amazon.awssdk.services.s3.model.UploadPartCopyResponse;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * A {@code BlobStore} in a folder, for one process at a time and any number of threads. Every write is staged, flushed to the disk, and
 * published by one rename under the key's lock, after its condition was checked there: an object is the old or the new one, with its own
 * metadata, whatever happens to the process. {@code docs/store.md} says how the folder is laid out, and why S3Proxy's own file system
 * store is not used.
 */
public final class FolderBlobStore implements TaggingBlobStore {
    private final StoreFolder folder;
    private final Buckets buckets;
    private final MultipartRequests multipart;

    private FolderBlobStore(StoreFolder folder) {
        this.folder = folder;
        this.buckets = new Buckets(folder);
        this.multipart = new MultipartRequests(folder, buckets);
    }

    /**
     * Opens the store in a folder, and makes one if the folder is empty or not there.
     *
     * @throws StoreInUseException if another process has it open, or this one
     * @throws IOException if the folder cannot be used, or holds something else
     */
    public static FolderBlobStore open(Path folder) throws IOException {
        return new FolderBlobStore(StoreFolder.open(folder));
    }

    /** Where it is. */
    public Path path() {
        return folder.path();
    }

    @Override
    public void close() {
        run("closing the store " + folder, folder::close);
    }

    // --- Buckets

    @Override
    public ListBucketsResponse list() {
        return call("listing the buckets", () -> Responses.buckets(buckets.all()));
    }

    @Override
    public HeadBucketResponse headBucket(HeadBucketRequest request) {
        buckets.get(request.bucket());
        return HeadBucketResponse.builder().build();
    }

    @Override
    public CreateBucketResponse createContainer(CreateBucketRequest request) {
        Map<String, String> headers = StoredHeader.of(request);
        run(
                "creating the bucket " + request.bucket(),
                () -> buckets.create(ObjectRecord.planned(request.bucket(), headers, Map.of())));
        return CreateBucketResponse.builder().location("/" + request.bucket()).build();
    }

    @Override
    public void deleteBucket(String bucket) {
        run("deleting the bucket " + bucket, () -> buckets.delete(bucket));
    }

    @Override
    public BucketCannedACL getContainerAccess(String bucket) {
        return call(
                "reading the bucket " + bucket,
                () -> {
                    String acl = buckets.record(buckets.get(bucket)).header(StoredHeader.ACL);
                    return acl == null ? BucketCannedACL.PRIVATE : BucketCannedACL.fromValue(acl);
                });
    }

    @Override
    public void setContainerAccess(String bucket, BucketCannedACL access) {
        run(
                "changing the bucket " + bucket,
                () ->
                        buckets.update(
                                bucket,
                                record -> record.withHeader(StoredHeader.ACL, access.toString())));
    }

    // --- Listing

    /** Tokens are names: a page goes on after the last key or common prefix of the one before. */
    @Override
    public ListObjectsV2Response list(ListObjectsV2Request request) {
        Bucket bucket = buckets.get(request.bucket());
        String after =
                request.continuationToken() != null
                        ? request.continuationToken()
                        : request.startAfter();
        Listing listing = new Listing(orEmpty(request.prefix()), orEmpty(request.delimiter()));
        int maxKeys = request.maxKeys() == null ? 1000 : request.maxKeys();
        return call(
                "listing " + request.bucket(),
                () -> Responses.page(listing.page(bucket.objects(), after, maxKeys)));
    }

    // --- Objects

    @Override
    public PutObjectResponse putBlob(PutObjectRequest request, InputStream payload) {
        String key = request.key();
        return call(
                "storing " + describe(request.bucket(), key),
                () -> {
                    try (payload) {
                        Bucket bucket = buckets.get(request.bucket());
                        ObjectRecord planned =
                                ObjectRecord.planned(
                                        key,
                                        StoredHeader.of(request),
                                        StoredHeader.userMetadata(request.metadata()));
                        Bucket.@Nullable Condition condition =
                                Conditions.forWrite(
                                        bucket.name(),
                                        key,
                                        request.ifMatch(),
                                        request.ifNoneMatch());
                        bucket.check(key, condition);
                        try (Staged staged = new Staged(folder.newStaged())) {
                            String eTag = staged.write(payload, request.contentLength());
                            Checksums.verifyMd5(request, eTag);
                            ObjectRecord stored =
                                    planned.stored(staged.size(), eTag, Checksums.given(request));
                            staged.finish(stored);
                            bucket.publish(key, staged, condition);
                            return Responses.put(stored);
                        }
                    }
                });
    }

    @Override
    public HeadObjectResponse blobMetadata(HeadObjectRequest request) {
        return call(
                "reading " + describe(request.bucket(), request.key()),
                () -> {
                    ObjectRecord record = existing(request);
                    Conditions.checkRead(
                            request.bucket(),
                            record,
                            request.ifMatch(),
                            request.ifNoneMatch(),
                            request.ifModifiedSince(),
                            request.ifUnmodifiedSince());
                    return Responses.head(
                            record,
                            ByteRange.of(request.range(), request.partNumber(), record),
                            request);
                });
    }

    /** Who asks for checksums gets none that is not true: all of the payload is read and compared with its own. */
    private ObjectRecord existing(HeadObjectRequest request) throws IOException {
        Bucket bucket = buckets.get(request.bucket());
        if (request.checksumMode() != ChecksumMode.ENABLED) {
            return bucket.existing(request.key());
        }
        Bucket.Open open = bucket.openExisting(request.key());
        try (FileChannel channel = open.channel()) {
            PayloadStream.check(channel, open.record());
            return open.record();
        }
    }

    @Override
    public ResponseInputStream<GetObjectResponse> getBlob(GetObjectRequest request) {
        return call(
                "reading " + describe(request.bucket(), request.key()),
                () -> {
                    Bucket.Open open = buckets.get(request.bucket()).openExisting(request.key());
                    ObjectRecord record = open.record();
                    try {
                        Conditions.checkRead(
                                request.bucket(),
                                record,
                                request.ifMatch(),
                                request.ifNoneMatch(),
                                request.ifModifiedSince(),
                                request.ifUnmodifiedSince());
                        ByteRange range =
                                ByteRange.of(request.range(), request.partNumber(), record);
                        long offset = range == null ? 0 : range.offset();
                        long length = range == null ? record.size() : range.length();
                        return new ResponseInputStream<>(
                                Responses.get(record, range, request),
                                AbortableInputStream.create(
                                        new PayloadStream(open.channel(), record, offset, length)
                                                .begun()));
                    } catch (IOException | RuntimeException e) {
                        open.channel().close();
                        throw e;
                    }
                });
    }

    @Override
    public DeleteObjectResponse removeBlob(DeleteObjectRequest request) {
        String key = request.key();
        return call(
                "deleting " + describe(request.bucket(), key),
                () -> {
                    Bucket bucket = buckets.get(request.bucket());
                    boolean conditional =
                            request.ifMatch() != null
                                    || request.ifMatchSize() != null
                                    || request.ifMatchLastModifiedTime() != null;
                    bucket.delete(
                            key,
                            conditional
                                    ? current ->
                                            Conditions.checkDelete(
                                                    bucket.name(),
                                                    key,
                                                    current,
                                                    request.ifMatch(),
                                                    request.ifMatchSize(),
                                                    request.ifMatchLastModifiedTime())
                                    : null);
                    return DeleteObjectResponse.builder().build();
                });
    }

    @Override
    public CopyObjectResponse copyBlob(CopyObjectRequest request) {
        String from = describe(request.sourceBucket(), request.sourceKey());
        String key = request.destinationKey();
        return call(
                "copying " + from + " to " + describe(request.destinationBucket(), key),
                () -> {
                    Bucket target = buckets.get(request.destinationBucket());
                    Bucket.Open open =
                            buckets.get(request.sourceBucket()).openExisting(request.sourceKey());
                    try (FileChannel channel = open.channel()) {
                        ObjectRecord source = open.record();
                        Conditions.checkCopySource(
                                request.sourceBucket(),
                                source,
                                request.copySourceIfMatch(),
                                request.copySourceIfNoneMatch(),
                                request.copySourceIfModifiedSince(),
                                request.copySourceIfUnmodifiedSince());
                        ObjectRecord planned = plannedCopy(request, source);
                        Bucket.@Nullable Condition condition =
                                Conditions.forWrite(
                                        target.name(),
                                        key,
                                        request.ifMatch(),
                                        request.ifNoneMatch());
                        try (Staged staged = new Staged(folder.newStaged())) {
                            String eTag = copyPayload(channel, source, staged);
                            ObjectRecord stored =
                                    planned.stored(source.size(), eTag, source.checksums());
                            staged.finish(stored);
                            target.publish(key, staged, condition);
                            return Responses.copy(stored);
                        }
                    }
                });
    }

    private static ObjectRecord plannedCopy(CopyObjectRequest request, ObjectRecord source) {
        boolean replace = request.metadataDirective() == MetadataDirective.REPLACE;
        boolean replaceTags = request.taggingDirective() == TaggingDirective.REPLACE;
        Map<String, String> asked = StoredHeader.of(request);
        boolean same =
                request.sourceBucket().equals(request.destinationBucket())
                        && request.sourceKey().equals(request.destinationKey());
        if (same
                && !replace
                && !replaceTags
                && request.storageClass() == null
                && request.websiteRedirectLocation() == null) {
            throw S3Errors.invalidRequest(
                    "a copy of an object to itself must change something: its metadata (with the"
                        + " directive REPLACE), storage class, website redirect location or tags");
        }
        Map<String, String> headers = new HashMap<>(replace ? asked : source.headers());
        for (StoredHeader own :
                List.of(
                        StoredHeader.ACL,
                        StoredHeader.STORAGE_CLASS,
                        StoredHeader.WEBSITE_REDIRECT)) {
            put(headers, own, asked.get(own.header()));
        }
        put(
                headers,
                StoredHeader.TAGGING,
                replaceTags
                        ? asked.get(StoredHeader.TAGGING.header())
                        : source.header(StoredHeader.TAGGING));
        Map<String, String> metadata =
                replace ? StoredHeader.userMetadata(request.metadata()) : source.metadata();
        return ObjectRecord.planned(request.destinationKey(), headers, metadata);
    }

    private static void put(
            Map<String, String> headers, StoredHeader header, @Nullable String value) {
        if (value == null) {
            headers.remove(header.header());
        } else {
            headers.put(header.header(), value);
        }
    }

    /** Copies the payload and returns its MD5: the kernel copies when that is known already, which it is not of an object made of parts. */
    private static String copyPayload(FileChannel channel, ObjectRecord source, Staged staged)
            throws IOException {
        if (source.eTag().indexOf('-') < 0) {
            staged.append(channel, source);
            return source.eTag();
        }
        channel.position(0);
        return staged.write(new PayloadStream(channel, source, 0, source.size()), source.size());
    }

    // --- Access and tags: metadata that changes without the content

    @Override
    public ObjectCannedACL getBlobAccess(String bucket, String key) {
        return call(
                "reading " + describe(bucket, key),
                () -> {
                    String acl = buckets.get(bucket).existing(key).header(StoredHeader.ACL);
                    return acl == null ? ObjectCannedACL.PRIVATE : ObjectCannedACL.fromValue(acl);
                });
    }

    @Override
    public void setBlobAccess(String bucket, String key, ObjectCannedACL access) {
        change(bucket, key, record -> record.withHeader(StoredHeader.ACL, access.toString()));
    }

    @Override
    public String getTags(String bucket, String key) {
        return call(
                "reading " + describe(bucket, key),
                () -> orEmpty(buckets.get(bucket).existing(key).header(StoredHeader.TAGGING)));
    }

    @Override
    public void setTags(String bucket, String key, @Nullable String tags) {
        change(bucket, key, record -> record.withHeader(StoredHeader.TAGGING, tags));
    }

    /** Rewrites the file, since metadata and payload are one; begins again if the object was replaced meanwhile. */
    private void change(String bucketName, String key, UnaryOperator<ObjectRecord> change) {
        run(
                "changing " + describe(bucketName, key),
                () -> {
                    Bucket bucket = buckets.get(bucketName);
                    boolean done = false;
                    while (!done) {
                        Bucket.Open open = bucket.openExisting(key);
                        try (FileChannel channel = open.channel();
                                Staged staged = new Staged(folder.newStaged())) {
                            staged.append(channel, open.record());
                            staged.finish(change.apply(open.record()));
                            bucket.publish(
                                    key,
                                    staged,
                                    current -> {
                                        if (!open.record().equals(current)) {
                                            throw new ReplacedMeanwhile();
                                        }
                                    });
                            done = true;
                        } catch (ReplacedMeanwhile e) {
                            done = false;
                        }
                    }
                });
    }

    private static final class ReplacedMeanwhile extends RuntimeException {
        private static final long serialVersionUID = 1L;

        ReplacedMeanwhile() {
            super(null, null, false, false);
        }
    }

    // --- Multipart uploads

    @Override
    public MultipartUpload initiateMultipartUpload(CreateMultipartUploadRequest request) {
        return multipart.initiate(request);
    }

    @Override
    public UploadPartResponse uploadMultipartPart(
            MultipartUpload mpu, UploadPartRequest request, InputStream payload) {
        return multipart.upload(mpu, request, payload);
    }

    @Override
    public boolean supportsCopyMultipartPart() {
        return true;
    }

    @Override
    public UploadPartCopyResponse copyMultipartPart(
            MultipartUpload mpu, UploadPartCopyRequest request) {
        return multipart.copy(mpu, request);
    }

    @Override
    public CompleteMultipartUploadResponse completeMultipartUpload(
            MultipartUpload mpu, CompleteMultipartUploadRequest request) {
        return multipart.complete(mpu, request);
    }

    @Override
    public void abortMultipartUpload(MultipartUpload mpu) {
        multipart.abort(mpu);
    }

    @Override
    public List<Part> listMultipartUpload(MultipartUpload mpu) {
        return multipart.parts(mpu);
    }

    @Override
    public List<software.amazon.awssdk.services.s3.model.MultipartUpload> listMultipartUploads(
            String bucket) {
        return multipart.uploads(bucket);
    }

    @Override
    public long getMinimumMultipartPartSize() {
        return Uploads.MIN_PART_SIZE;
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static String describe(String bucket, String key) {
        return "s3://" + bucket + "/" + key;
    }
}
