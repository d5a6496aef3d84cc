package io.deltaglider.engine.write;

import io.deltaglider.delta.DeltaHeader;
import io.deltaglider.engine.backend.Caller;
import io.deltaglider.engine.backend.Uploader;
import io.deltaglider.engine.cache.MetadataCache;
import io.deltaglider.engine.cache.RecentDeltas;
import io.deltaglider.engine.cache.RecentDeltas.Recent;
import io.deltaglider.engine.failure.Reason;
import io.deltaglider.engine.layout.ReferenceKey;
import io.deltaglider.engine.object.DeltaDescription;
import io.deltaglider.engine.object.ETags;
import io.deltaglider.engine.object.LogicalMetadata;
import io.deltaglider.engine.object.S3Errors;
import io.deltaglider.engine.object.StoredMetadata;
import io.deltaglider.engine.reference.Freshness;
import io.deltaglider.engine.reference.ReferenceGuard;
import io.deltaglider.engine.reference.ReferenceGuard.Verdict;
import io.deltaglider.engine.reference.ReferenceStore;
import io.deltaglider.engine.spool.Spool;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.io.Closeable;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Stores an object as a delta. The object's key is written once, when everything else is in place; then the guard asks
 * whether the reference is still there, and if it is not, or nobody can say, the object is pointed elsewhere or stored raw
 * before the client is answered. Whatever fails on the way to a delta costs a delta, never the PUT.
 */
final class DeltaWriter {
    private static final Logger LOG = LoggerFactory.getLogger(DeltaWriter.class);

    /** How many references may vanish under one PUT before it is stored raw. */
    private static final int MAX_REPLANS = 3;

    private static final String DEFAULT_TYPE = "application/octet-stream";

    private final DeltaPlanner planner;
    private final ReferenceStore references;
    private final ReferenceGuard guard;
    private final Freshness freshness;
    private final Uploader uploader;
    private final Rewriter rewriter;
    private final MetadataCache cache;
    private final RecentDeltas recent;

    DeltaWriter(
            DeltaPlanner planner,
            ReferenceStore references,
            ReferenceGuard guard,
            Freshness freshness,
            Uploader uploader,
            Rewriter rewriter,
            MetadataCache cache,
            RecentDeltas recent) {
        this.planner = planner;
        this.references = references;
        this.guard = guard;
        this.freshness = freshness;
        this.uploader = uploader;
        this.rewriter = rewriter;
        this.cache = cache;
        this.recent = recent;
    }

    /**
     * Stores the object as a delta if that can be done.
     *
     * @param reasons hears what went wrong where no delta could be made, which is not known to be true before the object is stored raw
     * @return the logical answer; empty when the object has to be stored raw, and nothing was written under its key
     */
    Optional<PutObjectResponse> put(Target target, Consumer<String> reasons) {
        return put(target, () -> planner.plan(target), reasons);
    }

    /** As above, with a delta of the caller's choice. */
    Optional<PutObjectResponse> put(Target target, Planning planning) {
        return put(target, planning, reason -> warnOfRaw(target, reason));
    }

    private Optional<PutObjectResponse> put(
            Target target, Planning planning, Consumer<String> reasons) {
        try (Attempt attempt = new Attempt(target, reasons)) {
            return attempt.prepare(planning) ? attempt.commit() : Optional.empty();
        } catch (IOException e) {
            LOG.debug("cannot delete temporary files", e);
            throw SdkClientException.create("cannot finish storing " + name(target), e);
        }
    }

    /** One PUT, with the delta that it holds at the moment. */
    private final class Attempt implements Closeable {
        private final Target target;
        private final Caller caller;
        private final Consumer<String> reasons;
        private Optional<Prepared> held = Optional.empty();

        Attempt(Target target, Consumer<String> reasons) {
            this.target = target;
            this.reasons = reasons;
            this.caller = target.caller();
        }

