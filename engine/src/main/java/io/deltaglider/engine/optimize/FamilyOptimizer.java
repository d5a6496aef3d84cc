package io.deltaglider.engine.optimize;

import io.deltaglider.delta.Content;
import io.deltaglider.delta.sketch.Sketch;
import io.deltaglider.delta.sketch.Sketcher;
import io.deltaglider.engine.backend.Caller;
import io.deltaglider.engine.backend.ObjectAddress;
import io.deltaglider.engine.deltaspace.Eligibility;
import io.deltaglider.engine.failure.Reason;
import io.deltaglider.engine.growth.GrowthRule;
import io.deltaglider.engine.layout.Lineage;
import io.deltaglider.engine.layout.ReferenceKey;
import io.deltaglider.engine.object.DeltaDescription;
import io.deltaglider.engine.object.S3Errors;
import io.deltaglider.engine.object.StoredMetadata;
import io.deltaglider.engine.object.StoredState;
import io.deltaglider.engine.read.ObjectReader;
import io.deltaglider.engine.read.StoredStates;
import io.deltaglider.engine.reference.Family;
import io.deltaglider.engine.reference.ListedReference;
import io.deltaglider.engine.reference.ReferenceChooser;
import io.deltaglider.engine.reference.ReferenceGuard;
import io.deltaglider.engine.reference.ReferenceGuard.Verdict;
import io.deltaglider.engine.reference.ReferenceStore;
import io.deltaglider.engine.spool.BodyReceiver;
import io.deltaglider.engine.spool.Spool;
import io.deltaglider.engine.spool.WorkFolder;
import io.deltaglider.engine.tree.Encodings;
import io.deltaglider.engine.tree.Placement;
import io.deltaglider.engine.tree.TreePlanner;
import io.deltaglider.engine.write.ObjectRewriter;
import io.deltaglider.engine.write.Target;
import io.deltaglider.engine.write.WritePolicy;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/** Optimizes the objects of one deltaspace. */
public final class FamilyOptimizer {
    private static final Logger LOG = LoggerFactory.getLogger(FamilyOptimizer.class);

    /** Less than this part is not worth writing anything. */
    private static final double LEAST_SAVED = 0.01;

    private static final long LEAST_SAVED_BYTES = 4 << 10;

    /** A packed reference that is no smaller than this part is not worth unpacking it for every reader. */
    private static final double WORTH_PACKING = 0.95;

    private static final int BAD_REQUEST = 400;

    private final S3Client backend;
    private final StoredStates states;
    private final ObjectReader reader;
    private final ReferenceStore references;
    private final ReferenceGuard guard;
    private final ObjectRewriter rewriter;
    private final WritePolicy policy;
    private final BodyReceiver receiver;
    private final StoredRequest requests;
    private final InstantSource clock;

    public FamilyOptimizer(
            S3Client backend,
            StoredStates states,
            ObjectReader reader,
            ReferenceStore references,
            ReferenceGuard guard,
            ObjectRewriter rewriter,
            WritePolicy policy,
            WorkFolder folder,
            InstantSource clock) {
        this.clock = clock;
        this.backend = backend;
        this.states = states;
        this.reader = reader;
        this.references = references;
        this.guard = guard;
        this.rewriter = rewriter;
        this.policy = policy;
        this.receiver = new BodyReceiver(folder);
        this.requests = new StoredRequest(backend);
    }

    /**
     * What came of it.
     *
     * @param counted keys of the objects that the bytes are of: those that could be looked at
     * @param bytesBefore of the objects, and of the references that they needed
     * @param bytesAfter the same now; what could not be stored anew is as it was
     * @param failures the objects that could not be read or stored, each with the reason; they are as they were
     */
    record Outcome(
            long rewritten,
            long referencesWritten,
            long overtaken,
            Set<String> counted,
            long bytesBefore,
            long bytesAfter,
            List<String> failures) {}

