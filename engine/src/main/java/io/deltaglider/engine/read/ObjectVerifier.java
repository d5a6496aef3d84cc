package io.deltaglider.engine.read;

import io.deltaglider.engine.reference.ReferenceStore;
import io.deltaglider.engine.spool.WorkFolder;

import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * Reads objects as {@link ObjectReader} does, but believes nothing that this machine has kept: every reference that an object needs is
 * read from the store, once in the life of this verifier, and its SHA-256 checked. So what it gives out, anybody can read. Thread-safe.
 */
public final class ObjectVerifier {
    private final ObjectReader reader;

    /** @param references whose local copies are not used until the store's have been read */
    public ObjectVerifier(
            S3Client backend, StoredStates states, ReferenceStore references, WorkFolder folder) {
        this.reader = new ObjectReader(backend, states, references.readingFromStore(), folder);
    }

    /**
     * Reads an object, or a range of it.
     *
     * @throws software.amazon.awssdk.services.s3.model.S3Exception with the code {@code ObjectDamaged} when what is stored is not what was
     *     put, {@code ReferenceMissing} when a reference that it needs is not in the bucket, and other codes when it cannot be told
     */
    public <R> R get(GetObjectRequest request, ResponseTransformer<GetObjectResponse, R> client) {
        return reader.get(request, client);
    }
}
