package io.deltaglider.engine.write;

import io.deltaglider.delta.Content;
import io.deltaglider.delta.DeltaHeader;
import io.deltaglider.delta.sketch.Sketch;
import io.deltaglider.delta.sketch.Sketcher;
import io.deltaglider.engine.deltaspace.Deltaspace;
import io.deltaglider.engine.failure.Reason;
import io.deltaglider.engine.growth.GrowthRule;
import io.deltaglider.engine.layout.Lineage;
import io.deltaglider.engine.layout.ReferenceKey;
import io.deltaglider.engine.object.DeltaDescription;
import io.deltaglider.engine.reference.CachedReferenceContent;
import io.deltaglider.engine.reference.Candidate;
import io.deltaglider.engine.reference.ContentIndex;
import io.deltaglider.engine.reference.ContentIndex.Found;
import io.deltaglider.engine.reference.CorruptReferenceException;
import io.deltaglider.engine.reference.Encryption;
import io.deltaglider.engine.reference.Family;
import io.deltaglider.engine.reference.Freshness;
import io.deltaglider.engine.reference.ListedReference;
import io.deltaglider.engine.reference.MissingReferenceException;
import io.deltaglider.engine.reference.ReferenceChooser;
import io.deltaglider.engine.reference.ReferenceGuard;
import io.deltaglider.engine.reference.ReferenceGuard.Verdict;
import io.deltaglider.engine.reference.ReferenceStore;
import io.deltaglider.engine.reference.ReferenceStore.Nearby;
import io.deltaglider.engine.spool.BodyReceiver;
import io.deltaglider.engine.spool.Spool;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;

/**
 * Makes the delta of an object: against the reference of its deltaspace that fits best, against itself as a new reference
 * where none fits, and, where later versions will want it as their base, against itself as a new reference that is a delta to one that is
 * there ({@link GrowthRule} says to which).
 */
final class DeltaPlanner {
    private static final Logger LOG = LoggerFactory.getLogger(DeltaPlanner.class);

    /** Agreement of sketches that makes a reference of a neighbouring deltaspace worth a try. */
    private static final int NEIGHBOUR = Sketch.SLOTS / 16;

    /** Up to this agreement a reference is another kind of thing, of which new kinds of objects may make their own. */
    private static final int OTHER_KIND = Sketch.SLOTS / 10;

    /** So many references that stand alone in a deltaspace are a matter of course. */
    private static final int ROOTS = 16;

    /** Where references of a deltaspace come to nothing, one object of so many may still found another family. */
    private static final int SELDOM = 16;

    /** What a delta takes that only says which reference it means, give or take a few bytes. */
    private static final int POINTER = 260;

    /** Objects of no more bytes than this are encoded once more where that may spare them a reference. */
    private static final int CHEAP = 8 << 20;

    /** A delta to the reference that stands alone may be so many times larger where a version begins its family anew. */
    private static final double AT_THE_ROOT = 1.5;

    /** Bytes from which it is worth a thread to do two things at once; far more than any delta to itself takes. */
    private static final long LARGE = 1 << 20;

    private final WritePolicy policy;
    private final ReferenceStore references;
    private final ContentIndex contents;
    private final ReferenceGuard guard;
    private final Freshness freshness;
    private final FirstWriters firstWriters = new FirstWriters();

    /** The same for contents: what is put under two keys at once is stored once. */
    private final FirstWriters contentWriters = new FirstWriters();

    private final ReferenceChooser chooser = new ReferenceChooser();
    private final DeltaMaker maker;
    private final Trials trials;
    private final BodyReceiver receiver;

    DeltaPlanner(
            WritePolicy policy,
            ReferenceStore references,
            ContentIndex contents,
            ReferenceGuard guard,
            Freshness freshness,
            DeltaMaker maker,
            BodyReceiver receiver) {
        this.policy = policy;
        this.references = references;
        this.contents = contents;
        this.guard = guard;
        this.freshness = freshness;
        this.maker = maker;
        this.trials = new Trials(policy, references, maker);
        this.receiver = receiver;
    }

