package io.deltaglider.engine.backend;

import io.deltaglider.engine.object.ContentEncodings;
import io.deltaglider.engine.object.ETags;
import io.deltaglider.engine.object.S3Errors;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.DelegatingS3Client;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectsRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.DeletedObject;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.GetBucketVersioningResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsRequest;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Error;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Request;
import software.amazon.awssdk.services.s3.model.UploadPartCopyResponse;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The store as the engine and its commands talk to it. Two things are made sure of here, for every request:
 *
 * <ul>
 *   <li><b>A success is the store's.</b> A load balancer, a captive portal or a page for maintenance may answer 200 to anything. An answer
 *       counts only if it carries what S3 always sends with it: an object's ETag, a listing's bucket and whether it goes on. Anything
 *       else is an error, and says nothing about the store.
 *   <li><b>Any key can be listed and deleted.</b> XML 1.0 cannot carry most control characters: listings are asked for in URL encoding,
 *       which the SDK's client takes off again, and such keys are deleted one by one.
 *   <li><b>{@code aws-chunked} is no encoding of an object</b>: it is neither stored nor handed on.
 * </ul>
 *
 * <p>Wrapping a client twice does no harm. Thread-safe; closing it closes the wrapped client.
 */
public final class BackendS3Client extends DelegatingS3Client {
    private final S3Client store;
    private final AnswerOrigin origin;

    public BackendS3Client(S3Client store) {
        super(store);
        this.store = store;
        this.origin = new AnswerOrigin(store);
    }

    @Override
    public ListObjectsV2Response listObjectsV2(ListObjectsV2Request request) {
        ListObjectsV2Response answer =
                store.listObjectsV2(request.toBuilder().encodingType(EncodingType.URL).build());
        origin.require(answer, Optional.empty(), Optional.empty());
        requireListing(request.bucket(), answer.name(), answer.isTruncated(), answer);
        requirePrefix(request.prefix(), answer.prefix(), answer);
        requireStart(request.startAfter(), answer.startAfter(), answer);
        return answer.toBuilder().encodingType(request.encodingTypeAsString()).build();
    }

    @Override
    public ListObjectsResponse listObjects(ListObjectsRequest request) {
        ListObjectsResponse answer =
                store.listObjects(request.toBuilder().encodingType(EncodingType.URL).build());
        origin.require(answer, Optional.empty(), Optional.empty());
        requireListing(request.bucket(), answer.name(), answer.isTruncated(), answer);
        requirePrefix(request.prefix(), answer.prefix(), answer);
        requireStart(request.marker(), answer.marker(), answer);
        return answer.toBuilder().encodingType(request.encodingTypeAsString()).build();
    }

    @Override
    public ListObjectVersionsResponse listObjectVersions(ListObjectVersionsRequest request) {
        ListObjectVersionsResponse answer =
                store.listObjectVersions(
                        request.toBuilder().encodingType(EncodingType.URL).build());
        origin.require(answer, Optional.empty(), Optional.empty());
        requireListing(request.bucket(), answer.name(), answer.isTruncated(), answer);
        requirePrefix(request.prefix(), answer.prefix(), answer);
        requireStart(request.keyMarker(), answer.keyMarker(), answer);
        return answer.toBuilder().encodingType(request.encodingTypeAsString()).build();
    }

    @Override
    public ListMultipartUploadsResponse listMultipartUploads(ListMultipartUploadsRequest request) {
        ListMultipartUploadsResponse answer =
                store.listMultipartUploads(
                        request.toBuilder().encodingType(EncodingType.URL).build());
        origin.require(answer, Optional.empty(), Optional.empty());
        requireListing(request.bucket(), answer.bucket(), answer.isTruncated(), answer);
        return answer.toBuilder().encodingType(request.encodingTypeAsString()).build();
    }

    /** What was said of every key is checked: one that the answer does not name has not been deleted. */
    @Override
    public DeleteObjectsResponse deleteObjects(DeleteObjectsRequest request) {
        List<ObjectIdentifier> together = new ArrayList<>();
        List<ObjectIdentifier> alone = new ArrayList<>();
        for (ObjectIdentifier each : request.delete().objects()) {
            (fitsXml(each.key()) ? together : alone).add(each);
        }
        if (together.isEmpty() && alone.isEmpty()) {
            return store.deleteObjects(request); // refused, in the store's own words
        }
        DeleteObjectsResponse answer = DeleteObjectsResponse.builder().build();
        List<DeletedObject> deleted = new ArrayList<>();
        List<S3Error> errors = new ArrayList<>();
        if (!together.isEmpty()) {
            answer =
                    store.deleteObjects(
                            request.toBuilder()
                                    .delete(d -> d.objects(together).quiet(false))
                                    .build());
            origin.require(answer, Optional.empty(), Optional.empty());
            deleted.addAll(answer.deleted());
            errors.addAll(answer.errors());
            errors.addAll(unanswered(together, answer));
        }
        for (ObjectIdentifier each : alone) {
            try {
                deleted.add(deleted(each, deleteObject(alone(request, each))));
            } catch (S3Exception e) {
                errors.add(error(each, e));
            }
        }
        boolean quiet = Boolean.TRUE.equals(request.delete().quiet());
        return answer.toBuilder().deleted(quiet ? List.of() : deleted).errors(errors).build();
    }