    /**
     * Optimizes some objects of a deltaspace.
     *
     * @param keys of the objects; all contents are on the local disk at once
     * @throws IOException when something failed; every object is as it was, or stored anew
     */
    Outcome optimize(String bucket, String deltaspaceId, List<String> keys, OptimizeOptions options)
            throws IOException {
        List<ListedReference> listed = references.list(Caller.DEFAULT, bucket, deltaspaceId);
        try (Run run = new Run(bucket, deltaspaceId, listed, options)) {
            for (String key : keys) {
                run.tryToAdd(key);
            }
            return run.finish();
        }
    }

    /**
     * Stores some objects of a long family anew, one after the other, as if they came now: each as a delta to what is there. What is
     * stored well is left alone, since others hang on it; a family that grows by the rule needs no other order.
     *
     * @param keys of objects that are stored whole or nearly so, in the order of their versions
     */
    Outcome storeAgain(String bucket, String deltaspaceId, List<String> keys) throws IOException {
        long rewritten = 0;
        long before = 0;
        long after = -referenceBytes(bucket, deltaspaceId);
        Set<String> counted = new HashSet<>();
        List<String> failures = new ArrayList<>();
        for (String key : keys) {
            if (Thread.currentThread().isInterrupted()) {
                break;
            }
            try (Run run = new Run(bucket, deltaspaceId, List.of(), OptimizeOptions.defaults())) {
                run.tryToAdd(key);
                for (Node node : run.nodes.values()) {
                    rewritten += run.tryToStoreAgain(node) ? 1 : 0;
                    counted.add(key);
                    before += node.first().storedSize();
                    after += storedSize(bucket, key);
                }
                failures.addAll(run.failures);
            }
        }
        after += referenceBytes(bucket, deltaspaceId);
        return new Outcome(rewritten, 0, 0, counted, before, after, failures);
    }

    private long referenceBytes(String bucket, String deltaspaceId) {
        return references.list(Caller.DEFAULT, bucket, deltaspaceId).stream()
                .mapToLong(ListedReference::storedSize)
                .sum();
    }

    private long storedSize(String bucket, String key) {
        return states.find(ObjectAddress.of(Caller.DEFAULT, bucket, key, null))
                .map(StoredState::storedSize)
                .orElse(0L);
    }

    private final class Run implements Encodings<Node>, AutoCloseable {
        private final String bucket;
        private final String deltaspaceId;
        private final OptimizeOptions options;
        private final Map<String, ListedReference> listed = new HashMap<>();

        /** Of each content the latest generation whose name is taken, be it by a retired reference or by a marker alone. */
        private final Map<String, Integer> taken = new HashMap<>();

        private final Map<ReferenceKey, Optional<ReferenceKey>> bases = new HashMap<>();
        private final Map<ReferenceKey, Long> storedSizes = new HashMap<>();
        private final Map<String, Node> nodes = new LinkedHashMap<>();
        private final Map<Node, Content> contents = new HashMap<>();
        private final Family family;
        private final Map<ReferenceKey, Integer> children = new HashMap<>();
        private final List<String> failures = new ArrayList<>();

        /** What could not be stored as planned; nothing may be stored against it. */
        private final Set<Node> failed = new HashSet<>();

        private long rewritten;
        private long referencesWritten;
        private long overtaken;

        Run(
                String bucket,
                String deltaspaceId,
                List<ListedReference> all,
                OptimizeOptions options) {
            this.bucket = bucket;
            this.deltaspaceId = deltaspaceId;
            this.options = options;
            this.family = new Family(all);
            for (ListedReference each : all) {
                taken.merge(each.key().sha256(), each.key().generation(), Math::max);
            }
            for (ListedReference each : ReferenceChooser.latest(all)) {
                listed.put(each.key().sha256(), each);
            }
            all.forEach(each -> storedSizes.put(each.key(), each.storedSize()));
        }

