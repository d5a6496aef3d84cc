package io.deltaglider.engine.collect;

import io.deltaglider.delta.CorruptDeltaException;
import io.deltaglider.delta.DeltaFile;
import io.deltaglider.engine.backend.Caller;
import io.deltaglider.engine.backend.Heads;
import io.deltaglider.engine.backend.ObjectAddress;
import io.deltaglider.engine.failure.Reason;
import io.deltaglider.engine.layout.ReferenceKey;
import io.deltaglider.engine.layout.ReservedKeys;
import io.deltaglider.engine.layout.UnreferencedMark;
import io.deltaglider.engine.object.DeltaDescription;
import io.deltaglider.engine.object.ETags;
import io.deltaglider.engine.object.S3Errors;
import io.deltaglider.engine.object.StoredMetadata;
import io.deltaglider.engine.object.StoredRange;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Finds out which reference a stored object points to, from the store alone: nothing that is remembered on this machine decides
 * over a deletion. One GET of the first bytes brings the metadata too, which nearly always tell; an object of another tool is told by
 * its first bytes. Only a delta whose description did not fit its metadata takes a second request.
 *
 * <p>What an answer says counts only if it is that of the listed object: its ETag, and its size. Anything else is not known, whatever its status: the
 * listing is asked again, and decides between an object that has changed, one that is gone, and a stranger's answer.
 */
final class PointerReader {
    /** No delta file is shorter. */
    static final int SHORTEST_DELTA = 64;

    /** Enough for any header. */
    private static final int HEADER_BYTES = 16 << 10;

    /** How often an object may change between two requests. */
    private static final int TRIES = 4;

    private final S3Client backend;
    private final String bucket;
    private final BucketListing listing;
    private final Predicate<String> assumedRaw;
    private final Consumer<String> onAssumed;
    private final Consumer<String> onMarked;
    private final Heads heads;

