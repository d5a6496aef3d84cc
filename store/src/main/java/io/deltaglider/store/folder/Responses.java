package io.deltaglider.store.folder;

import io.deltaglider.store.error.S3Errors;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.s3.model.Bucket;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.CopyObjectResult;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListBucketsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.ObjectStorageClass;
import software.amazon.awssdk.services.s3.model.Part;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.StorageClass;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Turns what is stored into the SDK's responses. */
final class Responses {
    /** What S3 says about an object that was stored without a type. */
    private static final String DEFAULT_TYPE = "binary/octet-stream";

    private static final Logger LOG = LoggerFactory.getLogger(Responses.class);

    private Responses() {}

    static ListBucketsResponse buckets(List<ObjectRecord> buckets) {
        return ListBucketsResponse.builder()
                .buckets(
                        buckets.stream()
                                .map(bucket ->
                                        Bucket.builder()
                                                .name(bucket.key())
                                                .creationDate(bucket.modifiedSecond())
                                                .build())
                                .toList())
                .build();
    }

    static ListObjectsV2Response page(Listing.Page page) {
        List<S3Object> contents = new ArrayList<>();
        List<CommonPrefix> prefixes = new ArrayList<>();
        for (Listing.Line line : page.lines()) {
            if (line.file() == null) {
                prefixes.add(CommonPrefix.builder().prefix(line.name()).build());
                continue;
            }
            ObjectRecord record = recordForListing(line);
            if (record != null) {
                contents.add(listed(line.name(), record));
            }
        }
        String token = page.truncated() ? page.lines().getLast().name() : null;
        return ListObjectsV2Response.builder()
                .contents(contents)
                .commonPrefixes(prefixes)
                .keyCount(contents.size() + prefixes.size())
                .isTruncated(page.truncated())
                .nextContinuationToken(token)
                .build();
    }

    /** One unreadable file must not make a bucket unlistable: it is shown, with an ETag that no object has, and reading it says what is wrong. */
    private static @Nullable ObjectRecord recordForListing(Listing.Line line) {
        if (line.file() == null) {
            return null;
        }
        try {
            return io.deltaglider.store.folder.Bucket.record(line.file());
        } catch (IOException e) {
            LOG.warn("{}: {}", line.name(), S3Errors.reason(e));
            return damaged(line.name(), line.file());
        }
    }

    private static ObjectRecord damaged(String key, Path file) {
        long size = 0;
        Instant modified = Instant.ofEpochMilli(System.currentTimeMillis());
        try {
            size = Files.size(file);
            modified = Files.getLastModifiedTime(file).toInstant();
        } catch (IOException e) {
            LOG.debug("{} does not even tell its size", file, e);
        }
        return ObjectRecord.planned(key, Map.of(), Map.of()).damaged(size, modified);
    }

    private static S3Object listed(String key, ObjectRecord record) {
        String storageClass = record.header(StoredHeader.STORAGE_CLASS);
        return S3Object.builder()
                .key(key)
                .size(record.size())
                .eTag(quoted(record.eTag()))
                .lastModified(record.modifiedSecond())
                .storageClass(
                        storageClass == null
                                ? ObjectStorageClass.STANDARD.toString()
                                : storageClass)
                .build();
    }

    static PutObjectResponse put(ObjectRecord record) {
        PutObjectResponse.Builder response =
                PutObjectResponse.builder().eTag(quoted(record.eTag()));
        Checksums.set(response, record.checksums());
        return response.checksumType(record.checksums().isEmpty() ? null : ChecksumType.FULL_OBJECT)
                .build();
    }

    static CopyObjectResponse copy(ObjectRecord record) {
        CopyObjectResult.Builder result =
                CopyObjectResult.builder()
                        .eTag(quoted(record.eTag()))
                        .lastModified(record.modifiedSecond());
        Checksums.set(result, record.checksums());
        return CopyObjectResponse.builder().copyObjectResult(result.build()).build();
    }

    static UploadPartResponse part(ObjectRecord record) {
        UploadPartResponse.Builder response =
                UploadPartResponse.builder().eTag(quoted(record.eTag()));
        Checksums.set(response, record.checksums());
        return response.build();
    }