        void add(String key) throws IOException {
            ObjectAddress address = ObjectAddress.of(Caller.DEFAULT, bucket, key, null);
            Optional<StoredState> found = look(address);
            if (found.isEmpty() || isOffLimits(found.get().stored())) {
                return;
            }
            StoredState state = found.get();
            Spool bytes;
            try (InputStream in =
                    reader.get(
                            address.get().ifMatch(state.etag()).build(),
                            ResponseTransformer.toInputStream())) {
                bytes = receiver.receive(in);
            } catch (S3Exception e) {
                if (S3Errors.isAbsent(e) || S3Errors.isPreconditionFailed(e)) {
                    return; // somebody is at work on it
                }
                throw e;
            }
            // What must not become a reference: above all, what looks like a delta file of ours.
            if (!policy.eligibility().eligible(bytes.size(), bytes.head(Eligibility.HEAD_LENGTH))) {
                bytes.close();
                return;
            }
            boolean known = false;
            try {
                Node node = nodes.get(bytes.sha256());
                known = node == null;
                if (node == null) {
                    node = new Node(bytes, sketch(bytes), standing(bytes.sha256()));
                    nodes.put(bytes.sha256(), node);
                }
                node.add(version(address, state, node.bytes()));
            } finally {
                if (!known) {
                    bytes.close();
                }
            }
        }

        private Optional<StoredState> look(ObjectAddress address) {
            try {
                return states.find(address);
            } catch (S3Exception e) {
                if (e.statusCode() == BAD_REQUEST) {
                    return Optional.empty(); // it takes the customer's key to look at it
                }
                throw e;
            }
        }

        /** Locked and archived objects, and those with a customer's key, stay as they are. */
        private boolean isOffLimits(HeadObjectResponse stored) {
            return stored.objectLockModeAsString() != null
                    || stored.objectLockLegalHoldStatusAsString() != null
                    || stored.sseCustomerAlgorithm() != null
                    || stored.archiveStatusAsString() != null
                    || String.valueOf(stored.storageClassAsString()).contains("GLACIER")
                    || String.valueOf(stored.storageClassAsString()).contains("ARCHIVE");
        }

        private StoredVersion version(ObjectAddress address, StoredState state, Spool bytes) {
            Instant modified =
                    Objects.requireNonNullElse(state.stored().lastModified(), Instant.EPOCH);
            Optional<String> type =
                    state.delta().isPresent()
                            ? state.delta().get().contentType()
                            : Optional.ofNullable(state.stored().contentType());
            return new StoredVersion(
                    address.key(),
                    state,
                    new Target(
                            requests.of(address, state),
                            bytes,
                            type,
                            Optional.of(new Target.Origin(state.etag(), modified))));
        }

        private Sketch sketch(Spool bytes) throws IOException {
            Optional<Sketch> known =
                    Optional.ofNullable(listed.get(bytes.sha256()))
                            .flatMap(each -> Sketch.parse(each.key().sketch()));
            if (known.isPresent()) {
                return known.get();
            }
            try (Content content = bytes.content()) {
                return Sketcher.of(content, bytes.temporaryFolder());
            }
        }

        /** The reference that has these bytes, if it may still be pointed to. */
        private Optional<Node.Standing> standing(String sha256) {
            ListedReference reference = listed.get(sha256);
            if (reference == null
                    || guard.check(Caller.DEFAULT, bucket, reference.key(), Optional.empty())
                            != Verdict.SAFE) {
                return Optional.empty();
            }
            Optional<ReferenceKey> base =
                    base(reference.key()).filter(each -> each.deltaspaceId().equals(deltaspaceId));
            return Optional.of(new Node.Standing(reference, base));
        }

        private Optional<ReferenceKey> base(ReferenceKey key) {
            if (key.depth() == 0) {
                return Optional.empty();
            }
            return bases.computeIfAbsent(
                    key,
                    each -> {
                        HeadObjectResponse stored =
                                backend.headObject(r -> r.bucket(bucket).key(each.key()));
                        return StoredMetadata.description(stored.metadata())
                                .flatMap(DeltaDescription::referenceKey)
                                .flatMap(ReferenceKey::parse);
                    });
        }