    /** An object on its way, with what is known of its deltaspace. */
    private record Plan(
            Target target,
            String space,
            List<ListedReference> own,
            Family family,
            Optional<Sketch> sketch,
            FirstWriters.Turn turn,
            long listedAt,
            boolean again) {
        long size() {
            return target.bytes().size();
        }

        Instant now() {
            return Instant.ofEpochMilli(listedAt);
        }

        /**
         * Whether an object that nothing fits may become a reference. Where all are unlike each other, such references are of no use; but what comes may be the
         * first of many versions, so that there is never an end to it.
         */
        boolean mayFound() {
            long roots = family.roots();
            long others = family.size() - roots;
            return roots < ROOTS
                    || others >= roots
                    || Integer.parseInt(target.bytes().sha256(), 0, 4, 16) % SELDOM == 0;
        }
    }

    /**
     * Finds or writes a reference and encodes against it.
     *
     * @return empty when no delta is small enough
     * @throws IOException when something on this machine failed; nothing was stored under the object's key
     */
    Optional<Prepared> plan(Target target) throws IOException {
        return plan(target, false);
    }

    /** As {@link #plan}, for an object that is stored already: where it fits nothing that is there, it stays as it is. */
    Optional<Prepared> planAgain(Target target) throws IOException {
        return plan(target, true);
    }

    private Optional<Prepared> plan(Target target, boolean again) throws IOException {
        String bucket = target.request().bucket();
        Deltaspace deltaspace = policy.deltaspaceOf(target.request().key());
        String space = deltaspace.id();
        try (FirstWriters.Turn turn = firstWriters.enter(bucket + "/" + space)) {
            long listedAt = freshness.now();
            boolean alone = turn.isSettled() || policy.deltaspace().isPresent();
            Nearby listed =
                    alone
                            ? new Nearby(
                                    references.listNewest(target.caller(), bucket, space),
                                    List.of())
                            : references.listNearby(
                                    target.caller(), bucket, space, deltaspace.groupId());
            if (!listed.own().isEmpty()) {
                turn.settle();
            }
            String sha256 = target.bytes().sha256();
            Optional<Candidate> same =
                    Stream.of(listed.own(), listed.others())
                            .flatMap(
                                    each -> chooser.choose(each, sha256, Optional.empty()).stream())
                            .filter(each -> each.key().sha256().equals(sha256))
                            .findFirst();
            Family family = new Family(listed.own());
            if (same.isPresent()
                    && references.isSound(
                            target.caller(), bucket, same.get().key(), target.bytes().md5())) {
                ReferenceKey key = same.get().key();
                return Optional.of(
                        pointTo(target, key, Optional.empty(), family.ancestors(key), listedAt));
            }
            Optional<Sketch> sketch = sketch(target);
            Plan plan =
                    new Plan(target, space, listed.own(), family, sketch, turn, listedAt, again);
            List<Candidate> own = chooser.choose(listed.own(), sha256, sketch);
            return own.isEmpty() ? first(plan, listed.others()) : next(plan, own);
        }
    }

    /** The first object of a deltaspace: it becomes a reference, whole or as a delta to one of a neighbouring deltaspace. */
    private Optional<Prepared> first(Plan plan, List<ListedReference> others) throws IOException {
        List<Candidate> neighbours =
                chooser.choose(others, plan.target().bytes().sha256(), plan.sketch()).stream()
                        .filter(each -> each.agreement().orElse(0) >= NEIGHBOUR)
                        .filter(each -> each.key().depth() < policy.growth().rule().maxDepth())
                        .toList();
        if (!neighbours.isEmpty()) {
            Trials.Outcome outcome = trials.run(plan.target(), neighbours, plan.family());
            if (outcome.best().isPresent()) {
                return promote(plan, outcome.best().get(), Lineage.FOUNDER);
            }
        }
        return newReference(plan);
    }

    private Optional<Prepared> next(Plan plan, List<Candidate> candidates) throws IOException {
        Optional<Prepared> leaf = smallLeaf(plan, candidates.getFirst());
        if (leaf.isPresent()) {
            return leaf;
        }
        List<Candidate> bases = bases(plan, candidates);
        Trials.Outcome outcome =
                trials.run(plan.target(), bases.isEmpty() ? candidates : bases, plan.family());
        if (outcome.best().isEmpty()) {
            boolean another =
                    candidates.stream()
                            .allMatch(each ->
                                    each.agreement().isPresent()
                                            && each.agreement().getAsInt() <= OTHER_KIND);
            return !outcome.usable() || (another && plan.mayFound())
                    ? newReference(plan)
                    : elsewhere(plan);
        }
        Trial best = outcome.best().get();
        if (bases.isEmpty() || !GrowthRule.isWorthAReference(best.file().size(), POINTER)) {
            return Optional.of(leaf(plan, best));
        }
        if (GrowthRule.isNewBeginning(best.file().size(), plan.size())) {
            return beginAnew(plan, best);
        }
        return promote(plan, best, ordinal(plan, best.reference()));
    }

