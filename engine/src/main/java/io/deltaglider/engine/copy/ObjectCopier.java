package io.deltaglider.engine.copy;

import io.deltaglider.engine.backend.Caller;
import io.deltaglider.engine.backend.ObjectAddress;
import io.deltaglider.engine.backend.UnreferencedMarks;
import io.deltaglider.engine.cache.MetadataCache;
import io.deltaglider.engine.cache.RecentDeltas;
import io.deltaglider.engine.cache.RecentDeltas.Recent;
import io.deltaglider.engine.failure.Reason;
import io.deltaglider.engine.layout.ReferenceKey;
import io.deltaglider.engine.layout.ReservedKeys;
import io.deltaglider.engine.object.Conditions;
import io.deltaglider.engine.object.DeltaDescription;
import io.deltaglider.engine.object.ETags;
import io.deltaglider.engine.object.LogicalMetadata;
import io.deltaglider.engine.object.RawContent;
import io.deltaglider.engine.object.S3Errors;
import io.deltaglider.engine.object.StoredMetadata;
import io.deltaglider.engine.object.StoredState;
import io.deltaglider.engine.read.ObjectReader;
import io.deltaglider.engine.read.StoredStates;
import io.deltaglider.engine.reference.ReferenceGuard;
import io.deltaglider.engine.reference.ReferenceGuard.Verdict;
import io.deltaglider.engine.spool.BodyReceiver;
import io.deltaglider.engine.spool.Spool;
import io.deltaglider.engine.spool.SpoolException;
import io.deltaglider.engine.spool.WorkFolder;
import io.deltaglider.engine.write.ObjectWriter;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.CopyObjectResult;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.MetadataDirective;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/**
 * COPY. Inside a bucket the store copies what it has, a few hundred bytes for a delta, and the guard sees to the reference;
 * a delta that goes to another bucket is rebuilt and put there, where its reference is not.
 */
public final class ObjectCopier {
    private static final Logger LOG = LoggerFactory.getLogger(ObjectCopier.class);

    private final S3Client backend;
    private final StoredStates states;
    private final ObjectReader reader;
    private final ObjectWriter writer;
    private final ReferenceGuard guard;
    private final MetadataCache cache;
    private final RecentDeltas recent;
    private final BodyReceiver receiver;
    private final UnreferencedMarks marks;

    public ObjectCopier(
            S3Client backend,
            StoredStates states,
            ObjectReader reader,
            ObjectWriter writer,
            ReferenceGuard guard,
            MetadataCache cache,
            RecentDeltas recent,
            WorkFolder folder) {
        this.backend = backend;
        this.states = states;
        this.reader = reader;
        this.writer = writer;
        this.guard = guard;
        this.cache = cache;
        this.recent = recent;
        this.receiver = new BodyReceiver(folder);
        this.marks = new UnreferencedMarks(backend);
    }

    /** As {@link S3Client#copyObject(CopyObjectRequest)}, logically. */
    @SuppressWarnings("deprecation") // clients may still use copySource
    public CopyObjectResponse copy(CopyObjectRequest request) {
        CopySource source =
                CopySource.of(
                        request.copySource(),
                        request.sourceBucket(),
                        request.sourceKey(),
                        request.sourceVersionId());
        ReservedKeys.requireUserKey(source.key());
        ReservedKeys.requireUserKey(request.destinationKey());
        if (request.metadataDirective() == MetadataDirective.REPLACE) {
            StoredMetadata.requireClientNames(request.metadata());
        }
        ObjectAddress address = address(request, source);
        Optional<CopyObjectResponse> copied = copyRecent(request, source, address);
        if (copied.isPresent()) {
            return copied.get();
        }
        StoredState state = states.head(address);
        Conditions.ofSource(request).requireForCopy(state.etag(), state.stored().lastModified());
        CopyObjectRequest pinned = pinned(mapTarget(request), source, state.storedEtag());
        if (state.delta().isEmpty()) {
            return copyRaw(pinned, source, state);
        }
        DeltaDescription delta = state.delta().get();
        boolean sameBucket = source.bucket().equals(request.destinationBucket());
        Optional<CopyObjectRequest> inPlace =
                sameBucket
                                && request.sseCustomerAlgorithm() == null
                                && mayBePointedTo(request, delta)
                        ? copyOfDelta(pinned, delta)
                        : Optional.empty();
        return inPlace.isPresent()
                ? secure(
                        backend.copyObject(inPlace.get()),
                        request,
                        address,
                        new Recent(state.storedEtag(), state.storedSize(), delta))
                : rebuild(request, address, state);
    }