        Outcome finish() throws IOException {
            long before = bytesBefore();
            TreePlanner planner =
                    new TreePlanner(policy.growth().rule().maxDepth(), policy.maxRatio());
            List<Placement<Node>> plan = planner.plan(List.copyOf(nodes.values()), this);
            Set<String> counted =
                    nodes.values().stream()
                            .flatMap(node -> node.versions().stream())
                            .map(StoredVersion::key)
                            .collect(Collectors.toSet());
            long after = bytesAfter(plan);
            boolean worthIt =
                    before - after >= LEAST_SAVED_BYTES && before - after >= LEAST_SAVED * before;
            if (!worthIt) {
                return new Outcome(0, 0, 0, counted, before, before, failures);
            }
            for (Placement<Node> placement : plan) {
                if (Thread.currentThread().isInterrupted()) {
                    break;
                }
                tryToStore(placement.item());
            }
            if (!failed.isEmpty()) {
                after = bytesAfter(plan);
            }
            return new Outcome(
                    rewritten, referencesWritten, overtaken, counted, before, after, failures);
        }

        /** What the objects take, and the references that they lead to. */
        private long bytesBefore() {
            Set<ReferenceKey> counted = new HashSet<>();
            return nodes.values().stream().mapToLong(node -> bytesNow(node, counted)).sum();
        }

        /** What a content takes as it is stored now, with the references that are not counted yet. */
        private long bytesNow(Node node, Set<ReferenceKey> counted) {
            long sum = 0;
            for (StoredVersion version : node.versions()) {
                sum += version.storedSize();
                Optional<ReferenceKey> reference = version.reference();
                while (reference.isPresent() && counted.add(reference.get())) {
                    sum += storedSizes.getOrDefault(reference.get(), 0L);
                    reference =
                            storedSizes.containsKey(reference.get())
                                    ? base(reference.get())
                                    : Optional.empty();
                }
            }
            return sum;
        }

        /** By the plan; what could not be stored stays as it is. */
        private long bytesAfter(List<Placement<Node>> plan) {
            long sum = 0;
            Set<ReferenceKey> counted = new HashSet<>();
            for (Placement<Node> placement : plan) {
                Node node = placement.item();
                if (failed.contains(node)) {
                    continue;
                }
                if (isLeftAlone(node)) {
                    sum += node.versions().stream().mapToLong(StoredVersion::storedSize).sum();
                    sum += node.standing().map(each -> each.listed().storedSize()).orElse(0L);
                    node.standing().ifPresent(each -> counted.add(each.key()));
                } else if (node.needsReference()) {
                    sum += placement.cost() + Node.POINTER * node.versions().size();
                } else {
                    sum += placement.cost();
                }
            }
            for (Node node : failed) {
                sum += bytesNow(node, counted);
            }
            return sum;
        }

        /** Stored by itself, and nothing is stored against it: it may well stay as it is. */
        private boolean isLeftAlone(Node node) {
            Optional<ReferenceKey> own = node.standing().map(Node.Standing::key);
            boolean stable =
                    node.versions().stream()
                            .map(StoredVersion::reference)
                            .allMatch(each -> each.equals(own));
            return node.placement().base().isEmpty() && !node.needsReference() && stable;
        }

        /** An object that cannot be read costs that object. */
        void tryToAdd(String key) throws IOException {
            try {
                add(key);
            } catch (AbortedException e) {
                throw e;
            } catch (IOException | RuntimeException e) {
                requireReachable(e);
                fail(key, e);
            }
        }

        /** A content that cannot be stored anew stays as it is, and so does what was to be stored against it. */
        private void tryToStore(Node node) {
            if (node.placement().base().filter(failed::contains).isPresent()) {
                failed.add(node);
                return;
            }
            try {
                store(node);
            } catch (AbortedException e) {
                throw e;
            } catch (IOException | RuntimeException e) {
                requireReachable(e);
                failed.add(node);
                fail(node.first().key(), e);
            }
        }

