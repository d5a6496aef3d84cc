package io.deltaglider.engine.simulation;

import io.deltaglider.engine.object.S3Errors;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ServiceClientConfiguration;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectsRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.DeletedObject;
import software.amazon.awssdk.services.s3.model.GetBucketVersioningRequest;
import software.amazon.awssdk.services.s3.model.GetBucketVersioningResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.GetObjectTaggingRequest;
import software.amazon.awssdk.services.s3.model.GetObjectTaggingResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsRequest;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.MetadataDirective;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The part of S3 that the engine uses, over a map, with the time of a simulated clock: strongly consistent, conditions exact,
 * dates cut to the second, one bucket without versions. Keys are ASCII. Not thread-safe: whoever simulates lets one request in at a time.
 */
public final class SimulatedS3 implements S3Client {
    /** What lies under a key. */
    @SuppressWarnings("ArrayRecordComponent") // nobody changes the bytes
    public record Stored(
            byte[] bytes,
            String etag,
            Map<String, String> metadata,
            @Nullable String contentType,
            Instant modified) {}

    /** As many as a page of a listing has: small, so that listings have several. */
    private final int pageSize;

    public final TreeMap<String, Stored> objects = new TreeMap<>();
    private final InstantSource clock;

    public SimulatedS3(InstantSource clock, int pageSize) {
        this.clock = clock;
        this.pageSize = pageSize;
    }

    private SdkHttpResponse http() {
        return SdkHttpResponse.builder()
                .statusCode(200)
                .putHeader(
                        "Date",
                        DateTimeFormatter.RFC_1123_DATE_TIME.format(
                                clock.instant().atOffset(ZoneOffset.UTC)))
                .build();
    }

    @Override
    public PutObjectResponse putObject(PutObjectRequest request, RequestBody body) {
        Stored current = objects.get(request.key());
        requireMatch(request.ifMatch(), request.ifNoneMatch(), current);
        Stored stored =
                stored(bytes(body), request.metadata(), request.contentType(), clock.instant());
        objects.put(request.key(), stored);
        PutObjectResponse.Builder answer =
                PutObjectResponse.builder().eTag('"' + stored.etag + '"');
        answer.sdkHttpResponse(http());
        return answer.build();
    }

    static Stored stored(
            byte[] bytes,
            Map<String, String> metadata,
            @Nullable String contentType,
            Instant modified) {
        return new Stored(
                bytes,
                md5(bytes),
                Map.copyOf(metadata),
                contentType,
                Instant.ofEpochSecond(modified.getEpochSecond()));
    }

    private static void requireMatch(
            @Nullable String ifMatch, @Nullable String ifNoneMatch, @Nullable Stored current) {
        if (ifMatch != null && current == null) {
            throw noSuchKey();
        }
        if (ifMatch != null && current != null && !ifMatch.replace("\"", "").equals(current.etag)) {
            throw S3Errors.preconditionFailed("If-Match");
        }
        if (ifNoneMatch != null && current != null) {
            throw S3Errors.preconditionFailed("If-None-Match");
        }
    }

    private Stored require(String key) {
        Stored stored = objects.get(key);
        if (stored == null) {
            throw noSuchKey();
        }
        return stored;
    }

    private static S3Exception noSuchKey() {
        return (S3Exception)
                NoSuchKeyException.builder()
                        .statusCode(404)
                        .message("no such key")
                        .awsErrorDetails(S3Errors.error(404, "NoSuchKey", "").awsErrorDetails())
                        .build();
    }

    @Override
    public HeadObjectResponse headObject(HeadObjectRequest request) {
        Stored stored = require(request.key());
        HeadObjectResponse.Builder answer =
                HeadObjectResponse.builder()
                        .eTag('"' + stored.etag + '"')
                        .contentLength((long) stored.bytes.length)
                        .contentType(stored.contentType)
                        .metadata(stored.metadata)
                        .lastModified(stored.modified);
        answer.sdkHttpResponse(http());
        return answer.build();
    }

    @Override
    public <T> T getObject(
            GetObjectRequest request, ResponseTransformer<GetObjectResponse, T> transformer) {
        Stored stored = require(request.key());
        if (request.ifMatch() != null && !request.ifMatch().replace("\"", "").equals(stored.etag)) {
            throw S3Errors.preconditionFailed("If-Match");
        }
        byte[] bytes = stored.bytes;
        GetObjectResponse.Builder answer =
                GetObjectResponse.builder()
                        .eTag('"' + stored.etag + '"')
                        .contentType(stored.contentType)
                        .metadata(stored.metadata)
                        .lastModified(stored.modified);
        if (request.range() != null) {
            String[] ends = request.range().substring("bytes=".length()).split("-", -1);
            int first = Integer.parseInt(ends[0]);
            int last =
                    ends[1].isEmpty()
                            ? bytes.length - 1
                            : Math.min(Integer.parseInt(ends[1]), bytes.length - 1);
            if (first >= bytes.length) {
                throw S3Errors.invalidRange(request.range(), bytes.length);
            }
            answer.contentRange("bytes " + first + "-" + last + "/" + bytes.length);
            bytes = Arrays.copyOfRange(bytes, first, last + 1);
        }
        answer.contentLength((long) bytes.length).sdkHttpResponse(http());
        AbortableInputStream in = AbortableInputStream.create(new ByteArrayInputStream(bytes));
        try {
            return transformer.transform(answer.build(), in);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw SdkClientException.create("body", e);
        }
    }