    /**
     * The references to which the object may be a delta if it becomes one itself, in place of those that it is most like. Each is tried as if
     * it were that: what the two have in common shows in a delta, even where a sketch sees no more of it.
     */
    private List<Candidate> bases(Plan plan, List<Candidate> candidates) {
        GrowthRule rule = policy.growth().rule();
        Set<ReferenceKey> seen = new HashSet<>();
        return candidates.stream()
                .flatMap(each ->
                        plan.family().member(each.key()).flatMap(rule::base).stream()
                                .map(base -> new Candidate(base.key(), each.agreement())))
                .filter(each -> seen.add(each.key()))
                .toList();
    }

    /**
     * Where the nearest reference may have no more children, a small object is tried against it all the same: if it has hardly changed, it
     * need not become a reference.
     */
    private Optional<Prepared> smallLeaf(Plan plan, Candidate nearest) throws IOException {
        boolean open =
                plan.family()
                        .member(nearest.key())
                        .filter(policy.growth().rule()::isOpen)
                        .isPresent();
        if (open || plan.size() > CHEAP || nearest.isUnrelated()) {
            return Optional.empty();
        }
        try {
            Optional<Trial> trial =
                    trials.encode(
                            plan.target(), nearest.key(), GrowthRule.leaf(POINTER), plan.family());
            return trial.isPresent() ? Optional.of(leaf(plan, trial.get())) : Optional.empty();
        } catch (MissingReferenceException | CorruptReferenceException e) {
            LOG.debug("a reference is passed over", e);
            return Optional.empty();
        }
    }

    private static int ordinal(Plan plan, ReferenceKey base) {
        return plan.family().member(base).map(GrowthRule::ordinal).orElse(Lineage.FOUNDER);
    }

    /**
     * So much is new that all that comes after will be like this version, and unlike those before: it gets a place near the root of
     * its family, from where there is room for many, if that costs little more. Takes over the trial.
     */
    private Optional<Prepared> beginAnew(Plan plan, Trial best) throws IOException {
        if (best.reference().depth() == 0) {
            return promote(plan, best, Lineage.FOUNDER);
        }
        List<ReferenceKey> ancestors = plan.family().ancestors(best.reference());
        if (ancestors.isEmpty()) {
            return promote(plan, best, ordinal(plan, best.reference()));
        }
        Optional<Trial> atTheRoot = Optional.empty();
        boolean kept = false;
        try {
            long limit = (long) (AT_THE_ROOT * best.file().size());
            atTheRoot =
                    trials.encode(
                            plan.target(),
                            ancestors.getLast(),
                            Math.min(limit, policy.sizeLimit(plan.size())),
                            plan.family());
            kept = atTheRoot.isEmpty();
        } catch (MissingReferenceException | CorruptReferenceException e) {
            LOG.debug("a reference is passed over", e);
            kept = true;
        } finally {
            if (!kept) {
                best.close();
            }
        }
        return atTheRoot.isPresent()
                ? promote(plan, atTheRoot.get(), Lineage.FOUNDER)
                : promote(plan, best, ordinal(plan, best.reference()));
    }

    /** The object points to a reference that is there. Takes over the trial. */
    private Prepared leaf(Plan plan, Trial trial) throws IOException {
        boolean done = false;
        try {
            trial.prove(plan.target());
            trial.release();
            done = true;
            return new Prepared(
                    trial.reference(),
                    Optional.empty(),
                    trial.file(),
                    DeltaDescription.of(trial.header(), trial.reference()),
                    plan.family().ancestors(trial.reference()),
                    plan.listedAt());
        } finally {
            if (!done) {
                trial.close();
            }
        }
    }

    /**
     * The delta becomes a reference, to which the object points. The reference is complete before anything points to it, and its
     * base is known to be one a minute at most before it is written. Takes over the trial.
     *
     * @param ordinal which child of the trial's reference it is
     */
    private Optional<Prepared> promote(Plan plan, Trial trial, int ordinal) throws IOException {
        try (trial) {
            trial.prove(plan.target());
            ReferenceKey base = trial.reference();
            int depth = base.depth() + 1;
            boolean landmark = ordinal == Lineage.FOUNDER || GrowthRule.isLandmark(depth, ordinal);
            ReferenceKey key =
                    key(plan).at(depth, Lineage.child(plan.now(), landmark, ordinal, base));
            return unlessElsewhere(plan, key, trial.file().size(), () -> promote(plan, key, trial));
        }
    }