        /** Makes the delta and, if that took long, looks again whether its reference is still one. */
        boolean prepare(Planning planning) {
            return attempt(planning)
                    && (freshness.isFresh(held.orElseThrow().chosenAt())
                            || verdict().equals(Optional.of(Verdict.SAFE)));
        }

        Optional<PutObjectResponse> commit() throws IOException {
            Optional<PutObjectRequest> request = request();
            if (request.isEmpty()) {
                return Optional.empty();
            }
            PutObjectResponse stored;
            try {
                stored =
                        uploader.put(
                                request.get(),
                                held.orElseThrow().file(),
                                StoredMetadata.DELTA_CONTENT_TYPE);
            } catch (S3Exception e) {
                if (S3Errors.hasCode(e, "MetadataTooLarge")) {
                    return Optional.empty();
                }
                throw e;
            }
            return Optional.of(secure(stored));
        }

        /** The guard. Returns when the object is safe, in one form or another. */
        private PutObjectResponse secure(PutObjectResponse first) {
            PutObjectResponse stored = first;
            for (int replans = 0; ; replans++) {
                Optional<Verdict> verdict = verdict();
                if (verdict.equals(Optional.of(Verdict.SAFE))) {
                    return done(stored);
                }
                ReferenceKey leaving = held.orElseThrow().reference();
                boolean again =
                        verdict.isPresent()
                                && replans < MAX_REPLANS
                                && attempt(() -> planner.replan(target, leaving));
                Optional<PutObjectRequest> request = again ? request() : Optional.empty();
                if (request.isEmpty()) {
                    return raw(stored);
                }
                Optional<PutObjectResponse> replaced =
                        rewriter.replace(
                                request.get(),
                                stored,
                                held.orElseThrow().file(),
                                StoredMetadata.DELTA_CONTENT_TYPE);
                if (replaced.isEmpty()) {
                    return overtaken(stored);
                }
                stored = replaced.get();
            }
        }

        /** What is certain of the reference; empty when the store does not say. */
        private Optional<Verdict> verdict() {
            ReferenceKey reference = held.orElseThrow().reference();
            String bucket = target.request().bucket();
            try {
                Verdict verdict =
                        guard.check(
                                caller,
                                bucket,
                                reference,
                                ownMd5(reference),
                                held.orElseThrow().base());
                if (verdict != Verdict.SUSPECT) {
                    return Optional.of(verdict);
                }
                boolean intact = references.isIntact(caller, bucket, reference);
                return Optional.of(intact ? Verdict.SAFE : Verdict.GONE_OR_RETIRED);
            } catch (AbortedException e) {
                throw e;
            } catch (IOException | SdkException e) {
                LOG.warn(
                        "cannot tell whether reference {} is there: {}",
                        reference.id(),
                        Reason.of(e));
                return Optional.empty();
            }
        }

        /** A reference of the object's own bytes was not read to encode against it: its ETag is looked at instead. */
        private Optional<String> ownMd5(ReferenceKey reference) {
            return reference.sha256().equals(target.bytes().sha256())
                    ? Optional.of(target.bytes().md5())
                    : Optional.empty();
        }

        /** Replaces the delta that is held by another one, if that can be made. */
        private boolean attempt(Planning planning) {
            try {
                Optional<Prepared> prepared = planning.plan();
                close();
                held = prepared;
                return prepared.isPresent();
            } catch (AbortedException e) {
                throw e;
            } catch (IOException | RuntimeException e) {
                if (e instanceof SdkException told && S3Errors.isOfAnyRequest(told)) {
                    // The raw object would meet the same end, a while later.
                    throw told;
                }
                if (Thread.currentThread().isInterrupted()) {
                    throw AbortedException.create("interrupted", e);
                }
                LOG.debug("no delta could be made", e);
                reasons.accept(Reason.of(e));
                return false;
            }
        }

