package io.deltaglider.engine.write;

import io.deltaglider.delta.Content;
import io.deltaglider.delta.DeltaHeader;
import io.deltaglider.engine.backend.Caller;
import io.deltaglider.engine.layout.ReferenceKey;
import io.deltaglider.engine.object.DeltaDescription;
import io.deltaglider.engine.object.S3Errors;
import io.deltaglider.engine.reference.ContentIndex;
import io.deltaglider.engine.reference.Encryption;
import io.deltaglider.engine.reference.Freshness;
import io.deltaglider.engine.reference.ReferenceGuard;
import io.deltaglider.engine.reference.ReferenceGuard.Verdict;
import io.deltaglider.engine.reference.ReferenceStore;
import io.deltaglider.engine.spool.Spool;

import software.amazon.awssdk.services.s3.model.S3Exception;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Stores an object in another form: its clients see no difference. Obeys the rules of a first PUT: a reference is complete before
 * anything points to it, every delta has been decoded and compared, and the guard asks for the reference after the write.
 */
public final class ObjectRewriter {
    private final DeltaWriter writer;
    private final DeltaPlanner planner;
    private final DeltaMaker maker;
    private final ReferenceStore references;
    private final ContentIndex contents;
    private final ReferenceGuard guard;
    private final Freshness freshness;

    ObjectRewriter(
            DeltaWriter writer,
            DeltaPlanner planner,
            DeltaMaker maker,
            ReferenceStore references,
            ContentIndex contents,
            ReferenceGuard guard,
            Freshness freshness) {
        this.writer = writer;
        this.planner = planner;
        this.maker = maker;
        this.references = references;
        this.contents = contents;
        this.guard = guard;
        this.freshness = freshness;
    }

    /**
     * Encodes an object, and leaves the proof to the write.
     *
     * @param reference that the delta will name
     * @param content of the reference
     * @return empty when it would be larger than the limit
     */
    public Optional<Spool> encode(
            Target target, ReferenceKey reference, Content content, long limit) throws IOException {
        DeltaHeader header = DeltaPlanner.header(target, Optional.of(reference));
        return maker.encode(content, target.bytes(), header, limit);
    }

    /** Packs an object; empty when that makes it larger than the limit. */
    public Optional<Spool> pack(Target target, long limit) throws IOException {
        return maker.pack(target.bytes(), DeltaPlanner.header(target, Optional.empty()), limit);
    }

    /** Writes a reference that stands alone, packed or as it is. Later objects of the same content find it, wherever they are put. */
    public void writeReference(Target target, ReferenceKey key, Optional<Spool> packed) {
        Caller caller = target.caller();
        String bucket = target.request().bucket();
        Encryption encryption = Encryption.of(target.request());
        contents.announce(caller, bucket, key, encryption);
        if (packed.isEmpty()) {
            references.write(caller, bucket, key, target.bytes(), encryption);
        } else {
            DeltaHeader header = DeltaPlanner.header(target, Optional.empty());
            references.writeDelta(
                    caller, bucket, key, packed.get(), DeltaDescription.of(header), encryption);
        }
    }

    /**
     * Writes a reference that is a delta to another one.
     *
     * @param content of the base
     * @throws IOException also when the base is going away
     */
    public void writeReference(
            Target target, ReferenceKey key, ReferenceKey base, Content content, Spool delta)
            throws IOException {
        DeltaHeader header = DeltaPlanner.header(target, Optional.of(base));
        DeltaMaker.prove(delta, content, header, Optional.empty());
        requireSafe(target, base);
        references.writeDelta(
                target.caller(),
                target.request().bucket(),
                key,
                delta,
                DeltaDescription.of(header, base),
                Encryption.of(target.request()));
    }

    /**
     * Points the object to a reference of its own bytes.
     *
     * @param base of the reference, where it has one that was written for this
     * @param ancestors of the reference, the nearest first
     * @return whether the object was still what the request's condition says
     */
    public boolean point(
            Target target,
            ReferenceKey key,
            Optional<ReferenceKey> base,
            List<ReferenceKey> ancestors) {
        return rewriteAs(
                target,
                () -> {
                    long chosenAt = freshness.now();
                    requireSafe(target, key);
                    return planner.pointTo(target, key, base, ancestors, chosenAt);
                });
    }

    /**
     * Stores the object as a delta.
     *
     * @param content of the reference
     * @param delta stays the caller's
     * @param ancestors of the reference, the nearest first
     * @return whether the object was still what the request's condition says
     */
    public boolean store(
            Target target,
            ReferenceKey reference,
            Content content,
            Spool delta,
            List<ReferenceKey> ancestors) {
        DeltaHeader header = DeltaPlanner.header(target, Optional.of(reference));
        return rewriteAs(
                target,
                () -> {
                    DeltaMaker.prove(delta, content, header, Optional.empty());
                    long chosenAt = freshness.now();
                    requireSafe(target, reference);
                    return new Prepared(
                            reference,
                            Optional.empty(),
                            delta,
                            DeltaDescription.of(header, reference),
                            ancestors,
                            chosenAt);
                });
    }

    /**
     * Stores the object as if it came now: as a delta to what is there, or a reference that is one. It stays as it is if it fits nothing.
     *
     * @return whether it is stored anew
     */
    public boolean storeAgain(Target target) {
        return rewrite(target, () -> planner.planAgain(target));
    }

    private interface Choice {
        Prepared make() throws IOException;
    }

    private boolean rewriteAs(Target target, Choice choice) {
        return rewrite(target, () -> Optional.of(choice.make()));
    }

    private boolean rewrite(Target target, DeltaWriter.Planning planning) {
        if (target.origin().isEmpty() || target.request().ifMatch() == null) {
            throw new IllegalArgumentException("rewrite needs an origin and an If-Match condition");
        }
        try {
            return writer.put(target, planning).isPresent();
        } catch (S3Exception e) {
            if (S3Errors.isPreconditionFailed(e) || S3Errors.isAbsent(e)) {
                return false;
            }
            throw e;
        }
    }

    private void requireSafe(Target target, ReferenceKey reference) throws IOException {
        Verdict verdict =
                guard.check(
                        target.caller(), target.request().bucket(), reference, Optional.empty());
        if (verdict != Verdict.SAFE) {
            throw new IOException("reference " + reference.id() + " is going away");
        }
    }
}