    private static List<S3Error> unanswered(
            List<ObjectIdentifier> asked, DeleteObjectsResponse answer) {
        Set<String> told = new HashSet<>();
        answer.deleted().forEach(each -> told.add(each.key()));
        answer.errors().forEach(each -> told.add(each.key()));
        return asked.stream()
                .filter(each -> !told.contains(each.key()))
                .map(each ->
                        S3Error.builder()
                                .key(each.key())
                                .versionId(each.versionId())
                                .code("InternalError")
                                .message(
                                        "the store's answer does not say whether this key was"
                                                + " deleted; try again")
                                .build())
                .toList();
    }

    private static DeleteObjectRequest alone(DeleteObjectsRequest request, ObjectIdentifier each) {
        return DeleteObjectRequest.builder()
                .bucket(request.bucket())
                .key(each.key())
                .versionId(each.versionId())
                .ifMatch(each.eTag())
                .ifMatchSize(each.size())
                .ifMatchLastModifiedTime(each.lastModifiedTime())
                .mfa(request.mfa())
                .bypassGovernanceRetention(request.bypassGovernanceRetention())
                .expectedBucketOwner(request.expectedBucketOwner())
                .requestPayer(request.requestPayerAsString())
                .overrideConfiguration(request.overrideConfiguration().orElse(null))
                .build();
    }

    private static DeletedObject deleted(ObjectIdentifier object, DeleteObjectResponse answer) {
        boolean marker = Boolean.TRUE.equals(answer.deleteMarker());
        return DeletedObject.builder()
                .key(object.key())
                .versionId(object.versionId())
                .deleteMarker(answer.deleteMarker())
                .deleteMarkerVersionId(marker ? answer.versionId() : null)
                .build();
    }

    private static S3Error error(ObjectIdentifier object, S3Exception e) {
        String code = e.awsErrorDetails() == null ? null : e.awsErrorDetails().errorCode();
        return S3Error.builder()
                .key(object.key())
                .versionId(object.versionId())
                .code(code == null ? "InternalError" : code)
                .message(e.getMessage())
                .build();
    }

    /** Control characters and non-characters; tab and line ends could be carried, and are not always brought back. */
    private static boolean fitsXml(String key) {
        return key.chars().allMatch(each -> each >= ' ' && each != 0xFFFE && each != 0xFFFF);
    }

    @Override
    public <R> R getObject(
            GetObjectRequest request, ResponseTransformer<GetObjectResponse, R> transformer) {
        return store.getObject(request, new CheckedTransformer<>(request, transformer, origin));
    }

    @Override
    public HeadObjectResponse headObject(HeadObjectRequest request) {
        HeadObjectResponse answer = super.headObject(request);
        origin.require(
                answer,
                Optional.of(
                        new AnswerOrigin.Claim(
                                ObjectAddress.of(request), ETags.plain(answer.eTag()))),
                Optional.empty());
        String encoding = ContentEncodings.ofObject(answer.contentEncoding());
        return Objects.equals(encoding, answer.contentEncoding())
                ? answer
                : answer.toBuilder().contentEncoding(encoding).build();
    }

    private static GetObjectResponse withoutChunking(GetObjectResponse answer) {
        String encoding = ContentEncodings.ofObject(answer.contentEncoding());
        return Objects.equals(encoding, answer.contentEncoding())
                ? answer
                : answer.toBuilder().contentEncoding(encoding).build();
    }

    @Override
    public PutObjectResponse putObject(PutObjectRequest request, RequestBody body) {
        return super.putObject(
                request.toBuilder()
                        .contentEncoding(ContentEncodings.ofObject(request.contentEncoding()))
                        .build(),
                body);
    }

    @Override
    public CopyObjectResponse copyObject(CopyObjectRequest request) {
        return super.copyObject(
                request.toBuilder()
                        .contentEncoding(ContentEncodings.ofObject(request.contentEncoding()))
                        .build());
    }

    @Override
    public CreateMultipartUploadResponse createMultipartUpload(
            CreateMultipartUploadRequest request) {
        return super.createMultipartUpload(
                request.toBuilder()
                        .contentEncoding(ContentEncodings.ofObject(request.contentEncoding()))
                        .build());
    }

