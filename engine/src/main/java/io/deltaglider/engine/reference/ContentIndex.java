package io.deltaglider.engine.reference;

import io.deltaglider.engine.backend.Caller;
import io.deltaglider.engine.backend.Heads;
import io.deltaglider.engine.layout.ContentHint;
import io.deltaglider.engine.layout.ReferenceKey;
import io.deltaglider.engine.object.S3Errors;
import io.deltaglider.engine.spool.Spool;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Finds a content that is a reference already, in whichever deltaspace of the bucket, by {@linkplain ContentHint hints}. A hint is never
 * relied on: the reference that it names is looked at before it is used, as one that a listing of its deltaspace shows. So hints may be wrong,
 * stale or lost, and whatever fails here costs a second copy of the content and nothing else. Thread-safe.
 */
public final class ContentIndex {
    private static final Logger LOG = LoggerFactory.getLogger(ContentIndex.class);

    private final S3Client backend;
    private final Heads heads;
    private final ReferenceStore references;
    private final Freshness freshness;
    private final long least;

    /** Buckets that take no hints: their store has no conditional writes, or the caller may not write there. */
    private final Set<String> refused = ConcurrentHashMap.newKeySet();

    /** @param least bytes to be stored from which it is worth a request to look for them elsewhere; 0 or more */
    public ContentIndex(
            S3Client backend, ReferenceStore references, Freshness freshness, long least) {
        this.backend = backend;
        this.heads = new Heads(backend);
        this.references = references;
        this.freshness = freshness;
        this.least = least;
    }

    /**
     * A reference of the content.
     *
     * @param seenAt when it was seen to be there and not retired, in the time of the {@link Freshness}
     */
    public record Found(ReferenceKey key, long seenAt) {}

    /**
     * Whether it is worth a request to look for a content before it is stored. An object with an encryption of its own is kept apart: its
     * content must not depend on what is protected in another way.
     *
     * @param bytes that would be stored
     */
    public boolean pays(String bucket, long bytes, Encryption encryption) {
        return bytes >= least && encryption.equals(Encryption.DEFAULT) && !refused.contains(bucket);
    }

    /**
     * Announces a reference that is about to be written, unless another one of the same content is known. One request where the content is
     * new; three where it is there.
     *
     * @param own that will be written if nothing is found
     * @return the other one, which has been looked at and may be pointed to
     */
    public Optional<Found> claim(Caller caller, String bucket, ReferenceKey own, Spool content) {
        try {
            if (announce(caller, bucket, own, true)) {
                return Optional.empty();
            }
            Optional<ReferenceKey> named = named(caller, bucket, content);
            if (named.equals(Optional.of(own))) {
                return Optional.empty(); // of an earlier attempt, or of somebody who does the same
            }
            Optional<Found> found = named.flatMap(each -> look(caller, bucket, each, content));
            if (found.isEmpty()) {
                announce(caller, bucket, own, false);
            }
            return found;
        } catch (SdkException e) {
            return none(bucket, e);
        }
    }

    /** Announces a reference that is written in any case, unless one of the same content is announced already. One request, if it {@link #pays}. */
    public void announce(Caller caller, String bucket, ReferenceKey own, Encryption encryption) {
        if (!pays(bucket, own.size(), encryption)) {
            return;
        }
        try {
            var _ = announce(caller, bucket, own, true);
        } catch (SdkException e) {
            var _ = none(bucket, e);
        }
    }

    /** Looks for a reference of a content that will not become one otherwise. One request where there is none. */
    public Optional<Found> find(Caller caller, String bucket, Spool content) {
        try {
            return named(caller, bucket, content)
                    .flatMap(each -> look(caller, bucket, each, content));
        } catch (SdkException e) {
            return none(bucket, e);
        }
    }

    /** A second copy is always right. */
    private Optional<Found> none(String bucket, SdkException failure) {
        if (failure instanceof AbortedException aborted) {
            throw aborted;
        }
        if (S3Errors.isNotImplemented(failure)
                || (failure instanceof S3Exception told && told.statusCode() == 403)) {
            refused.add(bucket);
        }
        LOG.debug("s3://{} cannot be asked for a content", bucket, failure);
        return Optional.empty();
    }

    /**
     * Writes a hint.
     *
     * @param onlyIfNew whether one that is there stays. Replacing one needs no condition: of two good hints either will do
     * @return whether it is written
     */
    private boolean announce(Caller caller, String bucket, ReferenceKey own, boolean onlyIfNew) {
        PutObjectRequest request =
                PutObjectRequest.builder()
                        .bucket(bucket)
                        .key(ContentHint.keyFor(own.sha256()))
                        .metadata(Map.of(ContentHint.REFERENCE, own.id()))
                        .ifNoneMatch(onlyIfNew ? "*" : null)
                        .expectedBucketOwner(caller.bucketOwner())
                        .requestPayer(caller.payer())
                        .overrideConfiguration(caller.identity())
                        .build();
        try {
            var _ = backend.putObject(request, RequestBody.empty());
            return true;
        } catch (S3Exception e) {
            if (S3Errors.isPreconditionFailed(e)) {
                return false;
            }
            throw e;
        }
    }

    /** The reference that the hint of a content names; empty for one that cannot have this content. */
    private Optional<ReferenceKey> named(Caller caller, String bucket, Spool content) {
        return heads.find(caller, bucket, ContentHint.keyFor(content.sha256()))
                .map(hint -> hint.metadata().getOrDefault(ContentHint.REFERENCE, ""))
                .flatMap(ReferenceKey::ofId)
                .filter(each -> each.sha256().equals(content.sha256()))
                .filter(each -> each.size() == content.size());
    }

    /** What a listing shows of it, its marker included: one request. */
    private Optional<Found> look(Caller caller, String bucket, ReferenceKey named, Spool content) {
        long seenAt = freshness.now();
        boolean active =
                references.find(caller, bucket, named).filter(each -> !each.retired()).isPresent();
        try {
            return active && references.isSound(caller, bucket, named, content.md5())
                    ? Optional.of(new Found(named, seenAt))
                    : Optional.empty();
        } catch (IOException e) {
            LOG.debug("reference {} cannot be looked at", named.id(), e);
            return Optional.empty();
        }
    }
}
