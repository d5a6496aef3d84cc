package io.deltaglider.engine.write;

import io.deltaglider.delta.Content;
import io.deltaglider.delta.DeltaFile;
import io.deltaglider.delta.DeltaHeader;
import io.deltaglider.engine.backend.Caller;
import io.deltaglider.engine.backend.Heads;
import io.deltaglider.engine.backend.ObjectAddress;
import io.deltaglider.engine.backend.UnreferencedMarks;
import io.deltaglider.engine.backend.Uploader;
import io.deltaglider.engine.cache.MetadataCache;
import io.deltaglider.engine.cache.RecentDeltas;
import io.deltaglider.engine.deltaspace.Eligibility;
import io.deltaglider.engine.failure.Reason;
import io.deltaglider.engine.object.DeltaDescription;
import io.deltaglider.engine.object.ETags;
import io.deltaglider.engine.object.LogicalMetadata;
import io.deltaglider.engine.object.RawContent;
import io.deltaglider.engine.object.S3Errors;
import io.deltaglider.engine.object.StoredMetadata;
import io.deltaglider.engine.object.StoredState;
import io.deltaglider.engine.read.StoredStates;
import io.deltaglider.engine.reference.ContentIndex;
import io.deltaglider.engine.reference.Freshness;
import io.deltaglider.engine.reference.ReferenceGuard;
import io.deltaglider.engine.reference.ReferenceStore;
import io.deltaglider.engine.spool.BodyChecksums;
import io.deltaglider.engine.spool.BodyReceiver;
import io.deltaglider.engine.spool.NoRoomException;
import io.deltaglider.engine.spool.Spool;
import io.deltaglider.engine.spool.SpoolWriter;
import io.deltaglider.engine.spool.WorkFolder;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * PUT. Takes the body in, checks it, decides by its size and first bytes whether a delta is worth a try, and stores it as one
 * or raw. A large body that will be raw anyway goes straight through.
 */
public final class ObjectWriter {
    private static final Logger LOG = LoggerFactory.getLogger(ObjectWriter.class);
    private static final String DEFAULT_TYPE = "application/octet-stream";

    private final S3Client backend;
    private final WritePolicy policy;
    private final StoredStates states;
    private final MetadataCache cache;
    private final Uploader uploader;
    private final BodyReceiver receiver;
    private final DeltaMaker maker;
    private final DeltaWriter deltas;
    private final Rewriter rewriter;
    private final ObjectRewriter objectRewriter;
    private final UnreferencedMarks marks;

    public ObjectWriter(
            S3Client backend,
            WritePolicy policy,
            StoredStates states,
            ReferenceStore references,
            ContentIndex contents,
            ReferenceGuard guard,
            Freshness freshness,
            Uploader uploader,
            MetadataCache cache,
            RecentDeltas recent,
            WorkFolder folder) {
        this.backend = backend;
        this.policy = policy;
        this.states = states;
        this.cache = cache;
        this.uploader = uploader;
        this.marks = new UnreferencedMarks(backend);
        this.receiver = new BodyReceiver(folder);
        this.maker = new DeltaMaker(policy.effort(), folder);
        this.rewriter = new Rewriter(backend, uploader, new Heads(backend));
        DeltaPlanner planner =
                new DeltaPlanner(policy, references, contents, guard, freshness, maker, receiver);
        this.deltas =
                new DeltaWriter(
                        planner, references, guard, freshness, uploader, rewriter, cache, recent);
        this.objectRewriter =
                new ObjectRewriter(deltas, planner, maker, references, contents, guard, freshness);
    }

    /** Stores objects in other forms, by the same rules. */
    public ObjectRewriter rewriter() {
        return objectRewriter;
    }