    @Override
    public ResponseInputStream<GetObjectResponse> getObject(GetObjectRequest request) {
        return getObject(request, ResponseTransformer.toInputStream());
    }

    @Override
    public CopyObjectResponse copyObject(CopyObjectRequest request) {
        Stored source = require(request.sourceKey());
        if (request.copySourceIfMatch() != null
                && !request.copySourceIfMatch().replace("\"", "").equals(source.etag)) {
            throw S3Errors.preconditionFailed("x-amz-copy-source-if-match");
        }
        requireMatch(
                request.ifMatch(), request.ifNoneMatch(), objects.get(request.destinationKey()));
        boolean replace = request.metadataDirective() == MetadataDirective.REPLACE;
        Stored copy =
                stored(
                        source.bytes,
                        replace ? request.metadata() : source.metadata,
                        replace ? request.contentType() : source.contentType,
                        clock.instant());
        objects.put(request.destinationKey(), copy);
        CopyObjectResponse.Builder answer =
                CopyObjectResponse.builder()
                        .copyObjectResult(
                                r -> r.eTag('"' + copy.etag + '"').lastModified(copy.modified));
        answer.sdkHttpResponse(http());
        return answer.build();
    }

    @Override
    public DeleteObjectResponse deleteObject(DeleteObjectRequest request) {
        Stored current = objects.get(request.key());
        if (request.ifMatch() != null) {
            requireMatch(request.ifMatch(), null, current);
        }
        objects.remove(request.key());
        DeleteObjectResponse.Builder answer = DeleteObjectResponse.builder();
        answer.sdkHttpResponse(http());
        return answer.build();
    }

    @Override
    public DeleteObjectsResponse deleteObjects(DeleteObjectsRequest request) {
        List<DeletedObject> deleted = new ArrayList<>();
        for (ObjectIdentifier each : request.delete().objects()) {
            objects.remove(each.key());
            deleted.add(DeletedObject.builder().key(each.key()).build());
        }
        return DeleteObjectsResponse.builder().deleted(deleted).build();
    }

    @Override
    public ListObjectsV2Response listObjectsV2(ListObjectsV2Request request) {
        String prefix = request.prefix() == null ? "" : request.prefix();
        String after =
                request.continuationToken() != null
                        ? request.continuationToken()
                        : request.startAfter();
        int limit = Math.min(pageSize, request.maxKeys() == null ? pageSize : request.maxKeys());
        List<S3Object> found = new ArrayList<>();
        boolean truncated = false;
        for (Map.Entry<String, Stored> each :
                objects.tailMap(after == null ? "" : after, false).entrySet()) {
            if (!each.getKey().startsWith(prefix)) {
                continue;
            }
            if (found.size() == limit) {
                truncated = true;
                break;
            }
            found.add(
                    S3Object.builder()
                            .key(each.getKey())
                            .size((long) each.getValue().bytes.length)
                            .eTag('"' + each.getValue().etag + '"')
                            .lastModified(each.getValue().modified)
                            .build());
        }
        ListObjectsV2Response.Builder answer =
                ListObjectsV2Response.builder()
                        .contents(found)
                        .keyCount(found.size())
                        .isTruncated(truncated)
                        .nextContinuationToken(truncated ? found.getLast().key() : null);
        answer.sdkHttpResponse(http());
        return answer.build();
    }

    @Override
    public GetBucketVersioningResponse getBucketVersioning(GetBucketVersioningRequest request) {
        return GetBucketVersioningResponse.builder().build();
    }

    @Override
    public ListMultipartUploadsResponse listMultipartUploads(ListMultipartUploadsRequest request) {
        return ListMultipartUploadsResponse.builder().isTruncated(false).build();
    }

    @Override
    public GetObjectTaggingResponse getObjectTagging(GetObjectTaggingRequest request) {
        return GetObjectTaggingResponse.builder().tagSet(List.of()).build();
    }

    @Override
    public S3ServiceClientConfiguration serviceClientConfiguration() {
        return S3ServiceClientConfiguration.builder().region(Region.US_EAST_1).build();
    }

    @Override
    public String serviceName() {
        return "s3";
    }

    @Override
    public void close() {}

    private static byte[] bytes(RequestBody body) {
        try (InputStream in = body.contentStreamProvider().newStream()) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String md5(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