    private CopyObjectResponse copyRaw(
            CopyObjectRequest request, CopySource source, StoredState state) {
        CopyObjectRequest marked =
                request.metadataDirective() == MetadataDirective.REPLACE && state.storedSize() > 0
                        ? request.toBuilder()
                                .metadata(
                                        StoredMetadata.ofRaw(
                                                request.metadata(),
                                                RawContent.of(source.bucket(), state.stored())))
                                .build()
                        : request;
        CopyObjectResponse copied = backend.copyObject(marked);
        if (request.sseCustomerAlgorithm() != null) {
            CopyObjectResult result = copied.copyObjectResult();
            marks.write(
                    Caller.of(request),
                    request.destinationBucket(),
                    request.destinationKey(),
                    result == null ? null : result.eTag());
        }
        return copied;
    }

    /**
     * A plain copy of a delta that this process has met before needs no look at it: if it has changed, the store refuses.
     *
     * @return empty when the long way has to be taken; nothing was copied then
     */
    private Optional<CopyObjectResponse> copyRecent(
            CopyObjectRequest request, CopySource source, ObjectAddress address) {
        boolean plain =
                source.bucket().equals(request.destinationBucket())
                        && source.versionId() == null
                        && request.metadataDirective() != MetadataDirective.REPLACE
                        && request.ifMatch() == null
                        && request.copySourceSSECustomerAlgorithm() == null
                        && request.sseCustomerAlgorithm() == null
                        && Conditions.ofSource(request).isEmpty();
        Optional<Recent> known =
                plain ? recent.get(source.bucket(), source.key()) : Optional.empty();
        if (known.isEmpty() || !mayBePointedTo(request, known.get().delta())) {
            return Optional.empty();
        }
        CopyObjectResponse copied;
        try {
            copied = backend.copyObject(pinned(request, source, known.get().storedEtag()));
        } catch (S3Exception e) {
            if (S3Errors.isPreconditionFailed(e) || S3Errors.isAbsent(e)) {
                recent.forget(source.bucket(), source.key());
                return Optional.empty();
            }
            throw e;
        }
        return Optional.of(secure(copied, request, address, known.get()));
    }

    /**
     * The guard. Returns when the copy is safe, in one form or another.
     *
     * @param expected what was to be copied
     */
    private CopyObjectResponse secure(
            CopyObjectResponse copied,
            CopyObjectRequest request,
            ObjectAddress source,
            Recent expected) {
        CopyObjectResult result = copied.copyObjectResult();
        String storedEtag = result == null ? "" : ETags.plain(result.eTag());
        Optional<Recent> actual =
                storedEtag.equals(expected.storedEtag())
                        ? Optional.of(expected)
                        : whatWasCopied(request);
        if (actual.isEmpty()) {
            return copied; // raw by now
        }
        DeltaDescription delta = actual.get().delta();
        CopyObjectResponse answer =
                copied.toBuilder()
                        .copyObjectResult(
                                result(delta.etag(), result == null ? null : result.lastModified()))
                        .build();
        if (!isSafe(Caller.of(request), request.destinationBucket(), delta)) {
            LOG.warn("the reference of {} is going away; its copy gets its own", source.uri());
            return replace(request, source, actual.get(), answer);
        }
        remember(request, actual.get());
        return answer;
    }

    private void remember(CopyObjectRequest request, Recent copy) {
        if (copy.storedEtag().isEmpty()) {
            return;
        }
        String bucket = request.destinationBucket();
        String key = request.destinationKey();
        DeltaDescription delta = copy.delta();
        cache.put(
                bucket,
                key,
                copy.storedEtag(),
                copy.storedSize(),
                new LogicalMetadata(delta.size(), delta.etag(), Optional.empty(), true));
        if (request.metadataDirective() != MetadataDirective.REPLACE) {
            recent.put(bucket, key, copy);
        }
    }

    /**
     * Stores that ignore the condition on the source may have copied something newer; others give a copy an ETag of its own.
     * The copy itself tells.
     */
    private Optional<Recent> whatWasCopied(CopyObjectRequest request) {
        StoredState state =
                states.head(
                        ObjectAddress.of(
                                Caller.of(request),
                                request.destinationBucket(),
                                request.destinationKey(),
                                null));
        return state.delta()
                .map(delta -> new Recent(state.storedEtag(), state.storedSize(), delta));
    }