    private Optional<Prepared> promote(Plan plan, ReferenceKey key, Trial trial)
            throws IOException {
        Target target = plan.target();
        ReferenceKey base = trial.reference();
        List<ReferenceKey> ancestors = new ArrayList<>(plan.family().ancestors(base));
        ancestors.addFirst(base);
        Optional<Prepared> prepared =
                worthwhile(
                        target,
                        pointTo(target, key, Optional.of(base), ancestors, plan.listedAt()));
        if (prepared.isEmpty()) {
            return prepared;
        }
        boolean written = false;
        try {
            requireFresh(target, base, plan.listedAt());
            writeDelta(target, key, trial.file(), trial.header(), base);
            written = true;
        } finally {
            if (!written) {
                prepared.get().close();
            }
        }
        return prepared;
    }

    private void writeDelta(
            Target target, ReferenceKey key, Spool file, DeltaHeader header, ReferenceKey base) {
        references.writeDelta(
                target.caller(),
                target.request().bucket(),
                key,
                file,
                DeltaDescription.of(header, base),
                Encryption.of(target.request()));
    }

    private void requireFresh(Target target, ReferenceKey reference, long chosenAt)
            throws IOException {
        if (!freshness.isFresh(chosenAt)
                && guard.check(
                                target.caller(),
                                target.request().bucket(),
                                reference,
                                Optional.empty())
                        != Verdict.SAFE) {
            throw new IOException("reference " + reference.id() + " is going away");
        }
    }

    private Optional<Prepared> newReference(Plan plan) throws IOException {
        if (plan.again() && plan.family().size() > 0) {
            return Optional.empty();
        }
        ReferenceKey key = key(plan);
        return unlessElsewhere(
                plan, key, plan.size(), () -> newReference(plan.target(), key, plan.listedAt()));
    }

    private interface Making {
        Optional<Prepared> make() throws IOException;
    }

    /**
     * Makes a new reference, unless the same content is one elsewhere in the bucket.
     *
     * @param bytes that the new reference would take
     */
    private Optional<Prepared> unlessElsewhere(
            Plan plan, ReferenceKey key, long bytes, Making making) throws IOException {
        Target target = plan.target();
        String bucket = target.request().bucket();
        Optional<Prepared> prepared;
        if (contents.pays(bucket, bytes, Encryption.of(target.request()))) {
            try (FirstWriters.Turn turn = contentWriters.enter(bucket + "/" + key.sha256())) {
                Optional<Found> found =
                        contents.claim(target.caller(), bucket, key, target.bytes());
                prepared = found.isPresent() ? share(plan, key, found.get()) : making.make();
                if (prepared.isPresent()) {
                    turn.settle();
                }
            }
        } else {
            prepared = making.make();
        }
        if (prepared.isPresent()) {
            plan.turn().settle();
        }
        return prepared;
    }

    /**
     * The same content is a reference in another deltaspace. It becomes one here, too, as a delta of a few hundred bytes to that one: later
     * versions find it. Where that would be too deep, the object points there itself.
     */
    private Optional<Prepared> share(Plan plan, ReferenceKey key, Found found) throws IOException {
        Target target = plan.target();
        ReferenceKey base = found.key();
        if (base.deltaspaceId().equals(plan.space())
                || base.depth() >= policy.growth().rule().maxDepth()) {
            return Optional.of(pointTo(target, base, Optional.empty(), List.of(), plan.listedAt()));
        }
        ReferenceKey own =
                key.at(base.depth() + 1, Lineage.child(plan.now(), true, Lineage.FOUNDER, base));
        return Optional.of(
                pointWhileWriting(
                        target,
                        own,
                        Optional.of(base),
                        plan.listedAt(),
                        () -> {
                            DeltaHeader header = header(target, Optional.of(base));
                            try (Spool file = maker.point(target.bytes(), header)) {
                                requireFresh(target, base, found.seenAt());
                                writeDelta(target, own, file, header, base);
                            }
                        }));
    }