    @Override
    protected <T extends S3Request, R> R invokeOperation(T request, Function<T, R> operation) {
        R answer = operation.apply(request);
        if (answer instanceof SdkResponse response && !(answer instanceof HeadObjectResponse)) {
            origin.require(
                    response, Optional.empty(), request.getValueForField("Bucket", String.class));
        }
        switch (answer) {
            case HeadObjectResponse head -> {
                // Some stores have markers of folders without an ETag.
                if (head.sdkHttpResponse() == null
                        || !AnswerOrigin.isOfStore(head.sdkHttpResponse())) {
                    requirePart("ETag", head.eTag(), head);
                }
            }
            case PutObjectResponse put -> requirePart("ETag", put.eTag(), put);
            case CopyObjectResponse copy ->
                    requirePart(
                            "ETag",
                            copy.copyObjectResult() == null ? null : copy.copyObjectResult().eTag(),
                            copy);
            case UploadPartResponse part -> requirePart("ETag", part.eTag(), part);
            case UploadPartCopyResponse part ->
                    requirePart(
                            "ETag",
                            part.copyPartResult() == null ? null : part.copyPartResult().eTag(),
                            part);
            case CreateMultipartUploadResponse created ->
                    requirePart("UploadId", created.uploadId(), created);
            case CompleteMultipartUploadResponse done ->
                    // Ceph leaves the ETag empty.
                    requirePart(
                            "ETag, Key or Location",
                            Optional.ofNullable(done.eTag())
                                    .or(() -> Optional.ofNullable(done.key()))
                                    .or(() -> Optional.ofNullable(done.location()))
                                    .orElse(null),
                            done);
            case DeleteObjectResponse deleted -> requireNoBody(deleted);
            case GetBucketVersioningResponse versioning -> requireXml(versioning);
            case null, default -> {
                // Says nothing that anything depends on.
            }
        }
        return answer;
    }

    private static void requireListing(
            String asked, @Nullable String told, @Nullable Boolean truncated, SdkResponse answer) {
        if (truncated == null) {
            throw S3Errors.foreign("a listing without IsTruncated" + origin(answer));
        }
        // An access point may be called by another name than its bucket's.
        boolean alias = asked.startsWith("arn:") || asked.endsWith("-s3alias");
        if (told != null && !told.isEmpty() && !alias && !asked.endsWith(told)) {
            throw S3Errors.foreign(
                    "a listing of bucket " + told + " instead of " + asked + origin(answer));
        }
    }

    private static void requirePrefix(
            @Nullable String asked, @Nullable String told, SdkResponse answer) {
        requireEcho("prefix", asked, told, answer);
    }

    /** Where a listing begins: the first page of one must not be taken for a later one, nor the other way round. */
    private static void requireStart(
            @Nullable String asked, @Nullable String told, SdkResponse answer) {
        requireEcho("place to begin after", asked, told, answer);
    }

    /** Not every store echoes what it was asked, and not every one encodes that as it does the keys. */
    private static void requireEcho(
            String what, @Nullable String asked, @Nullable String told, SdkResponse answer) {
        String expected = Objects.requireNonNullElse(asked, "");
        if (told != null
                && !told.equals(expected)
                && !told.equals(expected.replace('+', ' '))
                && !told.equals(decoded(expected))) {
            throw S3Errors.foreign(
                    "a listing of another " + what + ", \"" + told + "\"" + origin(answer));
        }
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notEncoded) {
            return text;
        }
    }

    private static void requirePart(String name, @Nullable String value, SdkResponse answer) {
        if (value == null) {
            throw S3Errors.foreign("no " + name + origin(answer));
        }
    }

    /** S3 answers 204; some stores 200 without a body, and with headers of S3. */
    private static void requireNoBody(SdkResponse answer) {
        SdkHttpResponse http = answer.sdkHttpResponse();
        if (http != null
                && http.statusCode() != 204
                && (!AnswerOrigin.isOfStore(http)
                        || AnswerOrigin.isPage(http)
                        || http.firstMatchingHeader("Content-Length")
                                .filter(each -> !each.strip().equals("0"))
                                .isPresent())) {
            throw S3Errors.foreign("a page for the deletion of an object" + origin(answer));
        }
    }

    /** A bucket without versions is described by an empty element, which has a length all the same. */
    private static void requireXml(SdkResponse answer) {
        SdkHttpResponse http = answer.sdkHttpResponse();
        if (http != null
                && (AnswerOrigin.isPage(http)
                        || http.firstMatchingHeader("Content-Length")
                                .filter(each -> each.strip().equals("0"))
                                .isPresent())) {
            throw S3Errors.foreign("no description of the bucket's versions" + origin(answer));
        }
    }

    private static String origin(SdkResponse answer) {
        return answer.sdkHttpResponse() == null
                ? ""
                : AnswerOrigin.describe(answer.sdkHttpResponse());
    }

    private record CheckedTransformer<R>(
            GetObjectRequest request,
            ResponseTransformer<GetObjectResponse, R> transformer,
            AnswerOrigin answerOrigin)
            implements ResponseTransformer<GetObjectResponse, R> {
        @Override
        public R transform(GetObjectResponse response, AbortableInputStream body) throws Exception {
            try {
                requirePart("ETag", response.eTag(), response);
                answerOrigin.require(
                        response,
                        Optional.of(
                                new AnswerOrigin.Claim(
                                        ObjectAddress.of(request), ETags.plain(response.eTag()))),
                        Optional.empty());
            } catch (SdkClientException stranger) {
                body.abort();
                // Asked for again by the client's own rules.
                throw RetryableException.create(stranger.getMessage(), stranger);
            }
            return transformer.transform(withoutChunking(response), body);
        }

        @Override
        public boolean needsConnectionLeftOpen() {
            return transformer.needsConnectionLeftOpen();
        }

        @Override
        public String name() {
            return transformer.name();
        }
    }
}
