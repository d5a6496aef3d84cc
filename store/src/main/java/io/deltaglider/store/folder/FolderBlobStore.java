package io.deltaglider.store.folder;

import io.deltaglider.store.error.S3Errors;

import org.gaul.s3proxy.blobstore.domain.MultipartUpload;
import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.model.BucketCannedACL;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.CopyPartResult;
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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.Lock;
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
    private final Uploads uploads;

    private FolderBlobStore(StoreFolder folder) {
        this.folder = folder;
        this.buckets = new Buckets(folder);
        this.uploads = new Uploads(folder);
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
                        Bucket.Condition condition =
                                current ->
                                        Conditions.checkWrite(
                                                bucket.name(),
                                                key,
                                                current,
                                                request.ifMatch(),
                                                request.ifNoneMatch());
                        if (request.ifMatch() != null || request.ifNoneMatch() != null) {
                            bucket.check(key, condition);
                        }
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
                    ObjectRecord record = buckets.get(request.bucket()).record(request.key());
                    if (record == null) {
                        throw S3Errors.noSuchKey(request.bucket(), request.key());
                    }
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

    @Override
    public ResponseInputStream<GetObjectResponse> getBlob(GetObjectRequest request) {
        return call(
                "reading " + describe(request.bucket(), request.key()),
                () -> {
                    Bucket.Open open = buckets.get(request.bucket()).open(request.key());
                    if (open == null) {
                        throw S3Errors.noSuchKey(request.bucket(), request.key());
                    }
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
                                        new PayloadStream(open.channel(), offset, length)));
                    } catch (RuntimeException e) {
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
                    Bucket.Open open = openSource(request.sourceBucket(), request.sourceKey());
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
                        Bucket.Condition condition =
                                current ->
                                        Conditions.checkWrite(
                                                target.name(),
                                                key,
                                                current,
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

    private Bucket.Open openSource(String bucket, String key) throws IOException {
        Bucket.Open open = buckets.get(bucket).open(key);
        if (open == null) {
            throw S3Errors.noSuchKey(bucket, key);
        }
        return open;
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
            staged.append(channel, 0, source.size());
            return source.eTag();
        }
        channel.position(0);
        return staged.write(new PayloadStream(channel, 0, source.size()), source.size());
    }

    // --- Access and tags: metadata that changes without the content

    @Override
    public ObjectCannedACL getBlobAccess(String bucket, String key) {
        return call(
                "reading " + describe(bucket, key),
                () -> {
                    String acl = existing(bucket, key).header(StoredHeader.ACL);
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
                () -> orEmpty(existing(bucket, key).header(StoredHeader.TAGGING)));
    }

    @Override
    public void setTags(String bucket, String key, @Nullable String tags) {
        change(bucket, key, record -> record.withHeader(StoredHeader.TAGGING, tags));
    }

    private ObjectRecord existing(String bucket, String key) throws IOException {
        ObjectRecord record = buckets.get(bucket).record(key);
        if (record == null) {
            throw S3Errors.noSuchKey(bucket, key);
        }
        return record;
    }

    /** Rewrites the file, since metadata and payload are one; begins again if the object was replaced meanwhile. */
    private void change(String bucketName, String key, UnaryOperator<ObjectRecord> change) {
        run(
                "changing " + describe(bucketName, key),
                () -> {
                    Bucket bucket = buckets.get(bucketName);
                    boolean done = false;
                    while (!done) {
                        Bucket.Open open = openSource(bucketName, key);
                        try (FileChannel channel = open.channel();
                                Staged staged = new Staged(folder.newStaged())) {
                            staged.append(channel, 0, open.record().size());
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
        return call(
                "beginning an upload of " + describe(request.bucket(), request.key()),
                () -> {
                    Bucket bucket = buckets.get(request.bucket());
                    KeyPath.bytes(request.key());
                    ObjectRecord planned =
                            ObjectRecord.planned(
                                    request.key(),
                                    StoredHeader.of(request),
                                    StoredHeader.userMetadata(request.metadata()));
                    return new MultipartUpload(uploads.create(bucket, planned), request);
                });
    }

    @Override
    public UploadPartResponse uploadMultipartPart(
            MultipartUpload mpu, UploadPartRequest request, InputStream payload) {
        return call(
                "storing a part of " + describe(mpu),
                () -> {
                    try (payload) {
                        Bucket bucket = buckets.get(mpu.containerName());
                        uploads.planned(bucket, mpu.blobName(), mpu.id());
                        int number = Uploads.checkedNumber(request.partNumber());
                        try (Staged staged = new Staged(folder.newStaged())) {
                            String eTag = staged.write(payload, request.contentLength());
                            Checksums.verifyMd5(request, eTag);
                            ObjectRecord part =
                                    ObjectRecord.planned(mpu.blobName(), Map.of(), Map.of())
                                            .stored(staged.size(), eTag, Checksums.given(request));
                            staged.finish(part);
                            uploads.publishPart(bucket, mpu.blobName(), mpu.id(), number, staged);
                            return Responses.part(part);
                        }
                    }
                });
    }

    @Override
    public boolean supportsCopyMultipartPart() {
        return true;
    }

    @Override
    public UploadPartCopyResponse copyMultipartPart(
            MultipartUpload mpu, UploadPartCopyRequest request) {
        return call(
                "copying a part of " + describe(mpu),
                () -> {
                    Bucket bucket = buckets.get(mpu.containerName());
                    uploads.planned(bucket, mpu.blobName(), mpu.id());
                    int number = Uploads.checkedNumber(request.partNumber());
                    Bucket.Open open = openSource(request.sourceBucket(), request.sourceKey());
                    try (FileChannel channel = open.channel();
                            Staged staged = new Staged(folder.newStaged())) {
                        ObjectRecord source = open.record();
                        Conditions.checkCopySource(
                                request.sourceBucket(),
                                source,
                                request.copySourceIfMatch(),
                                request.copySourceIfNoneMatch(),
                                request.copySourceIfModifiedSince(),
                                request.copySourceIfUnmodifiedSince());
                        ByteRange range =
                                ByteRange.ofCopySource(request.copySourceRange(), source.size());
                        String eTag =
                                staged.write(
                                        new PayloadStream(channel, range.offset(), range.length()),
                                        range.length());
                        ObjectRecord part =
                                ObjectRecord.planned(mpu.blobName(), Map.of(), Map.of())
                                        .stored(staged.size(), eTag, new TreeMap<>());
                        staged.finish(part);
                        uploads.publishPart(bucket, mpu.blobName(), mpu.id(), number, staged);
                        return UploadPartCopyResponse.builder()
                                .copyPartResult(
                                        CopyPartResult.builder()
                                                .eTag(Responses.quoted(eTag))
                                                .lastModified(part.modifiedSecond())
                                                .build())
                                .build();
                    }
                });
    }

    /** A completion that is repeated, because its answer was lost, is answered again. */
    @Override
    public CompleteMultipartUploadResponse completeMultipartUpload(
            MultipartUpload mpu, CompleteMultipartUploadRequest request) {
        return call(
                "completing the upload of " + describe(mpu),
                () -> {
                    Bucket bucket = buckets.get(mpu.containerName());
                    String key = mpu.blobName();
                    Lock lock = uploads.lock(mpu.id());
                    lock.lock();
                    try {
                        ObjectRecord current = bucket.record(key);
                        if (current != null && mpu.id().equals(current.upload())) {
                            uploads.delete(bucket, mpu.id());
                            return Responses.completed(bucket.name(), current);
                        }
                        ObjectRecord planned = uploads.planned(bucket, key, mpu.id());
                        Uploads.Chosen parts =
                                uploads.choose(
                                        bucket,
                                        mpu.id(),
                                        request.multipartUpload() == null
                                                ? List.of()
                                                : request.multipartUpload().parts());
                        checkSize(request.mpuObjectSize(), parts.totalSize());
                        Bucket.Condition condition =
                                now ->
                                        Conditions.checkWrite(
                                                bucket.name(),
                                                key,
                                                now,
                                                request.ifMatch(),
                                                request.ifNoneMatch());
                        bucket.check(key, condition);
                        try (Staged staged = new Staged(folder.newStaged())) {
                            Uploads.join(parts, staged);
                            ObjectRecord stored =
                                    planned.stored(staged.size(), parts.eTag(), Map.of())
                                            .fromUpload(mpu.id(), parts.sizes());
                            staged.finish(stored);
                            bucket.publish(key, staged, condition);
                            uploads.delete(bucket, mpu.id());
                            return Responses.completed(bucket.name(), stored);
                        }
                    } finally {
                        lock.unlock();
                    }
                });
    }

    private static void checkSize(@Nullable Long expected, long actual) {
        if (expected != null && expected != actual) {
            throw S3Errors.invalidRequest(
                    "the parts have "
                            + actual
                            + " bytes together, not the "
                            + expected
                            + " announced");
        }
    }

    @Override
    public void abortMultipartUpload(MultipartUpload mpu) {
        run(
                "aborting the upload of " + describe(mpu),
                () -> {
                    Bucket bucket = buckets.get(mpu.containerName());
                    Lock lock = uploads.lock(mpu.id());
                    lock.lock();
                    try {
                        uploads.planned(bucket, mpu.blobName(), mpu.id());
                        uploads.delete(bucket, mpu.id());
                    } finally {
                        lock.unlock();
                    }
                });
    }

    @Override
    public List<Part> listMultipartUpload(MultipartUpload mpu) {
        return call(
                "listing the parts of " + describe(mpu),
                () -> {
                    List<Part> parts = new ArrayList<>();
                    uploads.parts(buckets.get(mpu.containerName()), mpu.blobName(), mpu.id())
                            .forEach((number, part) ->
                                    parts.add(Responses.listedPart(number, part)));
                    return parts;
                });
    }

    @Override
    public List<software.amazon.awssdk.services.s3.model.MultipartUpload> listMultipartUploads(
            String bucket) {
        return call(
                "listing the uploads of " + bucket,
                () ->
                        uploads.all(buckets.get(bucket)).stream()
                                .sorted(
                                        Comparator.comparing((Uploads.Listed upload) ->
                                                        upload.planned().key())
                                                .thenComparing(
                                                        upload -> upload.planned().modified())
                                                .thenComparing(Uploads.Listed::id))
                                .map(Responses::upload)
                                .toList());
    }

    @Override
    public long getMinimumMultipartPartSize() {
        return Uploads.MIN_PART_SIZE;
    }

    // --- Errors of the file system become errors of S3, in one place

    @FunctionalInterface
    private interface Action<T> {
        T run() throws IOException;
    }

    @FunctionalInterface
    private interface Task {
        void run() throws IOException;
    }

    private static <T> T call(String doing, Action<T> action) {
        try {
            return action.run();
        } catch (IOException e) {
            throw S3Errors.fileSystem(doing, e);
        }
    }

    private static void run(String doing, Task task) {
        try {
            task.run();
        } catch (IOException e) {
            throw S3Errors.fileSystem(doing, e);
        }
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static String describe(String bucket, String key) {
        return "s3://" + bucket + "/" + key;
    }

    private static String describe(MultipartUpload mpu) {
        return describe(mpu.containerName(), mpu.blobName());
    }
}