    /** As {@link S3Client#putObject(PutObjectRequest, RequestBody)}, logically. The key has been checked. */
    public PutObjectResponse put(PutObjectRequest request, RequestBody body) {
        StoredMetadata.requireClientNames(request.metadata());
        if (request.writeOffsetBytes() != null) {
            throw S3Errors.error(
                    501,
                    "NotImplemented",
                    "appending to an object is not possible through DeltaGlider; put it whole");
        }
        OptionalLong declared = BodyReceiver.declaredLength(request, body);
        try (ClientBody opened = ClientBody.open(body, Eligibility.HEAD_LENGTH)) {
            if (goesThrough(request, opened.head(), declared)) {
                PutObjectRequest mapped = mapConditions(request);
                RawContent content = opened.content(declared.getAsLong());
                return passOn(mapped, opened.unread(declared.getAsLong()), content);
            }
            BodyChecksums checksums = new BodyChecksums(request);
            try (Spool bytes = receiver.receive(request, opened.all(), declared, checksums)) {
                return store(
                        mapConditions(request), bytes, body.contentType(), checksums.complete());
            } catch (NoRoomException e) {
                try (e) {
                    return putWithoutRoom(request, e, opened, body, declared);
                }
            }
        } catch (IOException e) {
            throw SdkClientException.create(
                    "cannot store s3://"
                            + request.bucket()
                            + "/"
                            + request.key()
                            + ": its body cannot be read: "
                            + Reason.of(e),
                    e);
        }
    }

    /** What cannot be kept here to look at it goes to the store as it comes, if the store can be told how long it is. */
    private PutObjectResponse putWithoutRoom(
            PutObjectRequest request,
            NoRoomException noRoom,
            ClientBody opened,
            RequestBody body,
            OptionalLong declared) {
        String name = "s3://" + request.bucket() + "/" + request.key();
        if (declared.isEmpty()
                || declared.getAsLong() > policy.partThreshold()
                || DeltaFile.isDelta(opened.head())) {
            throw SdkClientException.create(
                    "cannot store "
                            + name
                            + ": "
                            + noRoom.getMessage()
                            + "; make room there or choose another cache folder with"
                            + " DELTAGLIDER_CACHE",
                    noRoom);
        }
        long size = declared.getAsLong();
        LOG.warn(
                "storing {} raw, as there is no room to make a delta: {}",
                name,
                noRoom.getMessage());
        InputStream all = new SequenceInputStream(noRoom.received(), opened.rest());
        AtomicBoolean first = new AtomicBoolean(true);
        ContentStreamProvider provider =
                () -> first.getAndSet(false) ? all : body.contentStreamProvider().newStream();
        return passOn(
                mapConditions(request),
                RequestBody.fromContentProvider(provider, size, body.contentType()),
                new RawContent(OptionalLong.of(size), Optional.empty(), Optional.empty()));
    }

    /** Stores bytes that are here already, of an object that is being copied. The request has been checked. */
    public PutObjectResponse put(PutObjectRequest request, Spool bytes) throws IOException {
        return store(mapConditions(request), bytes, DEFAULT_TYPE, true);
    }

    /**
     * Stores bytes in place of what the same writer has just stored, and of nothing else.
     *
     * @param etag of what is to be replaced, without quotes
     * @param versionId of the same, in a bucket with versions
     * @return the answer; empty when somebody has overwritten or deleted the object since, and so had the last word
     */
    public Optional<PutObjectResponse> putInPlaceOf(
            String etag, @Nullable String versionId, PutObjectRequest request, Spool bytes)
            throws IOException {
        return rewriter.replace(
                request, etag, versionId, each -> store(each, bytes, DEFAULT_TYPE, true));
    }

    private PutObjectResponse store(
            PutObjectRequest request, Spool bytes, @Nullable String bodyType, boolean checked)
            throws IOException {
        String type = request.contentType() != null ? request.contentType() : bodyType;
        Target target = Target.of(request, bytes, Optional.ofNullable(type));
        byte[] head = bytes.head(Eligibility.HEAD_LENGTH);
        List<String> reasons = new ArrayList<>(1);
        if (DeltaFile.isDelta(head)) {
            return putWrapped(target);
        }
        if (mayBeDelta(request) && checked && policy.eligibility().eligible(bytes.size(), head)) {
            Optional<PutObjectResponse> stored = deltas.put(target, reasons::add);
            if (stored.isPresent()) {
                return stored.get();
            }
        }
        PutObjectRequest raw =
                StoredRequests.raw(request.toBuilder().contentLength(bytes.size()).build(), bytes);
        PutObjectResponse stored =
                uploader.put(raw, bytes, target.contentType().orElse(DEFAULT_TYPE));
        markEncrypted(raw, stored);
        rememberRaw(raw, stored, bytes.size());
        reasons.forEach(reason -> DeltaWriter.warnOfRaw(target, reason));
        return stored;
    }

