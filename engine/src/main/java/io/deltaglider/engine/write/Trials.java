package io.deltaglider.engine.write;

import io.deltaglider.delta.Content;
import io.deltaglider.delta.DeltaHeader;
import io.deltaglider.delta.sketch.Sketch;
import io.deltaglider.engine.layout.ReferenceKey;
import io.deltaglider.engine.reference.CachedReferenceContent;
import io.deltaglider.engine.reference.Candidate;
import io.deltaglider.engine.reference.CorruptReferenceException;
import io.deltaglider.engine.reference.Family;
import io.deltaglider.engine.reference.MissingReferenceException;
import io.deltaglider.engine.reference.ReferenceStore;
import io.deltaglider.engine.spool.Spool;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Encodes an object against the references that look best, and keeps the smallest delta. */
final class Trials {
    private static final Logger LOG = LoggerFactory.getLogger(Trials.class);

    /** How many references that turn out missing or damaged are passed over. */
    private static final int MAX_CANDIDATES = 3;

    private static final int MAX_ENCODINGS = 2;

    /** Sketches that differ by no more than this may have the better reference in second place. */
    private static final int CLOSE = Sketch.SLOTS / 8;

    /** A delta of no more than this share of its object leaves nothing to look for. */
    private static final double GOOD = 0.05;

    /** Bytes of more bits than this cannot be made much smaller by themselves, whatever they are. */
    private static final double INCOMPRESSIBLE = 7.5;

    private final WritePolicy policy;
    private final ReferenceStore references;
    private final DeltaMaker maker;

    Trials(WritePolicy policy, ReferenceStore references, DeltaMaker maker) {
        this.policy = policy;
        this.references = references;
        this.maker = maker;
    }

    /**
     * What came of it.
     *
     * @param best to be closed by the caller; empty when no delta was small enough, or worth the time of an encoding
     * @param usable whether there was a reference that could be read, or need not be
     */
    record Outcome(Optional<Trial> best, boolean usable) {}

    /**
     * Tries one or two.
     *
     * @param candidates best first
     * @param family of the candidates, as far as it is known
     */
    Outcome run(Target target, List<Candidate> candidates, Family family) throws IOException {
        Optional<Trial> best = Optional.empty();
        int encodings = 0;
        int passedOver = 0;
        boolean done = false;
        try {
            for (Candidate candidate : candidates) {
                if (encodings == MAX_ENCODINGS
                        || passedOver == MAX_CANDIDATES
                        || (encodings > 0
                                && !isSecondChoice(
                                        target, best, candidates.getFirst(), candidate))) {
                    break;
                }
                if (candidate.isUnrelated() && (encodings > 0 || !isCompressible(target))) {
                    encodings++;
                    break;
                }
                long limit =
                        best.isPresent()
                                ? best.get().file().size() - 1
                                : policy.sizeLimit(target.bytes().size());
                try {
                    Optional<Trial> trial = encode(target, candidate.key(), limit, family);
                    encodings++;
                    if (trial.isPresent()) {
                        if (best.isPresent()) {
                            best.get().close();
                        }
                        best = trial;
                    }
                } catch (MissingReferenceException | CorruptReferenceException e) {
                    passedOver++;
                    LOG.warn(
                            "passing over a reference for {}: {}",
                            target.request().key(),
                            ReferenceStore.inShort(e));
                }
            }
            done = true;
            return new Outcome(best, encodings > 0);
        } finally {
            if (!done && best.isPresent()) {
                best.get().close();
            }
        }
    }

    /**
     * Encodes against one reference.
     *
     * @return empty when the delta would be larger than the limit
     */
    Optional<Trial> encode(Target target, ReferenceKey reference, long limit, Family family)
            throws IOException {
        DeltaHeader header = DeltaPlanner.header(target, Optional.of(reference));
        CachedReferenceContent content =
                CachedReferenceContent.of(
                        references.openSound(
                                target.caller(),
                                target.request().bucket(),
                                reference,
                                family.ancestors(reference)));
        Optional<Spool> file = Optional.empty();
        try {
            file =
                    maker.on(target.request())
                            .encode(content.content(), target.bytes(), header, limit);
            return file.map(spool -> new Trial(reference, content, header, spool));
        } finally {
            if (file.isEmpty()) {
                content.close();
            }
        }
    }

    private boolean isSecondChoice(
            Target target, Optional<Trial> best, Candidate first, Candidate second) {
        if (best.isEmpty()) {
            return !first.isUnrelated();
        }
        long size = target.bytes().size();
        boolean good = best.get().file().size() <= GOOD * size;
        return !good
                && (first.agreement().isEmpty()
                        || second.agreement().isEmpty()
                        || second.agreement().getAsInt() >= first.agreement().getAsInt() - CLOSE);
    }

    private static boolean isCompressible(Target target) throws IOException {
        try (Content bytes = target.bytes().content()) {
            return ByteEntropy.average(bytes) < INCOMPRESSIBLE;
        }
    }
}