    /**
     * Makes the copy that has just been made independent of a reference that cannot be relied on. Its bytes come from the copy
     * itself: the source may be something else by now, or gone.
     */
    private CopyObjectResponse replace(
            CopyObjectRequest request,
            ObjectAddress source,
            Recent copy,
            CopyObjectResponse copied) {
        ObjectAddress target =
                ObjectAddress.of(
                        Caller.of(request),
                        request.destinationBucket(),
                        request.destinationKey(),
                        null);
        Optional<StoredState> state = states.find(target);
        if (state.isEmpty() || !state.get().storedEtag().equals(copy.storedEtag())) {
            return copied; // overwritten or deleted since: others had the last word
        }
        try (Spool bytes = bytesOf(target, source, copy.delta())) {
            // The same request again, as one that has no conditions any more and finds its own
            // copy.
            Optional<PutObjectResponse> stored =
                    writer.putInPlaceOf(
                            copy.storedEtag(),
                            copied.versionId(),
                            asPut(
                                    request.toBuilder().ifNoneMatch(null).ifMatch(null).build(),
                                    target,
                                    state.get()),
                            bytes);
            return stored.map(each -> copied.toBuilder().versionId(each.versionId()).build())
                    .orElse(copied);
        } catch (IOException e) {
            throw failed(source, e);
        }
    }

    private Spool bytesOf(ObjectAddress copy, ObjectAddress source, DeltaDescription delta)
            throws IOException {
        try {
            return read(copy, delta.etag());
        } catch (SdkException e) {
            LOG.debug("the copy cannot be read, the source is tried", e);
            return read(source, delta.etag());
        }
    }

    private Spool read(ObjectAddress address, String etag) throws IOException {
        GetObjectRequest get = address.get().ifMatch(etag).build();
        return reader.receive(get, (_, in) -> receiver.receive(in));
    }

    private boolean mayBePointedTo(CopyObjectRequest request, DeltaDescription delta) {
        if (delta.referenceKey().isEmpty()) {
            return true;
        }
        Optional<ReferenceKey> reference = delta.referenceKey().flatMap(ReferenceKey::parse);
        try {
            return reference.isPresent()
                    && guard.mayBePointedTo(
                            Caller.of(request), request.destinationBucket(), reference.get());
        } catch (AbortedException e) {
            throw e;
        } catch (SdkException e) {
            LOG.warn("cannot tell whether the reference of a copy is retired: {}", Reason.of(e));
            return false;
        }
    }

    private boolean isSafe(Caller caller, String bucket, DeltaDescription delta) {
        if (delta.referenceKey().isEmpty()) {
            return true;
        }
        Optional<ReferenceKey> reference = delta.referenceKey().flatMap(ReferenceKey::parse);
        try {
            return reference.isPresent()
                    && guard.check(caller, bucket, reference.get(), Optional.empty())
                            == Verdict.SAFE;
        } catch (AbortedException e) {
            throw e;
        } catch (SdkException e) {
            LOG.warn("cannot tell whether the reference of a copy is there: {}", Reason.of(e));
            return false;
        }
    }

    /** The store's own copy, with the marks that make it a delta; empty when they do not fit beside the new metadata. */
    private static Optional<CopyObjectRequest> copyOfDelta(
            CopyObjectRequest request, DeltaDescription delta) {
        if (request.metadataDirective() != MetadataDirective.REPLACE) {
            return Optional.of(request);
        }
        DeltaDescription described =
                new DeltaDescription(
                        delta.size(),
                        delta.etag(),
                        delta.sha256(),
                        Optional.ofNullable(request.contentType()),
                        delta.referenceKey());
        return StoredMetadata.ofDelta(request.metadata(), described)
                .filter(metadata -> StoredMetadata.description(metadata).isPresent())
                .map(metadata ->
                        request.toBuilder()
                                .metadata(metadata)
                                .contentType(StoredMetadata.DELTA_CONTENT_TYPE)
                                .build());
    }

    /** Reads the object and puts it as a new one. */
    private CopyObjectResponse rebuild(
            CopyObjectRequest request, ObjectAddress source, StoredState state) {
        try (Spool bytes = read(source, state.etag())) {
            PutObjectResponse stored = writer.put(asPut(request, source, state), bytes);
            return CopyObjectResponse.builder()
                    .copyObjectResult(result(ETags.plain(stored.eTag()), Instant.now()))
                    .copySourceVersionId(state.stored().versionId())
                    .versionId(stored.versionId())
                    .expiration(stored.expiration())
                    .serverSideEncryption(stored.serverSideEncryptionAsString())
                    .sseCustomerAlgorithm(stored.sseCustomerAlgorithm())
                    .sseCustomerKeyMD5(stored.sseCustomerKeyMD5())
                    .ssekmsKeyId(stored.ssekmsKeyId())
                    .ssekmsEncryptionContext(stored.ssekmsEncryptionContext())
                    .bucketKeyEnabled(stored.bucketKeyEnabled())
                    .requestCharged(stored.requestChargedAsString())
                    .build();
        } catch (IOException e) {
            throw failed(source, e);
        }
    }

