package io.deltaglider.engine.reference;

import io.deltaglider.engine.backend.Caller;
import io.deltaglider.engine.backend.Heads;
import io.deltaglider.engine.layout.ReferenceKey;
import io.deltaglider.engine.object.DeltaDescription;
import io.deltaglider.engine.object.ETags;
import io.deltaglider.engine.object.S3Errors;
import io.deltaglider.engine.object.StoredMetadata;

import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.regex.Pattern;

/**
 * The question that every writer asks after it has made an object point to a reference, and before it answers its client: is
 * the reference there, and not retired? Retired references are on their way out and never come back.
 */
public final class ReferenceGuard {
    /** What is certain about a reference. When nothing is, the check throws. */
    public enum Verdict {
        /** There, and not retired. */
        SAFE,
        /** There and not retired, but its ETag is not the MD5 of its content: it may be damaged. */
        SUSPECT,
        GONE_OR_RETIRED
    }

    private static final int REMEMBERED = 10_000;

    private static final Pattern MD5 = Pattern.compile("[0-9a-f]{32}");

    private final Heads heads;
    private final ExecutorService threads;
    private final Freshness freshness;

    /** When references were last seen to be there and not retired, in the time of {@link #freshness}. Guarded by itself. */
    private final Map<String, Long> seenAt =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
                    return size() > REMEMBERED;
                }
            };

    public ReferenceGuard(Heads heads, ExecutorService threads, Freshness freshness) {
        this.heads = heads;
        this.threads = threads;
        this.freshness = freshness;
    }

    /**
     * Whether the reference may be pointed to: asked before a pointer is made, as {@link #check} is afterwards. Were it made to a
     * reference that has long been retired, and its maker died before the check, the reference could be gone before anybody
     * notices. One request, or none when the answer is known from a moment ago.
     *
     * @throws software.amazon.awssdk.core.exception.SdkException when the store does not say
     */
    public boolean mayBePointedTo(Caller caller, String bucket, ReferenceKey reference) {
        if (wasSeenLately(bucket, reference)) {
            return true;
        }
        long askedAt = freshness.now();
        boolean active = heads.find(caller, bucket, reference.markerKey()).isEmpty();
        if (active) {
            remember(bucket, reference, askedAt);
        }
        return active;
    }

    private boolean wasSeenLately(String bucket, ReferenceKey reference) {
        synchronized (seenAt) {
            Long time = seenAt.get(bucket + "/" + reference.id());
            return time != null && freshness.isFresh(time);
        }
    }

    private void remember(String bucket, ReferenceKey reference, long time) {
        synchronized (seenAt) {
            seenAt.put(bucket + "/" + reference.id(), time);
        }
    }

    /**
     * Two requests, both at once: HEAD of the reference and of its marker.
     *
     * @param md5 of the reference's content, where it is known
     * @throws software.amazon.awssdk.core.exception.SdkException when the store does not say
     */
    public Verdict check(
            Caller caller, String bucket, ReferenceKey reference, Optional<String> md5) {
        return check(caller, bucket, reference, md5, Optional.empty());
    }

    /**
     * As above, of a reference that has just been written and may be a delta: its own base is asked for as well, at the same time.
     * Where somebody else wrote the reference before, against another base, that one is asked for.
     *
     * @param base that the reference was to be written against
     */
    public Verdict check(
            Caller caller,
            String bucket,
            ReferenceKey reference,
            Optional<String> md5,
            Optional<ReferenceKey> base) {
        long askedAt = freshness.now();
        Future<Optional<HeadObjectResponse>> marker =
                threads.submit(() -> heads.find(caller, bucket, reference.markerKey()));
        Future<Verdict> below =
                base.<Future<Verdict>>map(key ->
                                threads.submit(() -> check(caller, bucket, key, Optional.empty())))
                        .orElseGet(() -> CompletableFuture.completedFuture(Verdict.SAFE));
        try {
            Optional<HeadObjectResponse> present = sound(caller, bucket, reference);
            boolean retired = await(marker).isPresent();
            if (retired
                    || present.isEmpty()
                    || !whole(present.get(), reference)
                    || await(below) != Verdict.SAFE) {
                return Verdict.GONE_OR_RETIRED;
            }
            Optional<ReferenceKey> actual = base(present.get());
            if (base.isPresent()
                    && actual.isPresent()
                    && !actual.equals(base)
                    && check(caller, bucket, actual.get(), Optional.empty()) != Verdict.SAFE) {
                return Verdict.GONE_OR_RETIRED;
            }
            remember(bucket, reference, askedAt);
            return md5.isPresent() && differs(present.get(), md5.get())
                    ? Verdict.SUSPECT
                    : Verdict.SAFE;
        } finally {
            marker.cancel(true);
            below.cancel(true);
        }
    }

    /** What is there; empty, too, when the store says that it is damaged: then it is as good as gone. */
    private Optional<HeadObjectResponse> sound(
            Caller caller, String bucket, ReferenceKey reference) {
        try {
            return heads.findChecked(caller, bucket, reference.key())
                    .filter(stored -> hasChecksumOf(stored, reference));
        } catch (S3Exception e) {
            if (S3Errors.isDamaged(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** A store that knows the SHA-256 of a raw reference says whether it is the one in its key; that of several parts is another thing. */
    private static boolean hasChecksumOf(HeadObjectResponse stored, ReferenceKey reference) {
        if (stored.checksumSHA256() == null
                || stored.checksumType() == ChecksumType.COMPOSITE
                || StoredMetadata.mark(stored.metadata()) != StoredMetadata.Mark.RAW) {
            return true;
        }
        byte[] expected = HexFormat.of().parseHex(reference.sha256());
        byte[] actual = decoded(stored.checksumSHA256());
        return actual.length != expected.length || Arrays.equals(actual, expected);
    }

    private static byte[] decoded(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException notBase64) {
            return new byte[0];
        }
    }

    /** What a reference that is a delta was really written against. */
    private static Optional<ReferenceKey> base(HeadObjectResponse stored) {
        return StoredMetadata.description(stored.metadata())
                .flatMap(DeltaDescription::referenceKey)
                .flatMap(ReferenceKey::parse);
    }

    /** A raw reference has the size that its key says. One that is a delta file itself has its own checks. */
    private static boolean whole(HeadObjectResponse stored, ReferenceKey reference) {
        return StoredMetadata.mark(stored.metadata()) != StoredMetadata.Mark.RAW
                || stored.contentLength() == null
                || stored.contentLength() == reference.size();
    }

    /** Not every ETag is an MD5, and not every one that looks like one is: this raises a suspicion and proves nothing. */
    private static boolean differs(HeadObjectResponse stored, String md5) {
        String etag = ETags.plain(stored.eTag());
        return StoredMetadata.mark(stored.metadata()) == StoredMetadata.Mark.RAW
                && MD5.matcher(etag).matches()
                && !etag.equals(md5);
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw AbortedException.create("interrupted while asking for a reference", e);
        } catch (CancellationException e) {
            throw SdkClientException.create(
                    "the client was closed while asking for a reference", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw SdkClientException.create(
                    "cannot ask for a reference: " + e.getCause(), e.getCause());
        }
    }
}