    /** Whether there is no use in looking at all of the body, which then need not be kept here. */
    private boolean goesThrough(PutObjectRequest request, byte[] head, OptionalLong declared) {
        return declared.isPresent()
                && declared.getAsLong() > SpoolWriter.MEMORY
                && declared.getAsLong() <= policy.partThreshold()
                && head.length == Eligibility.HEAD_LENGTH
                && !DeltaFile.isDelta(head)
                && !(mayBeDelta(request)
                        && policy.eligibility().eligible(declared.getAsLong(), head));
    }

    /** The customer's key must not be needed for the reference, nor the reference be less protected than the object. */
    private boolean mayBeDelta(PutObjectRequest request) {
        return policy.delta() && request.sseCustomerAlgorithm() == null;
    }

    private PutObjectResponse passOn(
            PutObjectRequest request, RequestBody body, RawContent content) {
        PutObjectRequest raw = StoredRequests.raw(request, content);
        PutObjectResponse stored = backend.putObject(raw, body);
        markEncrypted(raw, stored);
        rememberRaw(raw, stored, content.size().orElseThrow());
        return stored;
    }

    /** A payload that looks like a delta file is put into one that stands alone, so that it is never taken for ours. */
    private PutObjectResponse putWrapped(Target target) throws IOException {
        DeltaHeader header = DeltaPlanner.header(target, Optional.empty());
        try (Content nothing = Content.empty();
                Spool file =
                        maker.on(target.request())
                                .make(nothing, target.bytes(), header, Long.MAX_VALUE)
                                .orElseThrow()) {
            Map<String, String> metadata =
                    StoredMetadata.ofDelta(target.request().metadata(), DeltaDescription.of(header))
                            .orElseGet(
                                    () -> StoredMetadata.clientOnly(target.request().metadata()));
            PutObjectResponse stored =
                    uploader.put(
                            StoredRequests.delta(target.request(), metadata),
                            file,
                            StoredMetadata.DELTA_CONTENT_TYPE);
            markEncrypted(target.request(), stored);
            return StoredRequests.logical(
                    stored, target.request(), ETags.quoted(target.bytes().md5()));
        }
    }

    /** Without the customer's key nobody could ask the object whether it needs a reference. */
    private void markEncrypted(PutObjectRequest request, PutObjectResponse stored) {
        if (request.sseCustomerAlgorithm() != null) {
            marks.write(Caller.of(request), request.bucket(), request.key(), stored.eTag());
        }
    }

    private void rememberRaw(PutObjectRequest request, PutObjectResponse stored, long size) {
        String etag = ETags.plain(stored.eTag());
        if (!etag.isEmpty()) {
            cache.put(
                    request.bucket(),
                    request.key(),
                    etag,
                    size,
                    new LogicalMetadata(size, etag, Optional.empty(), false));
        }
    }

    /** A client's If-Match speaks of the logical ETag; the store is asked to compare the stored one that belongs to it. */
    private PutObjectRequest mapConditions(PutObjectRequest request) {
        if (request.ifMatch() == null) {
            return request;
        }
        StoredState current =
                states.head(
                        ObjectAddress.of(
                                Caller.of(request), request.bucket(), request.key(), null));
        if (!ETags.matches(request.ifMatch(), current.etag())) {
            throw S3Errors.preconditionFailed("If-Match");
        }
        return request.toBuilder().ifMatch(current.storedEtag()).build();
    }
}
