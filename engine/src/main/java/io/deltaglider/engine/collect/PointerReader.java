package io.deltaglider.engine.collect;

import io.deltaglider.delta.CorruptDeltaException;
import io.deltaglider.delta.DeltaFile;
import io.deltaglider.delta.DeltaHeader;
import io.deltaglider.engine.backend.Caller;
import io.deltaglider.engine.backend.ObjectAddress;
import io.deltaglider.engine.layout.ReferenceKey;
import io.deltaglider.engine.object.DeltaDescription;
import io.deltaglider.engine.object.ETags;
import io.deltaglider.engine.object.S3Errors;
import io.deltaglider.engine.object.StoredMetadata;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * Finds out which reference a stored object points to, from the store alone: nothing that is remembered on this machine decides
 * over a deletion. One GET of the first bytes brings the metadata too, which nearly always tell; an object of another tool is told by
 * its first bytes. Only a delta whose description did not fit its metadata takes a second request.
 */
final class PointerReader {
    /** No delta file is shorter. */
    static final int SHORTEST_DELTA = 64;

    /** Enough for any header. */
    private static final int HEADER_BYTES = 16 << 10;

    private final S3Client backend;
    private final String bucket;

    PointerReader(S3Client backend, String bucket) {
        this.backend = backend;
        this.bucket = bucket;
    }

    /** How often an object may change between two requests. */
    private static final int TRIES = 4;

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Start(Map<String, String> metadata, String etag, byte[] bytes) {}

    /**
     * The reference that the object points to; empty for one that needs none, or is gone.
     *
     * @throws software.amazon.awssdk.core.exception.SdkException when that cannot be told: then nothing may be deleted
     * @throws IOException when the object is a damaged delta file, or its bytes do not come whole: then as well
     */
    Optional<ReferenceKey> read(StoredEntry entry) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                return readOnce(entry);
            } catch (S3Exception e) {
                if (!S3Errors.isPreconditionFailed(e) || attempt == TRIES) {
                    throw e;
                }
            }
        }
    }

    private Optional<ReferenceKey> readOnce(StoredEntry entry) throws IOException {
        if (entry.size() < SHORTEST_DELTA || !entry.content()) {
            return Optional.empty();
        }
        ObjectAddress address =
                ObjectAddress.of(Caller.DEFAULT, bucket, entry.key(), entry.versionId());
        Start start;
        try {
            start = get(address, null, DeltaFile.MAGIC_LENGTH);
        } catch (S3Exception e) {
            if (S3Errors.isAbsent(e) || isOfCustomersKey(e)) {
                return Optional.empty();
            }
            if (!S3Errors.hasCode(e, "InvalidObjectState")) {
                throw e;
            }
            return ofArchived(address, e);
        }
        Optional<DeltaDescription> description = StoredMetadata.description(start.metadata());
        if (description.isPresent()) {
            return reference(address, description.get().referenceKey());
        }
        if (StoredMetadata.mark(start.metadata()) == StoredMetadata.Mark.RAW) {
            return Optional.empty();
        }
        if (start.bytes().length < DeltaFile.MAGIC_LENGTH) {
            throw new IOException("the first bytes of " + address.uri() + " did not come whole");
        }
        return DeltaFile.isDelta(start.bytes())
                ? ofHeader(address, start.etag())
                : Optional.empty();
    }

    /** An object with a customer's key is never a delta: the engine stores them raw. */
    private static boolean isOfCustomersKey(S3Exception e) {
        return e.statusCode() == 400 && S3Errors.hasCode(e, "InvalidRequest");
    }

    /** The metadata of an archived object can be had, its bytes cannot. */
    private Optional<ReferenceKey> ofArchived(ObjectAddress address, S3Exception archived)
            throws IOException {
        Map<String, String> metadata = backend.headObject(address.head().build()).metadata();
        Optional<DeltaDescription> description = StoredMetadata.description(metadata);
        if (description.isPresent()) {
            return reference(address, description.get().referenceKey());
        }
        if (StoredMetadata.mark(metadata) == StoredMetadata.Mark.RAW) {
            return Optional.empty();
        }
        throw archived;
    }

    private Optional<ReferenceKey> ofHeader(ObjectAddress address, String etag) throws IOException {
        byte[] begin;
        try {
            begin = get(address, etag, HEADER_BYTES).bytes();
        } catch (S3Exception e) {
            if (S3Errors.isAbsent(e)) {
                return Optional.empty();
            }
            throw e;
        }
        if (!DeltaFile.isDelta(begin)) {
            throw new IOException("two reads of " + address.uri() + " brought different bytes");
        }
        try (DeltaFile file = DeltaFile.open(new ByteArrayInputStream(begin))) {
            return reference(
                    address,
                    file.header()
                            .reference()
                            .map(DeltaHeader.ReferenceId::key)
                            .filter(key -> !key.isEmpty()));
        } catch (CorruptDeltaException e) {
            throw new IOException(
                    "the delta file " + address.uri() + " is damaged: " + e.getMessage(), e);
        }
    }

    private static Optional<ReferenceKey> reference(ObjectAddress address, Optional<String> key)
            throws IOException {
        Optional<ReferenceKey> reference = key.flatMap(ReferenceKey::parse);
        if (key.isPresent() && reference.isEmpty()) {
            throw new IOException(
                    address.uri() + " points to \"" + key.get() + "\", which is no reference");
        }
        return reference;
    }

    private Start get(ObjectAddress address, @Nullable String etag, int length) {
        GetObjectRequest request =
                address.get()
                        .range("bytes=0-" + (length - 1))
                        .ifMatch(etag == null || etag.isEmpty() ? null : etag)
                        .build();
        ResponseTransformer<GetObjectResponse, Start> firstBytes =
                (response, in) -> {
                    byte[] bytes = in.readNBytes(length);
                    return new Start(response.metadata(), ETags.plain(response.eTag()), bytes);
                };
        return backend.getObject(request, firstBytes);
    }
}