    static Part listedPart(int number, ObjectRecord record) {
        Part.Builder part =
                Part.builder()
                        .partNumber(number)
                        .size(record.size())
                        .eTag(quoted(record.eTag()))
                        .lastModified(record.modifiedSecond());
        Checksums.set(part, record.checksums());
        return part.build();
    }

    static MultipartUpload upload(Uploads.Listed upload) {
        String storageClass = upload.planned().header(StoredHeader.STORAGE_CLASS);
        return MultipartUpload.builder()
                .key(upload.planned().key())
                .uploadId(upload.id())
                .initiated(upload.planned().modifiedSecond())
                .storageClass(
                        storageClass == null ? StorageClass.STANDARD.toString() : storageClass)
                .build();
    }

    static CompleteMultipartUploadResponse completed(String bucket, ObjectRecord record) {
        return CompleteMultipartUploadResponse.builder()
                .bucket(bucket)
                .key(record.key())
                .location("/" + bucket + "/" + record.key())
                .eTag(quoted(record.eTag()))
                .build();
    }

    static HeadObjectResponse head(
            ObjectRecord record, @Nullable ByteRange range, HeadObjectRequest request) {
        HeadObjectResponse.Builder response = HeadObjectResponse.builder();
        setHeaders(response, record);
        if (request.checksumMode() == ChecksumMode.ENABLED
                && range == null
                && !record.checksums().isEmpty()) {
            Checksums.set(response, record.checksums());
            response.checksumType(ChecksumType.FULL_OBJECT);
        }
        if (request.partNumber() != null && !record.partSizes().isEmpty()) {
            response.partsCount(record.partSizes().size());
        }
        if (range != null) {
            response.contentRange(range.contentRange(record.size()));
        }
        return response.acceptRanges("bytes")
                .eTag(quoted(record.eTag()))
                .contentLength(range == null ? record.size() : range.length())
                .lastModified(record.modifiedSecond())
                .metadata(record.metadata())
                .tagCount(tagCount(record))
                .build();
    }

    static GetObjectResponse get(
            ObjectRecord record, @Nullable ByteRange range, GetObjectRequest request) {
        GetObjectResponse.Builder response = GetObjectResponse.builder();
        setHeaders(response, record);
        if (request.checksumMode() == ChecksumMode.ENABLED
                && range == null
                && !record.checksums().isEmpty()) {
            Checksums.set(response, record.checksums());
            response.checksumType(ChecksumType.FULL_OBJECT);
        }
        if (request.partNumber() != null && !record.partSizes().isEmpty()) {
            response.partsCount(record.partSizes().size());
        }
        if (range != null) {
            response.contentRange(range.contentRange(record.size()));
        }
        override(response, StoredHeader.CACHE_CONTROL, request.responseCacheControl());
        override(response, StoredHeader.CONTENT_DISPOSITION, request.responseContentDisposition());
        override(response, StoredHeader.CONTENT_ENCODING, request.responseContentEncoding());
        override(response, StoredHeader.CONTENT_LANGUAGE, request.responseContentLanguage());
        override(response, StoredHeader.CONTENT_TYPE, request.responseContentType());
        override(response, StoredHeader.EXPIRES, StoredHeader.httpDate(request.responseExpires()));
        return response.acceptRanges("bytes")
                .eTag(quoted(record.eTag()))
                .contentLength(range == null ? record.size() : range.length())
                .lastModified(record.modifiedSecond())
                .metadata(record.metadata())
                .tagCount(tagCount(record))
                .build();
    }

    private static void override(SdkPojo response, StoredHeader header, @Nullable String value) {
        if (value != null) {
            header.set(response, value);
        }
    }

    private static void setHeaders(SdkPojo response, ObjectRecord record) {
        for (StoredHeader header : StoredHeader.values()) {
            String value = record.header(header);
            if (header == StoredHeader.CONTENT_TYPE && value == null) {
                value = DEFAULT_TYPE;
            }
            if (value != null && header != StoredHeader.TAGGING && header != StoredHeader.ACL) {
                header.set(response, value);
            }
        }
    }

    private static @Nullable Integer tagCount(ObjectRecord record) {
        String tags = record.header(StoredHeader.TAGGING);
        return tags == null || tags.isEmpty() ? null : tags.split("&", -1).length;
    }

    static String quoted(String eTag) {
        return '"' + eTag + '"';
    }
}