    /** Nothing fits, and no reference may be added: only one of the very same content saves the object from being stored raw. */
    private Optional<Prepared> elsewhere(Plan plan) throws IOException {
        Target target = plan.target();
        String bucket = target.request().bucket();
        if (!contents.pays(bucket, plan.size(), Encryption.of(target.request()))) {
            return Optional.empty();
        }
        Optional<Found> found = contents.find(target.caller(), bucket, target.bytes());
        return found.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        pointTo(
                                target,
                                found.get().key(),
                                Optional.empty(),
                                List.of(),
                                plan.listedAt()));
    }

    /** An object may be smaller than what it takes to point to its bytes. */
    private Optional<Prepared> worthwhile(Target target, Prepared prepared) throws IOException {
        if (prepared.file().size() <= policy.sizeLimit(target.bytes().size())) {
            return Optional.of(prepared);
        }
        prepared.close();
        return Optional.empty();
    }

    /**
     * Points the object away from a reference that is going away: to the next generation of the same content, which is written
     * whole, and depends on nothing.
     */
    Optional<Prepared> replan(Target target, ReferenceKey leaving) throws IOException {
        long listedAt = freshness.now();
        ReferenceKey next =
                nextGeneration(
                        leaving,
                        references.listNewest(
                                target.caller(), target.request().bucket(), leaving.deltaspaceId()),
                        Lineage.founder(Instant.ofEpochMilli(listedAt)));
        if (leaving.sha256().equals(target.bytes().sha256())) {
            return newReference(target, next, listedAt);
        }
        DeltaHeader header = header(target, Optional.of(next));
        try (CachedReferenceContent reference =
                        CachedReferenceContent.of(references.openCached(leaving));
                Spool copy = copy(leaving)) {
            references.write(
                    target.caller(),
                    target.request().bucket(),
                    next,
                    copy,
                    Encryption.of(target.request()));
            return maker.on(target.request())
                    .make(
                            reference.content(),
                            target.bytes(),
                            header,
                            policy.sizeLimit(target.bytes().size()))
                    .map(file ->
                            new Prepared(
                                    next,
                                    Optional.empty(),
                                    file,
                                    DeltaDescription.of(header, next),
                                    List.of(),
                                    listedAt));
        }
    }

    private Spool copy(ReferenceKey reference) throws IOException {
        try (var cached = references.openCached(reference);
                InputStream in = Files.newInputStream(cached.file())) {
            return receiver.receive(in);
        }
    }

    /**
     * Nobody may use the name of a reference again that has been retired, even if only its marker is left of it. One that is there
     * already will do if it depends on nothing.
     */
    private static ReferenceKey nextGeneration(
            ReferenceKey leaving, List<ListedReference> listed, Lineage lineage) {
        List<ListedReference> same =
                listed.stream()
                        .filter(each -> each.key().sha256().equals(leaving.sha256()))
                        .toList();
        int last =
                same.stream()
                        .mapToInt(each -> each.key().generation())
                        .reduce(leaving.generation(), Math::max);
        ReferenceKey highest =
                same.stream()
                        .map(ListedReference::key)
                        .filter(key -> key.generation() == last)
                        .findFirst()
                        .orElse(leaving);
        return same.stream()
                .filter(each -> !each.retired() && each.key().depth() == 0)
                .map(ListedReference::key)
                .filter(key -> key.generation() == last && last > leaving.generation())
                .findFirst()
                .orElseGet(() -> highest.nextGeneration().at(0, lineage));
    }

    /**
     * The object becomes a reference. Of a small one the delta comes first: what cannot be pointed to shall not leave a reference
     * behind. With a large one, both go on at the same time.
     */
    private Optional<Prepared> newReference(Target target, ReferenceKey key, long chosenAt)
            throws IOException {
        if (target.bytes().size() >= LARGE) {
            return Optional.of(
                    pointWhileWriting(
                            target, key, Optional.empty(), chosenAt, () -> writeRoot(target, key)));
        }
        Optional<Prepared> prepared =
                worthwhile(target, pointTo(target, key, Optional.empty(), List.of(), chosenAt));
        boolean written = false;
        try {
            if (prepared.isPresent()) {
                writeRoot(target, key);
            }
            written = true;
            return prepared;
        } finally {
            if (!written) {
                prepared.orElseThrow().close();
            }
        }
    }

    private interface Writing {
        void write() throws IOException;
    }

    private Prepared pointWhileWriting(
            Target target,
            ReferenceKey key,
            Optional<ReferenceKey> base,
            long chosenAt,
            Writing writing)
            throws IOException {
        FutureTask<Prepared> pointing =
                new FutureTask<>(() ->
                        pointTo(target, key, base, base.map(List::of).orElse(List.of()), chosenAt));
        Thread.ofPlatform().daemon().name("delta-pointer").start(pointing);
        boolean written = false;
        try {
            writing.write();
            written = true;
        } finally {
            if (!written) {
                abandon(pointing);
            }
        }
        return result(pointing);
    }

    /** Waits for it, as it reads what the caller is about to close. */
    private static void abandon(FutureTask<Prepared> pointing) {
        try {
            result(pointing).close();
        } catch (IOException | RuntimeException e) {
            LOG.debug("a delta that was not needed failed", e);
        }
    }

    private static Prepared result(FutureTask<Prepared> task) throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    if (e.getCause() instanceof RuntimeException failure) {
                        throw failure;
                    }
                    throw new IOException("a delta could not be made", e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void writeRoot(Target target, ReferenceKey key) throws IOException {
        String bucket = target.request().bucket();
        Encryption encryption = Encryption.of(target.request());
        DeltaHeader header = header(target, Optional.empty());
        Optional<Spool> packed =
                policy.growth().packing() == Packing.ALWAYS
                        ? maker.on(target.request())
                                .pack(target.bytes(), header, target.bytes().size() - 1)
                        : Optional.empty();
        if (packed.isEmpty()) {
            references.write(target.caller(), bucket, key, target.bytes(), encryption);
            return;
        }
        try (Spool file = packed.get()) {
            references.writeDelta(
                    target.caller(), bucket, key, file, DeltaDescription.of(header), encryption);
        }
    }

    /** The delta of an object to a reference of its own bytes. */
    Prepared pointTo(
            Target target,
            ReferenceKey key,
            Optional<ReferenceKey> base,
            List<ReferenceKey> ancestors,
            long chosenAt)
            throws IOException {
        DeltaHeader header = header(target, Optional.of(key));
        return new Prepared(
                key,
                base,
                maker.point(target.bytes(), header),
                DeltaDescription.of(header, key),
                ancestors,
                chosenAt);
    }

    /** Empty when the codec fails at it: the references are tried in the order of their age, then. */
    private static Optional<Sketch> sketch(Target target) throws IOException {
        try (Content bytes = target.bytes().content()) {
            return Optional.of(Sketcher.of(bytes, target.bytes().temporaryFolder()));
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            LOG.warn("cannot look into {} ({})", target.request().key(), Reason.of(e));
            LOG.debug("no sketch could be made", e);
            return Optional.empty();
        }
    }

    /** A delta file of the object that needs no reference. */
    Spool standAlone(Target target, DeltaHeader header) throws IOException {
        try (Content nothing = Content.empty()) {
            return maker.on(target.request())
                    .make(nothing, target.bytes(), header, Long.MAX_VALUE)
                    .orElseThrow();
        }
    }

    /** Where a reference is named, an ETag that is the MD5 need not be said twice. */
    static DeltaHeader header(Target target, Optional<ReferenceKey> reference) {
        Spool bytes = target.bytes();
        boolean said = reference.isPresent() && target.etag().equals(bytes.md5());
        return new DeltaHeader(
                bytes.size(),
                bytes.sha256(),
                bytes.md5(),
                said ? "" : target.etag(),
                target.contentType().orElse(""),
                reference.map(key ->
                        new DeltaHeader.ReferenceId(key.sha256(), key.size(), key.locator())));
    }

    /**
     * Of a reference that stands alone. One that is listed under the same content and was passed over is damaged: its key is taken for
     * good.
     */
    private static ReferenceKey key(Plan plan) {
        Spool bytes = plan.target().bytes();
        int generation =
                plan.own().stream()
                        .map(ListedReference::key)
                        .filter(key -> key.sha256().equals(bytes.sha256()))
                        .mapToInt(key -> key.nextGeneration().generation())
                        .max()
                        .orElse(0);
        return new ReferenceKey(
                plan.space(),
                Optional.of(Lineage.founder(plan.now())),
                bytes.sha256(),
                generation,
                bytes.size(),
                0,
                plan.sketch().map(Sketch::text).orElse(ReferenceKey.NO_SKETCH));
    }
}