        /** The PUT of the delta that is held; empty when its metadata do not fit. */
        private Optional<PutObjectRequest> request() {
            return StoredMetadata.ofDelta(
                            target.request().metadata(), held.orElseThrow().description())
                    .flatMap(this::dated)
                    .map(metadata ->
                            StoredMetadata.withAncestors(
                                    metadata,
                                    held.orElseThrow().reference(),
                                    held.orElseThrow().ancestors()))
                    .map(metadata -> StoredRequests.delta(target.request(), metadata));
        }

        private Optional<Map<String, String>> dated(Map<String, String> metadata) {
            return target.modified().isEmpty()
                    ? Optional.of(metadata)
                    : StoredMetadata.withModified(
                            metadata, target.modified().get(), target.request().key());
        }

        private PutObjectResponse raw(PutObjectResponse stored) {
            if (target.origin().isPresent()) {
                return standAlone(stored);
            }
            PutObjectRequest raw = StoredRequests.raw(target.request(), target.bytes());
            return rewriter.replace(
                            raw, stored, target.bytes(), target.contentType().orElse(DEFAULT_TYPE))
                    .map(replaced -> {
                        remember(replaced, target.bytes().size(), false);
                        return replaced;
                    })
                    .orElseGet(() -> overtaken(stored));
        }

        /** A raw object has the ETag and the date that the store gives it; a delta file without a reference keeps its own. */
        private PutObjectResponse standAlone(PutObjectResponse stored) {
            DeltaHeader header = DeltaPlanner.header(target, Optional.empty());
            try (Spool file = planner.standAlone(target, header)) {
                Map<String, String> metadata =
                        StoredMetadata.ofDelta(
                                        target.request().metadata(), DeltaDescription.of(header))
                                .flatMap(this::dated)
                                .orElseThrow();
                rewriter.replace(
                        StoredRequests.delta(target.request(), metadata),
                        stored,
                        file,
                        StoredMetadata.DELTA_CONTENT_TYPE);
                return overtaken(stored);
            } catch (IOException e) {
                throw SdkClientException.create("cannot secure " + name(target), e);
            }
        }

        private PutObjectResponse done(PutObjectResponse stored) {
            Prepared delta = held.orElseThrow();
            remember(stored, delta.file().size(), true);
            recent.put(
                    target.request().bucket(),
                    target.request().key(),
                    new Recent(
                            ETags.plain(stored.eTag()), delta.file().size(), delta.description()));
            if (delta.reference().sha256().equals(target.bytes().sha256())) {
                try {
                    references.adopt(target.bytes());
                } catch (IOException e) {
                    LOG.debug("the new reference could not be cached", e);
                }
            }
            return logical(stored);
        }

        /** Others had the last word meanwhile: this PUT was whole, and then overwritten. */
        private PutObjectResponse overtaken(PutObjectResponse stored) {
            return logical(stored);
        }

        private PutObjectResponse logical(PutObjectResponse stored) {
            return StoredRequests.logical(stored, target.request(), ETags.quoted(target.etag()));
        }

        private void remember(PutObjectResponse stored, long storedSize, boolean delta) {
            String etag = ETags.plain(stored.eTag());
            if (!etag.isEmpty()) {
                cache.put(
                        target.request().bucket(),
                        target.request().key(),
                        etag,
                        storedSize,
                        new LogicalMetadata(
                                target.bytes().size(),
                                delta ? target.etag() : etag,
                                delta ? target.modified() : Optional.empty(),
                                delta));
            }
        }

        @Override
        public void close() throws IOException {
            if (held.isPresent()) {
                held.get().close();
            }
        }
    }

    /** Where a delta comes from. */
    interface Planning {
        Optional<Prepared> plan() throws IOException;
    }

    /** Says that an object takes more room than it might; once it is stored. */
    static void warnOfRaw(Target target, String reason) {
        LOG.warn("{} is stored as it is, since no delta could be made: {}", name(target), reason);
    }

    private static String name(Target target) {
        return "s3://" + target.request().bucket() + "/" + target.request().key();
    }
}