        /** Where nothing comes from the store at all, the next object fares no better. */
        private static void requireReachable(Exception e) {
            if (e instanceof SdkClientException lost) {
                throw lost;
            }
        }

        boolean tryToStoreAgain(Node node) {
            try {
                return rewriter.storeAgain(node.first().target());
            } catch (AbortedException e) {
                throw e;
            } catch (RuntimeException e) {
                fail(node.first().key(), e);
                return false;
            }
        }

        private void fail(String key, Exception reason) {
            LOG.debug("an object could not be optimized", reason);
            failures.add("s3://" + bucket + "/" + key + ": " + Reason.of(reason));
        }

        private void store(Node node) throws IOException {
            if (isLeftAlone(node)) {
                return;
            }
            Optional<Node> base = node.placement().base();
            boolean alone = base.isEmpty();
            if (node.needsReference() || alone) {
                if (!node.isReused()) {
                    if (!options.dryRun()) {
                        writeReference(node, base);
                    }
                    referencesWritten++;
                }
                for (StoredVersion version : node.versions()) {
                    if (!version.reference().equals(Optional.of(node.key()))) {
                        count(
                                options.dryRun()
                                        || rewriter.point(
                                                version.target(),
                                                node.key(),
                                                node.isReused()
                                                        ? Optional.empty()
                                                        : base.map(Node::key),
                                                ancestors(base)));
                    }
                }
                return;
            }
            Optional<Spool> delta = node.delta();
            StoredVersion only = node.first();
            if (delta.isEmpty()) {
                boolean right =
                        only.reference().equals(Optional.of(node.key()))
                                || only.reference().equals(base.map(Node::key));
                if (node.isReused() && !right) {
                    count(
                            options.dryRun()
                                    || rewriter.point(
                                            only.target(),
                                            node.key(),
                                            Optional.empty(),
                                            ancestors(base)));
                }
            } else {
                count(
                        options.dryRun()
                                || rewriter.store(
                                        node.first().target(),
                                        base.get().key(),
                                        content(base.get()),
                                        delta.get(),
                                        ancestors(base.get().placement().base())));
            }
        }

        /** What a reader has to fetch besides a node that has this base. */
        private static List<ReferenceKey> ancestors(Optional<Node> base) {
            List<ReferenceKey> ancestors = new ArrayList<>();
            for (Optional<Node> each = base;
                    each.isPresent();
                    each = each.get().placement().base()) {
                ancestors.add(each.get().key());
            }
            return ancestors;
        }

        private void writeReference(Node node, Optional<Node> base) throws IOException {
            Target target = node.first().target();
            if (base.isEmpty()) {
                rewriter.writeReference(target, node.key(), node.packed());
                return;
            }
            Content baseContent = content(base.get());
            Optional<Spool> delta = node.delta();
            if (delta.isPresent()) {
                rewriter.writeReference(
                        target, node.key(), base.get().key(), baseContent, delta.get());
                return;
            }
            // The object itself is that delta already, and now others need it.
            Optional<Spool> again =
                    rewriter.encode(target, base.get().key(), baseContent, Long.MAX_VALUE);
            try (Spool file = again.orElseThrow()) {
                rewriter.writeReference(target, node.key(), base.get().key(), baseContent, file);
            }
        }

        private void count(boolean done) {
            if (done) {
                rewritten++;
            } else {
                overtaken++;
            }
        }

        private Content content(Node node) throws IOException {
            Content known = contents.get(node);
            if (known == null) {
                known = node.bytes().content();
                contents.put(node, known);
            }
            return known;
        }

