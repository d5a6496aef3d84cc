package io.deltaglider.engine.read;

import io.deltaglider.delta.CorruptDeltaException;
import io.deltaglider.delta.DeltaFile;
import io.deltaglider.delta.DeltaHeader;
import io.deltaglider.engine.backend.Caller;
import io.deltaglider.engine.backend.Heads;
import io.deltaglider.engine.backend.ObjectAddress;
import io.deltaglider.engine.cache.MetadataCache;
import io.deltaglider.engine.cache.RecentDeltas;
import io.deltaglider.engine.cache.RecentDeltas.Recent;
import io.deltaglider.engine.failure.Reason;
import io.deltaglider.engine.layout.UnreferencedMark;
import io.deltaglider.engine.listing.LogicalLookup;
import io.deltaglider.engine.object.DeltaDescription;
import io.deltaglider.engine.object.ETags;
import io.deltaglider.engine.object.LogicalMetadata;
import io.deltaglider.engine.object.S3Errors;
import io.deltaglider.engine.object.StoredMetadata;
import io.deltaglider.engine.object.StoredRange;
import io.deltaglider.engine.object.StoredState;

import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/**
 * Finds out what lies under a key, with one HEAD where the object says what it is. One that does not was put by another tool, or
 * copied by a tool that drops metadata: then its first bytes are read, once, and the answer is remembered with its ETag.
 */
public final class StoredStates implements LogicalLookup {
    /** No delta file is shorter: objects of fewer bytes are raw without a look. */
    public static final int SHORTEST_DELTA = 64;

    /** Enough for any header: the longest fields are a key and a content type. */
    static final int HEADER_BYTES = 16 << 10;

    /** How often an object may change between two requests before that becomes an error. */
    private static final int TRIES = 4;

    private final S3Client backend;
    private final MetadataCache cache;
    private final RecentDeltas recent;

    public StoredStates(S3Client backend, MetadataCache cache, RecentDeltas recent) {
        this.backend = backend;
        this.cache = cache;
        this.recent = recent;
    }

    /**
     * What the object is now. Conditions are the caller's to check; the request must have none.
     *
     * @throws NoSuchKeyException when there is no such object
     * @throws software.amazon.awssdk.core.exception.SdkException when that cannot be told
     */
    public StoredState head(HeadObjectRequest request) {
        ObjectAddress address = ObjectAddress.of(request);
        for (int attempt = 1; ; attempt++) {
            HeadObjectResponse stored =
                    StoredMetadata.dated(backend.headObject(request), request.key());
            try {
                StoredState state = new StoredState(stored, describe(address, stored));
                if (address.versionId() == null) {
                    state.delta()
                            .ifPresent(delta ->
                                    recent.put(
                                            address.bucket(),
                                            address.key(),
                                            new Recent(
                                                    state.storedEtag(),
                                                    state.storedSize(),
                                                    delta)));
                }
                return state;
            } catch (S3Exception e) {
                boolean changedMeanwhile = S3Errors.isPreconditionFailed(e) || S3Errors.isAbsent(e);
                if (!changedMeanwhile || attempt == TRIES) {
                    throw e;
                }
            }
        }
    }

    /** The same for an address alone. */
    public StoredState head(ObjectAddress address) {
        return head(address.head().build());
    }

