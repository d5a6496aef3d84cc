package io.deltaglider.engine.optimize;

import io.deltaglider.engine.capability.InPlaceRewrites;
import io.deltaglider.engine.deltaspace.Deltaspace;
import io.deltaglider.engine.failure.Reason;
import io.deltaglider.engine.listing.ListedObject;
import io.deltaglider.engine.listing.LogicalListing;
import io.deltaglider.engine.object.S3Errors;
import io.deltaglider.engine.tree.NaturalOrder;
import io.deltaglider.engine.write.WritePolicy;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Stores what is stored already under better references. Family by family: the contents of a deltaspace are all compared, the best
 * tree of deltas is found by real encodings, and where it takes less than what is stored now, the objects are stored anew, each under
 * a condition on its ETag. Their clients see no difference, dates included. It may be interrupted at any time: every single step
 * leaves the bucket whole, and the next run goes on. What nothing points to any more is left to the collection of references.
 */
public final class Optimizer {
    private static final Logger LOG = LoggerFactory.getLogger(Optimizer.class);

    /** Objects that are sorted into families at once: it bounds the memory. */
    private static final int WINDOW = 100_000;

    /** Contents that are compared with each other, and are on the local disk for that: those of neighbouring versions. */
    private static final int AT_ONCE = 48;

    /** An object of a long family that takes no more than this share of itself is stored well. */
    private static final double WELL = 0.1;

    private final S3Client backend;
    private final LogicalListing listing;
    private final WritePolicy policy;
    private final FamilyOptimizer families;
    private final FinishedFamilies finished;
    private final InPlaceRewrites rewrites;

    public Optimizer(
            S3Client backend,
            LogicalListing listing,
            WritePolicy policy,
            FamilyOptimizer families,
            FinishedFamilies finished,
            InPlaceRewrites rewrites) {
        this.backend = backend;
        this.listing = listing;
        this.policy = policy;
        this.families = families;
        this.finished = finished;
        this.rewrites = rewrites;
    }

    /**
     * Optimizes the objects under a prefix.
     *
     * @param progress is told the name of each family before it is looked at
     * @throws OptimizeRefusedException when the store cannot replace an object on condition, or the bucket keeps versions
     * @throws SdkException when the bucket cannot be listed
     */
    public OptimizeReport run(
            String bucket, String prefix, OptimizeOptions options, Consumer<String> progress) {
        if (!options.dryRun()) {
            requireRewrites(bucket);
        }
        requireNoVersions(bucket, options);
        Tally tally = new Tally();
        Map<String, List<ListedObject>> window = new TreeMap<>();
        int[] held = {0};
        listing.forEach(
                bucket,
                prefix,
                object -> {
                    Deltaspace space = policy.deltaspaceOf(object.stored().key());
                    window.computeIfAbsent(space.name(), _ -> new ArrayList<>()).add(object);
                    if (++held[0] == WINDOW) {
                        optimize(bucket, window, options, progress, tally);
                        window.clear();
                        held[0] = 0;
                    }
                });
        optimize(bucket, window, options, progress, tally);
        return tally.report();
    }

    private void requireRewrites(String bucket) {
        if (!rewrites.allowed(bucket)) {
            throw new OptimizeRefusedException(
                    "the store of s3://"
                            + bucket
                            + " cannot replace an object on the condition that it is still the same"
                            + " (If-Match on PUT), so storing it anew might undo what somebody else"
                            + " has just stored; a dry run shows what could be saved by copying the"
                            + " bucket");
        }
    }

    private void requireNoVersions(String bucket, OptimizeOptions options) {
        if (options.dropVersions() || options.dryRun()) {
            return;
        }
        BucketVersioningStatus status;
        try {
            status = backend.getBucketVersioning(r -> r.bucket(bucket)).status();
        } catch (S3Exception e) {
            if (S3Errors.isNotImplemented(e) || e.statusCode() == 501 || e.statusCode() == 405) {
                return; // no versions here
            }
            throw e;
        }
        if (status == BucketVersioningStatus.ENABLED) {
            throw new OptimizeRefusedException(
                    "s3://"
                            + bucket
                            + " keeps versions: what is replaced would stay as one, and take more"
                            + " than is saved; allow to drop the replaced versions, which clients"
                            + " then cannot get by their version ids any more");
        }
    }

