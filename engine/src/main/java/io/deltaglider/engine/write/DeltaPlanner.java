package io.deltaglider.engine.write;

import io.deltaglider.delta.Content;
import io.deltaglider.delta.DeltaHeader;
import io.deltaglider.engine.backend.Caller;
import io.deltaglider.engine.layout.ReferenceKey;
import io.deltaglider.engine.object.DeltaDescription;
import io.deltaglider.engine.reference.CachedReferenceContent;
import io.deltaglider.engine.reference.CorruptReferenceException;
import io.deltaglider.engine.reference.Encryption;
import io.deltaglider.engine.reference.Freshness;
import io.deltaglider.engine.reference.ListedReference;
import io.deltaglider.engine.reference.MissingReferenceException;
import io.deltaglider.engine.reference.ReferenceChooser;
import io.deltaglider.engine.reference.ReferenceStore;
import io.deltaglider.engine.spool.BodyReceiver;
import io.deltaglider.engine.spool.Spool;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import software.amazon.awssdk.services.s3.model.PutObjectRequest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Makes the delta of an object: against a reference of its deltaspace, or, where there is none that can be used, against
 * itself as a new reference.
 */
final class DeltaPlanner {
    private static final Logger LOG = LoggerFactory.getLogger(DeltaPlanner.class);

    /** How many references that turn out missing or damaged are passed over. */
    private static final int MAX_CANDIDATES = 3;

    private final WritePolicy policy;
    private final ReferenceStore references;
    private final Freshness freshness;
    private final FirstWriters firstWriters = new FirstWriters();
    private final ReferenceChooser chooser = new ReferenceChooser();
    private final DeltaMaker maker;
    private final BodyReceiver receiver;

    DeltaPlanner(
            WritePolicy policy,
            ReferenceStore references,
            Freshness freshness,
            DeltaMaker maker,
            BodyReceiver receiver) {
        this.policy = policy;
        this.references = references;
        this.freshness = freshness;
        this.maker = maker;
        this.receiver = receiver;
    }

    /** The object that is being stored. */
    record Target(PutObjectRequest request, Spool bytes, Optional<String> contentType) {
        Caller caller() {
            return Caller.of(request);
        }
    }

    /**
     * Finds or writes a reference and encodes against it.
     *
     * @return empty when no delta is small enough
     * @throws IOException when something on this machine failed; nothing was stored under the object's key
     */
    Optional<Prepared> plan(Target target) throws IOException {
        String bucket = target.request().bucket();
        String space = policy.deltaspaceOf(target.request().key()).id();
        try (FirstWriters.Turn turn = firstWriters.enter(bucket + "/" + space)) {
            long listedAt = freshness.now();
            List<ListedReference> listed = references.list(target.caller(), bucket, space);
            if (!listed.isEmpty()) {
                turn.settle();
            }
            List<ReferenceKey> candidates = chooser.choose(listed, target.bytes().sha256());
            for (ReferenceKey candidate : candidates.stream().limit(MAX_CANDIDATES).toList()) {
                try (CachedReferenceContent reference = open(target, candidate)) {
                    return encode(target, candidate, reference.content(), listedAt);
                } catch (MissingReferenceException | CorruptReferenceException e) {
                    LOG.warn(
                            "passing over a reference for {}: {}",
                            target.request().key(),
                            e.getMessage());
                }
            }
            Optional<Prepared> prepared =
                    newReference(target, firstGeneration(space, target.bytes(), listed), listedAt);
            if (prepared.isPresent()) {
                turn.settle();
            }
            return prepared;
        }
    }

    /** Writes the next generation of a reference that is going away, and encodes against that. */
    Optional<Prepared> replan(Target target, ReferenceKey leaving) throws IOException {
        long listedAt = freshness.now();
        ReferenceKey next =
                nextGeneration(
                        leaving,
                        references.list(
                                target.caller(),
                                target.request().bucket(),
                                leaving.deltaspaceId()));
        if (leaving.sha256().equals(target.bytes().sha256())) {
            return newReference(target, next, listedAt);
        }
        try (CachedReferenceContent reference =
                        CachedReferenceContent.of(references.openCached(leaving));
                Spool copy = copy(leaving)) {
            references.write(
                    target.caller(),
                    target.request().bucket(),
                    next,
                    copy,
                    Encryption.of(target.request()));
            return encode(target, next, reference.content(), listedAt);
        }
    }

    private Spool copy(ReferenceKey reference) throws IOException {
        try (var cached = references.openCached(reference);
                InputStream in = Files.newInputStream(cached.file())) {
            return receiver.receive(in);
        }
    }

    /** Nobody may use the name of a reference again that has been retired, even if only its marker is left of it. */
    private static ReferenceKey nextGeneration(ReferenceKey leaving, List<ListedReference> listed) {
        return listed.stream()
                .filter(each -> each.key().sha256().equals(leaving.sha256()))
                .filter(each -> each.key().generation() > leaving.generation())
                .max(Comparator.comparingInt(each -> each.key().generation()))
                .map(latest -> latest.retired() ? latest.key().nextGeneration() : latest.key())
                .orElseGet(leaving::nextGeneration);
    }

    /** The delta comes first: what cannot be encoded shall not leave a reference behind. */
    private Optional<Prepared> newReference(Target target, ReferenceKey key, long chosenAt)
            throws IOException {
        Optional<Prepared> prepared;
        try (Content self = target.bytes().content()) {
            prepared = encode(target, key, self, chosenAt);
        }
        boolean written = false;
        try {
            if (prepared.isPresent()) {
                references.write(
                        target.caller(),
                        target.request().bucket(),
                        key,
                        target.bytes(),
                        Encryption.of(target.request()));
            }
            written = true;
            return prepared;
        } finally {
            if (!written) {
                prepared.orElseThrow().close();
            }
        }
    }

    private Optional<Prepared> encode(
            Target target, ReferenceKey key, Content reference, long chosenAt) throws IOException {
        DeltaHeader header = header(target, Optional.of(key));
        return maker.make(
                        reference, target.bytes(), header, policy.sizeLimit(target.bytes().size()))
                .map(file -> new Prepared(key, file, DeltaDescription.of(header), chosenAt));
    }

    static DeltaHeader header(Target target, Optional<ReferenceKey> reference) {
        Spool bytes = target.bytes();
        return new DeltaHeader(
                bytes.size(),
                bytes.sha256(),
                bytes.md5(),
                bytes.md5(),
                target.contentType().orElse(""),
                reference.map(
                        key -> new DeltaHeader.ReferenceId(key.sha256(), key.size(), key.key())));
    }

    /** A reference that has the same bytes as the object need not be fetched. */
    private CachedReferenceContent open(Target target, ReferenceKey candidate) throws IOException {
        if (candidate.sha256().equals(target.bytes().sha256())) {
            return CachedReferenceContent.of(target.bytes().content());
        }
        return CachedReferenceContent.of(
                references.open(target.caller(), target.request().bucket(), candidate));
    }

    /** One that is listed under the same content and was passed over is damaged: its key is taken for good. */
    private static ReferenceKey firstGeneration(
            String space, Spool bytes, List<ListedReference> listed) {
        ReferenceKey first =
                new ReferenceKey(space, bytes.sha256(), 0, bytes.size(), 0, ReferenceKey.NO_SKETCH);
        return listed.stream()
                .map(ListedReference::key)
                .filter(key -> key.sha256().equals(bytes.sha256()))
                .max((one, other) -> Integer.compare(one.generation(), other.generation()))
                .map(ReferenceKey::nextGeneration)
                .orElse(first);
    }
}