    private static RuntimeException failed(ObjectAddress source, IOException e) {
        if (!(e instanceof SpoolException) && e.getCause() instanceof RuntimeException told) {
            return told;
        }
        return SdkClientException.create("cannot copy " + source.uri() + ": " + Reason.of(e), e);
    }

    @SuppressWarnings("deprecation") // a PUT takes Expires as an instant only
    private PutObjectRequest asPut(
            CopyObjectRequest request, ObjectAddress source, StoredState state) {
        HeadObjectResponse stored = state.stored();
        boolean replaced = request.metadataDirective() == MetadataDirective.REPLACE;
        PutObjectRequest.Builder put =
                PutObjectRequest.builder()
                        .bucket(request.destinationBucket())
                        .key(request.destinationKey())
                        .acl(request.aclAsString())
                        .grantFullControl(request.grantFullControl())
                        .grantRead(request.grantRead())
                        .grantReadACP(request.grantReadACP())
                        .grantWriteACP(request.grantWriteACP())
                        .serverSideEncryption(request.serverSideEncryptionAsString())
                        .ssekmsKeyId(request.ssekmsKeyId())
                        .ssekmsEncryptionContext(request.ssekmsEncryptionContext())
                        .bucketKeyEnabled(request.bucketKeyEnabled())
                        .sseCustomerAlgorithm(request.sseCustomerAlgorithm())
                        .sseCustomerKey(request.sseCustomerKey())
                        .sseCustomerKeyMD5(request.sseCustomerKeyMD5())
                        .storageClass(request.storageClassAsString())
                        .websiteRedirectLocation(request.websiteRedirectLocation())
                        .objectLockMode(request.objectLockModeAsString())
                        .objectLockRetainUntilDate(request.objectLockRetainUntilDate())
                        .objectLockLegalHoldStatus(request.objectLockLegalHoldStatusAsString())
                        .ifMatch(request.ifMatch())
                        .ifNoneMatch(request.ifNoneMatch())
                        .expectedBucketOwner(request.expectedBucketOwner())
                        .requestPayer(request.requestPayerAsString())
                        .tagging(Tags.forCopy(backend, request, source, stored))
                        .overrideConfiguration(Caller.of(request).identity());
        if (replaced) {
            return put.metadata(request.metadata())
                    .contentType(request.contentType())
                    .cacheControl(request.cacheControl())
                    .contentDisposition(request.contentDisposition())
                    .contentEncoding(request.contentEncoding())
                    .contentLanguage(request.contentLanguage())
                    .expires(request.expires())
                    .build();
        }
        return put.metadata(StoredMetadata.clientOnly(stored.metadata()))
                .contentType(
                        state.delta()
                                .flatMap(DeltaDescription::contentType)
                                .orElse(stored.contentType()))
                .cacheControl(stored.cacheControl())
                .contentDisposition(stored.contentDisposition())
                .contentEncoding(stored.contentEncoding())
                .contentLanguage(stored.contentLanguage())
                .expires(stored.expires())
                .build();
    }

    /** The copy is of exactly what was looked at. */
    @SuppressWarnings("deprecation") // what a client set in copySource is taken out
    private static CopyObjectRequest pinned(
            CopyObjectRequest request, CopySource source, String etag) {
        return request.toBuilder()
                .copySource(null)
                .sourceBucket(source.bucket())
                .sourceKey(source.key())
                .sourceVersionId(source.versionId())
                .copySourceIfMatch(etag.isEmpty() ? null : etag)
                .copySourceIfNoneMatch(null)
                .copySourceIfModifiedSince(null)
                .copySourceIfUnmodifiedSince(null)
                .build();
    }

    private CopyObjectRequest mapTarget(CopyObjectRequest request) {
        if (request.ifMatch() == null) {
            return request;
        }
        StoredState current =
                states.head(
                        ObjectAddress.of(
                                Caller.of(request),
                                request.destinationBucket(),
                                request.destinationKey(),
                                null));
        if (!ETags.matches(request.ifMatch(), current.etag())) {
            throw S3Errors.preconditionFailed("If-Match");
        }
        return request.toBuilder().ifMatch(current.storedEtag()).build();
    }

    private static ObjectAddress address(CopyObjectRequest request, CopySource source) {
        return new ObjectAddress(
                Caller.of(request).withBucketOwner(request.expectedSourceBucketOwner()),
                source.bucket(),
                source.key(),
                source.versionId(),
                request.copySourceSSECustomerAlgorithm(),
                request.copySourceSSECustomerKey(),
                request.copySourceSSECustomerKeyMD5());
    }

    private static CopyObjectResult result(String etag, @Nullable Instant modified) {
        return CopyObjectResult.builder()
                .eTag(ETags.quoted(etag))
                .lastModified(modified)
                .checksumType((ChecksumType) null)
                .build();
    }
}