    /**
     * @param listing of the same bucket
     * @param assumedRaw keys of objects that need no reference, as somebody vouches, where they cannot be read
     * @param onAssumed is told the keys for which that was relied on; by many threads at once
     * @param onMarked is told the marks that were relied on; by many threads at once
     */
    PointerReader(
            S3Client backend,
            String bucket,
            BucketListing listing,
            Predicate<String> assumedRaw,
            Consumer<String> onAssumed,
            Consumer<String> onMarked) {
        this.backend = backend;
        this.bucket = bucket;
        this.listing = listing;
        this.assumedRaw = assumedRaw;
        this.onAssumed = onAssumed;
        this.onMarked = onMarked;
        this.heads = new Heads(backend);
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Start(Map<String, String> metadata, byte[] bytes) {}

    /** The answer is not that of the listed object. */
    private static final class OtherAnswerException extends IOException {
        private static final long serialVersionUID = 1L;

        OtherAnswerException(String message) {
            super(message);
        }
    }

    /**
     * The reference that the object points to; empty for one that needs none, or is gone.
     *
     * @throws UnknownObjectException when this object does not say: then no reference may be deleted
     * @throws IOException when the store does not answer, or the bucket is not what it was taken for: then neither
     * @throws SdkException when the listing cannot be asked again: then neither
     */
    Optional<ReferenceKey> read(StoredEntry listed) throws IOException {
        StoredEntry entry = listed;
        for (int attempt = 1; ; attempt++) {
            try {
                return readOnce(entry);
            } catch (AbortedException e) {
                throw e;
            } catch (SdkException e) {
                throw new IOException(uri(entry) + ": " + Reason.of(e), e);
            } catch (OtherAnswerException e) {
                Optional<StoredEntry> now = listing.find(entry);
                if (now.isEmpty()) {
                    return Optional.empty();
                }
                if (attempt == TRIES) {
                    throw new UnknownObjectException(
                            uri(entry)
                                    + ": "
                                    + Reason.of(e)
                                    + "; something between here and the store may answer in its"
                                    + " place: check the endpoint, and run this again",
                            e);
                }
                entry = now.get();
            }
        }
    }

    private Optional<ReferenceKey> readOnce(StoredEntry entry) throws IOException {
        if (entry.size() < SHORTEST_DELTA || !entry.content()) {
            return Optional.empty();
        }
        Start start;
        try {
            start = get(entry, DeltaFile.MAGIC_LENGTH);
        } catch (S3Exception e) {
            return afterRefusal(entry, e);
        }
        Optional<DeltaDescription> description = StoredMetadata.description(start.metadata());
        if (description.isPresent()) {
            return description.get().referenceKey().flatMap(ReferenceKey::parse);
        }
        return switch (StoredMetadata.mark(start.metadata())) {
            case RAW -> Optional.empty();
            case DELTA -> {
                if (!DeltaFile.isDelta(start.bytes())) {
                    throw new UnknownObjectException(
                            uri(entry)
                                    + " is marked as a delta file, but is not one; restore it, or"
                                    + " delete it");
                }
                yield ofHeader(entry, true);
            }
            case NONE ->
                    DeltaFile.isDelta(start.bytes())
                            ? ofHeader(entry, ReservedKeys.isReserved(entry.key()))
                            : Optional.empty();
        };
    }

    /**
     * What the store says when it does not show an object is not enough to go by: "InvalidRequest", for instance, is what is answered for an object with a
     * customer's key, for any encrypted object by a store that shows those over https only, and for whatever else a store does not like.
     */
    private Optional<ReferenceKey> afterRefusal(StoredEntry entry, S3Exception refusal)
            throws IOException {
        if (S3Errors.isAbsent(refusal) || S3Errors.isPreconditionFailed(refusal)) {
            throw new OtherAnswerException(
                    "it is listed, but reading it fails with " + refusal.statusCode());
        }
        if (refusal.statusCode() != 400 && refusal.statusCode() != 403) {
            throw refusal;
        }
        if (S3Errors.hasCode(refusal, "InvalidObjectState")) {
            Optional<Optional<ReferenceKey>> told = ofArchived(entry);
            if (told.isPresent()) {
                return told.get();
            }
        }
        // That this is answered shows that it is the object, not the store or this account, that
        // cannot
        // be had.
        String mark = UnreferencedMark.keyFor(entry.key(), entry.etag());
        if (heads.find(Caller.DEFAULT, bucket, mark).isPresent()) {
            onMarked.accept(mark);
            return Optional.empty();
        }
        if (assumedRaw.test(entry.key())) {
            onAssumed.accept(entry.key());
            return Optional.empty();
        }
        throw new UnknownObjectException(
                uri(entry)
                        + " cannot be read ("
                        + refusal.statusCode()
                        + " "
                        + code(refusal)
                        + "), so nothing says whether it needs a reference; read it with the"
                        + " permissions and by the endpoint (https) of those who wrote it, or, if"
                        + " it was not written by DeltaGlider, say so with --assume-raw \""
                        + entry.key()
                        + "\"",
                refusal);
    }

    private static String code(S3Exception refusal) {
        String code =
                refusal.awsErrorDetails() == null ? null : refusal.awsErrorDetails().errorCode();
        return code == null ? "" : code;
    }

    /** The metadata of an archived object can be had, its bytes cannot; empty when the metadata do not tell. */
    private Optional<Optional<ReferenceKey>> ofArchived(StoredEntry entry) throws IOException {
        HeadObjectResponse head;
        try {
            head = backend.headObject(address(entry).head().build());
        } catch (S3Exception e) {
            if (S3Errors.isAbsent(e)) {
                throw new OtherAnswerException("it is listed, but reading it fails with 404");
            }
            throw e;
        }
        requireListed(entry, head.eTag(), head.contentLength());
        Optional<DeltaDescription> description = StoredMetadata.description(head.metadata());
        if (description.isPresent()) {
            return Optional.of(description.get().referenceKey().flatMap(ReferenceKey::parse));
        }
        return StoredMetadata.mark(head.metadata()) == StoredMetadata.Mark.RAW
                ? Optional.of(Optional.empty())
                : Optional.empty();
    }

    /** @param marked whether its metadata or its key say that it is ours; otherwise its header has to */
    private Optional<ReferenceKey> ofHeader(StoredEntry entry, boolean marked) throws IOException {
        byte[] begin;
        try {
            begin = get(entry, HEADER_BYTES).bytes();
        } catch (S3Exception e) {
            return afterRefusal(entry, e);
        }
        if (!DeltaFile.isDelta(begin)) {
            throw new OtherAnswerException("two reads returned different bytes");
        }
        try (DeltaFile file = DeltaFile.open(new ByteArrayInputStream(begin))) {
            Optional<DeltaDescription> delta =
                    marked
                            ? Optional.of(DeltaDescription.of(file.header()))
                            : DeltaDescription.ofOwn(file.header());
            Optional<String> key = delta.flatMap(DeltaDescription::referenceKey);
            Optional<ReferenceKey> reference = key.flatMap(ReferenceKey::parse);
            if (key.isPresent() && reference.isEmpty()) {
                throw new UnknownObjectException(
                        uri(entry)
                                + " points to \""
                                + key.get()
                                + "\", which is no reference; restore it, or delete it");
            }
            return reference;
        } catch (CorruptDeltaException e) {
            throw new UnknownObjectException(
                    "the delta file "
                            + uri(entry)
                            + " is damaged: "
                            + Reason.of(e)
                            + "; restore it, or delete it",
                    e);
        }
    }

    private Start get(StoredEntry entry, int length) throws IOException {
        GetObjectRequest request = address(entry).get().range("bytes=0-" + (length - 1)).build();
        // The SDK's client wraps what a transformer throws, so it only looks.
        ResponseTransformer<GetObjectResponse, Answer> firstBytes =
                (response, in) -> {
                    byte[] bytes = in.readNBytes(length);
                    if (response.contentRange() == null) {
                        in.abort(); // all of it would come
                    }
                    return new Answer(response, bytes);
                };
        Answer answer = backend.getObject(request, firstBytes);
        GetObjectResponse response = answer.response();
        Optional<StoredRange> range = StoredRange.parse(response.contentRange());
        requireListed(
                entry,
                response.eTag(),
                range.map(StoredRange::size).orElse(response.contentLength()));
        if ((range.isPresent() && range.get().first() != 0)
                || answer.bytes().length != Math.min(length, entry.size())) {
            throw new OtherAnswerException("its first bytes arrived incomplete");
        }
        if (entry.versionId() == null
                && response.versionId() != null
                && !response.versionId().equals("null")) {
            throw new IOException(
                    uri(entry)
                            + " is one of several versions, although the store says that the"
                            + " bucket keeps none; check the endpoint, and run this again");
        }
        return new Start(response.metadata(), answer.bytes());
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Answer(GetObjectResponse response, byte[] bytes) {}

    private static void requireListed(StoredEntry entry, @Nullable String etag, @Nullable Long size)
            throws OtherAnswerException {
        if (entry.etag().isEmpty()
                || !entry.etag().equals(ETags.plain(etag))
                || size == null
                || size != entry.size()) {
            throw new OtherAnswerException(
                    "the answer is not the object that is listed: "
                            + size
                            + " bytes with ETag "
                            + etag
                            + " instead of "
                            + entry.size()
                            + " with \""
                            + entry.etag()
                            + "\"");
        }
    }

    private ObjectAddress address(StoredEntry entry) {
        return ObjectAddress.of(Caller.DEFAULT, bucket, entry.key(), entry.versionId());
    }

    private String uri(StoredEntry entry) {
        return address(entry).uri();
    }
}