        @Override
        public long whole(Node node) throws IOException {
            long plain =
                    node.standsAlone()
                            ? node.standing().orElseThrow().listed().storedSize()
                            : node.size();
            boolean isPacked = plain < WORTH_PACKING * node.size();
            if (options.pack() && !isPacked) {
                Optional<Spool> packed =
                        made(
                                node,
                                () ->
                                        rewriter.pack(
                                                node.first().target(),
                                                (long) (WORTH_PACKING * node.size())));
                if (packed.isPresent()) {
                    node.keepPacked(packed.get());
                    return packed.get().size();
                }
            }
            return plain;
        }

        @Override
        public OptionalLong delta(Node base, Node node, long limit) throws IOException {
            OptionalLong known = knownDelta(base, node);
            if (known.isPresent()) {
                if (known.getAsLong() > limit) {
                    return OptionalLong.empty();
                }
                node.keepDelta(base, null);
                return known;
            }
            Content content = content(base);
            Optional<Spool> file =
                    made(
                            node,
                            () ->
                                    rewriter.encode(
                                            node.first().target(), base.key(), content, limit));
            if (file.isEmpty()) {
                return OptionalLong.empty();
            }
            node.keepDelta(base, file.get());
            return OptionalLong.of(file.get().size());
        }

        private interface Making {
            Optional<Spool> make() throws IOException;
        }

        /** What cannot be encoded is stored without. */
        private Optional<Spool> made(Node node, Making making) {
            try {
                return making.make();
            } catch (IOException | RuntimeException e) {
                fail(node.first().key(), e);
                return Optional.empty();
            }
        }

        /** What is stored already need not be encoded again. */
        private OptionalLong knownDelta(Node base, Node node) {
            if (!base.isReused()) {
                return OptionalLong.empty();
            }
            Optional<ReferenceKey> key = Optional.of(base.key());
            if (node.standing().isPresent() && node.standing().get().base().equals(key)) {
                return OptionalLong.of(node.standing().get().listed().storedSize());
            }
            return node.versions().size() == 1 && node.first().reference().equals(key)
                    ? OptionalLong.of(node.first().storedSize())
                    : OptionalLong.empty();
        }

        @Override
        public void placed(Placement<Node> placement) {
            Node node = placement.item();
            Optional<ReferenceKey> base = placement.base().map(Node::key);
            boolean there =
                    node.standing().isPresent()
                            && node.packed().isEmpty()
                            && node.standing().get().base().equals(base)
                            && node.standing().get().key().depth() == placement.depth()
                            && placement.base().filter(node::isEncoded).isEmpty();
            node.place(
                    placement,
                    there ? node.standing().get().key() : nextKey(node, placement),
                    there);
        }

        private ReferenceKey nextKey(Node node, Placement<Node> placement) {
            String sha256 = node.bytes().sha256();
            int generation = taken.getOrDefault(sha256, -1) + 1;
            Instant now = clock.instant();
            Lineage lineage =
                    placement
                            .base()
                            .map(base -> child(now, placement.depth(), base.key()))
                            .orElseGet(() -> Lineage.founder(now));
            return new ReferenceKey(
                    deltaspaceId,
                    Optional.of(lineage),
                    sha256,
                    generation,
                    node.size(),
                    placement.depth(),
                    node.sketch().text());
        }

        /** Who comes later finds the place taken, and how many children there are. */
        private Lineage child(Instant now, int depth, ReferenceKey base) {
            int ordinal =
                    1
                            + children.computeIfAbsent(
                                    base,
                                    key ->
                                            family.member(key)
                                                    .map(Family.Member::children)
                                                    .orElse(0));
            children.put(base, ordinal);
            return Lineage.child(now, GrowthRule.isLandmark(depth, ordinal), ordinal, base);
        }

        @Override
        public void close() {
            closeAll(contents.values());
            closeAll(nodes.values());
        }

        private static void closeAll(Collection<? extends Closeable> all) {
            for (Closeable each : new ArrayList<>(all)) {
                try {
                    each.close();
                } catch (IOException e) {
                    LOG.debug("cannot delete temporary files", e);
                }
            }
        }
    }
}