    private void optimize(
            String bucket,
            Map<String, List<ListedObject>> window,
            OptimizeOptions options,
            Consumer<String> progress,
            Tally tally) {
        for (Map.Entry<String, List<ListedObject>> family : window.entrySet()) {
            if (Thread.currentThread().isInterrupted()) {
                throw AbortedException.create("interrupted while optimizing s3://" + bucket);
            }
            tally.families++;
            tally.objects += family.getValue().size();
            progress.accept(family.getKey());
            try {
                optimize(bucket, family.getValue(), options, tally);
            } catch (AbortedException e) {
                throw e;
            } catch (IOException | RuntimeException e) {
                LOG.debug("a family could not be optimized", e);
                tally.failures.add(family.getKey() + ": " + Reason.of(e));
            }
        }
    }

    private void optimize(
            String bucket, List<ListedObject> objects, OptimizeOptions options, Tally tally)
            throws IOException {
        String space = policy.deltaspaceOf(objects.getFirst().stored().key()).id();
        tally.logicalBytes += objects.stream().mapToLong(each -> each.logical().size()).sum();
        List<String> keys =
                objects.stream()
                        .filter(each -> each.logical().size() >= policy.eligibility().minSize())
                        .map(each -> each.stored().key())
                        .sorted(NaturalOrder.INSTANCE)
                        .toList();
        boolean nothingToDo = keys.isEmpty() || (keys.size() == 1 && !options.pack());
        if (nothingToDo || finished.contains(bucket, space, objects, options.pack())) {
            tally.unchanged++;
            tally.asItWas(objects, Set.of());
            return;
        }
        boolean whole;
        Set<String> counted = new HashSet<>();
        try {
            if (keys.size() > AT_ONCE && !options.pack() && !options.dryRun()) {
                FamilyOptimizer.Outcome outcome =
                        families.storeAgain(bucket, space, poorly(objects));
                tally.add(outcome);
                counted.addAll(outcome.counted());
                whole = false; // what fits nothing now may fit what comes
            } else {
                whole = optimizeParts(bucket, space, keys, options, tally, counted);
            }
        } finally {
            // Small ones, those that may not be touched, and those that could not be looked at.
            tally.asItWas(objects, counted);
        }
        if (!options.dryRun() && whole) {
            finished.add(bucket, space, objects, options.pack());
        }
    }

    /** Returns whether nothing is left to be done. */
    private boolean optimizeParts(
            String bucket,
            String space,
            List<String> keys,
            OptimizeOptions options,
            Tally tally,
            Set<String> counted)
            throws IOException {
        boolean whole = true;
        for (int from = 0; from < keys.size(); from += AT_ONCE) {
            List<String> part = keys.subList(from, Math.min(keys.size(), from + AT_ONCE));
            FamilyOptimizer.Outcome outcome = families.optimize(bucket, space, part, options);
            tally.add(outcome);
            counted.addAll(outcome.counted());
            whole &=
                    outcome.overtaken() == 0
                            && outcome.failures().isEmpty()
                            && !Thread.currentThread().isInterrupted();
        }
        return whole;
    }

    /** The objects of a long family that are stored whole or nearly so. */
    private List<String> poorly(List<ListedObject> objects) {
        return objects.stream()
                .filter(each -> each.logical().size() >= policy.eligibility().minSize())
                .filter(each -> each.stored().size() > WELL * each.logical().size())
                .map(each -> each.stored().key())
                .sorted(NaturalOrder.INSTANCE)
                .toList();
    }

    private static final class Tally {
        long families;
        long unchanged;
        long objects;
        long rewritten;
        long referencesWritten;
        long overtaken;
        long logicalBytes;
        long bytesBefore;
        long bytesAfter;
        final List<String> failures = new ArrayList<>();

        /** Counts objects, but for those of these keys, as what has not changed. */
        void asItWas(List<ListedObject> objects, Set<String> but) {
            long stored =
                    objects.stream()
                            .filter(each -> !but.contains(each.stored().key()))
                            .mapToLong(each -> each.stored().size())
                            .sum();
            bytesBefore += stored;
            bytesAfter += stored;
        }

        void add(FamilyOptimizer.Outcome outcome) {
            if (outcome.rewritten() == 0 && outcome.referencesWritten() == 0) {
                unchanged++;
            }
            rewritten += outcome.rewritten();
            referencesWritten += outcome.referencesWritten();
            overtaken += outcome.overtaken();
            bytesBefore += outcome.bytesBefore();
            bytesAfter += outcome.bytesAfter();
            failures.addAll(outcome.failures());
        }

        OptimizeReport report() {
            return new OptimizeReport(
                    families,
                    unchanged,
                    objects,
                    rewritten,
                    referencesWritten,
                    overtaken,
                    logicalBytes,
                    bytesBefore,
                    bytesAfter,
                    failures);
        }
    }
}