    /** The same, or empty when it is certain that there is no such object. */
    public Optional<StoredState> find(ObjectAddress address) {
        try {
            return Optional.of(head(address));
        } catch (S3Exception e) {
            if (S3Errors.isAbsent(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    @Override
    public Answer lookup(String bucket, String key, Optional<String> versionId) {
        try {
            StoredState state =
                    head(ObjectAddress.of(Caller.DEFAULT, bucket, key, versionId.orElse(null)));
            return new Answer(
                    state.storedEtag(),
                    state.storedSize(),
                    new LogicalMetadata(
                            state.size(),
                            state.etag(),
                            StoredMetadata.modified(state.stored().metadata(), key),
                            state.delta().isPresent()));
        } catch (S3Exception e) {
            if (e instanceof NoSuchKeyException
                    || (e.statusCode() != 400 && e.statusCode() != 403 && !S3Errors.isAbsent(e))) {
                throw e;
            }
            if (S3Errors.isAbsent(e)) {
                throw NoSuchKeyException.builder()
                        .awsErrorDetails(e.awsErrorDetails())
                        .message(e.getMessage())
                        .statusCode(404)
                        .cause(e)
                        .build();
            }
            return ofMarked(bucket, key, versionId).orElseThrow(() -> e);
        }
    }

    /**
     * An object that cannot be asked for, as it is encrypted with a customer's key, if it is marked as one that needs no reference: then it is what the store lists.
     */
    private Optional<Answer> ofMarked(String bucket, String key, Optional<String> versionId) {
        if (versionId.filter(each -> !each.equals("null")).isPresent()) {
            return Optional.empty();
        }
        Optional<S3Object> listed =
                backend
                        .listObjectsV2(r -> r.bucket(bucket).prefix(key).maxKeys(1))
                        .contents()
                        .stream()
                        .filter(each -> each.key().equals(key) && each.size() != null)
                        .findFirst();
        return listed.filter(each ->
                        new Heads(backend)
                                .find(
                                        Caller.DEFAULT,
                                        bucket,
                                        UnreferencedMark.keyFor(key, ETags.plain(each.eTag())))
                                .isPresent())
                .map(each ->
                        new Answer(
                                ETags.plain(each.eTag()),
                                each.size(),
                                new LogicalMetadata(
                                        each.size(),
                                        ETags.plain(each.eTag()),
                                        Optional.empty(),
                                        false)));
    }

    /** Whether an object without a mark is known to be, or not to be, a delta file; empty when nobody has looked. */
    Optional<Boolean> remembered(ObjectAddress address, String storedEtag, long storedSize) {
        return storedSize < SHORTEST_DELTA
                ? Optional.of(false)
                : cache.get(address.bucket(), address.key(), storedEtag, storedSize)
                        .map(LogicalMetadata::delta);
    }

    void remember(
            ObjectAddress address,
            String storedEtag,
            long storedSize,
            Optional<DeltaDescription> delta) {
        LogicalMetadata metadata =
                delta.map(each ->
                                new LogicalMetadata(
                                        each.size(), each.etag(), Optional.empty(), true))
                        .orElseGet(() ->
                                new LogicalMetadata(
                                        storedSize, storedEtag, Optional.empty(), false));
        cache.put(address.bucket(), address.key(), storedEtag, storedSize, metadata);
    }

    /** Looks at the first bytes of an object without a mark and remembers what it is. */
    Optional<DeltaDescription> probe(ObjectAddress address, String storedEtag, long storedSize) {
        Optional<DeltaDescription> delta =
                header(address, storedEtag, storedSize).flatMap(DeltaDescription::ofOwn);
        remember(address, storedEtag, storedSize, delta);
        return delta;
    }

    private Optional<DeltaDescription> describe(ObjectAddress address, HeadObjectResponse stored) {
        String etag = ETags.plain(stored.eTag());
        long size = stored.contentLength() == null ? 0 : stored.contentLength();
        return switch (StoredMetadata.mark(stored.metadata())) {
            case RAW -> Optional.empty();
            case DELTA -> {
                Optional<DeltaDescription> described =
                        StoredMetadata.description(stored.metadata());
                yield described.isPresent()
                        ? described
                        : Optional.of(fromFile(address, etag, size));
            }
            case NONE -> {
                Optional<Boolean> known = remembered(address, etag, size);
                yield known.isPresent() && !known.get()
                        ? Optional.empty()
                        : probe(address, etag, size);
            }
        };
    }

    private DeltaDescription fromFile(ObjectAddress address, String etag, long size) {
        return header(address, etag, size)
                .map(DeltaDescription::of)
                .orElseThrow(() ->
                        S3Errors.damaged(
                                address.uri()
                                        + " is marked as a delta file, but is not one; the object"
                                        + " is damaged, other objects are not affected",
                                new CorruptDeltaException("no delta file")));
    }

    /** A store may ignore the condition, and a stranger may answer in its place: what they say of the object must not be remembered. */
    private static void requireSame(ObjectAddress address, Begin answer, String etag, long size) {
        GetObjectResponse response = answer.response();
        long told =
                StoredRange.parse(response.contentRange())
                        .map(StoredRange::size)
                        .orElse(response.contentLength() == null ? -1 : response.contentLength());
        boolean same =
                (etag.isEmpty() || etag.equals(ETags.plain(response.eTag()))) && told == size;
        if (!same) {
            throw S3Errors.preconditionFailed("If-Match");
        }
        if (answer.bytes().length < Math.min(size, HEADER_BYTES)) {
            throw SdkClientException.create(
                    "the first bytes of " + address.uri() + " arrived incomplete; try again");
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Begin(GetObjectResponse response, byte[] bytes) {}

    /**
     * Whether a delta file without metadata of ours is one that the engine made.
     *
     * @param begin its first {@value #HEADER_BYTES} bytes, or all; one that is damaged counts as ours, so that it is called damaged
     */
    static boolean isOwn(byte[] begin) {
        try (DeltaFile file = DeltaFile.open(new ByteArrayInputStream(begin))) {
            return DeltaDescription.ofOwn(file.header()).isPresent();
        } catch (IOException e) {
            return true;
        }
    }

    /** The header of the delta file that the object is, or empty when it is none. */
    private Optional<DeltaHeader> header(ObjectAddress address, String etag, long size) {
        GetObjectRequest request =
                address.get()
                        .range("bytes=0-" + (HEADER_BYTES - 1))
                        .ifMatch(etag.isEmpty() ? null : etag)
                        .build();
        ResponseTransformer<GetObjectResponse, Begin> firstBytes =
                (response, in) -> {
                    byte[] bytes = in.readNBytes(HEADER_BYTES);
                    in.abort();
                    return new Begin(response, bytes);
                };
        Begin answer = backend.getObject(request, firstBytes);
        requireSame(address, answer, etag, size);
        byte[] begin = answer.bytes();
        if (!DeltaFile.isDelta(
                Arrays.copyOf(begin, Math.min(begin.length, DeltaFile.MAGIC_LENGTH)))) {
            return Optional.empty();
        }
        try (DeltaFile file = DeltaFile.open(new ByteArrayInputStream(begin))) {
            return Optional.of(file.header());
        } catch (CorruptDeltaException e) {
            throw S3Errors.damaged(
                    "cannot read the delta file "
                            + address.uri()
                            + ": "
                            + Reason.of(e)
                            + "; the object is damaged, other objects are not affected",
                    e);
        } catch (IOException e) {
            throw SdkClientException.create("cannot read the header of " + address.uri(), e);
        }
    }
}
