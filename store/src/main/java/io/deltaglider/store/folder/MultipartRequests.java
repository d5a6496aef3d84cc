package io.deltaglider.store.folder;

import static io.deltaglider.store.folder.FileErrors.call;
import static io.deltaglider.store.folder.FileErrors.run;

import io.deltaglider.store.error.S3Errors;

import org.gaul.s3proxy.blobstore.domain.MultipartUpload;
import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CopyPartResult;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.Part;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;
import software.amazon.awssdk.services.s3.model.UploadPartCopyResponse;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.Lock;

/** The requests about multipart uploads. Thread-safe. */
final class MultipartRequests {
    private final StoreFolder folder;
    private final Buckets buckets;
    private final Uploads uploads;

    MultipartRequests(StoreFolder folder, Buckets buckets) {
        this.folder = folder;
        this.buckets = buckets;
        this.uploads = new Uploads(folder);
    }

    MultipartUpload initiate(CreateMultipartUploadRequest request) {
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

    UploadPartResponse upload(MultipartUpload mpu, UploadPartRequest request, InputStream payload) {
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

    UploadPartCopyResponse copy(MultipartUpload mpu, UploadPartCopyRequest request) {
        return call(
                "copying a part of " + describe(mpu),
                () -> {
                    Bucket bucket = buckets.get(mpu.containerName());
                    uploads.planned(bucket, mpu.blobName(), mpu.id());
                    int number = Uploads.checkedNumber(request.partNumber());
                    Bucket.Open open =
                            buckets.get(request.sourceBucket()).openExisting(request.sourceKey());
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
                                        new PayloadStream(
                                                channel, source, range.offset(), range.length()),
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
    CompleteMultipartUploadResponse complete(
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
                        Bucket.@Nullable Condition condition =
                                Conditions.forWrite(
                                        bucket.name(),
                                        key,
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

    void abort(MultipartUpload mpu) {
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

    List<Part> parts(MultipartUpload mpu) {
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

    List<software.amazon.awssdk.services.s3.model.MultipartUpload> uploads(String bucket) {
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

    private static String describe(String bucket, String key) {
        return "s3://" + bucket + "/" + key;
    }

    private static String describe(MultipartUpload mpu) {
        return describe(mpu.containerName(), mpu.blobName());
    }
}
