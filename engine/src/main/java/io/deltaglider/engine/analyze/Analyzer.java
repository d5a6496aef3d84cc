package io.deltaglider.engine.analyze;

import io.deltaglider.delta.Content;
import io.deltaglider.delta.DeltaEncoder;
import io.deltaglider.delta.DeltaHeader;
import io.deltaglider.delta.DeltaHeader.ReferenceId;
import io.deltaglider.delta.sketch.Sketch;
import io.deltaglider.delta.sketch.Sketcher;
import io.deltaglider.engine.deltaspace.Eligibility;
import io.deltaglider.engine.failure.Reason;
import io.deltaglider.engine.tree.Encodings;
import io.deltaglider.engine.tree.Item;
import io.deltaglider.engine.tree.NaturalOrder;
import io.deltaglider.engine.tree.Placement;
import io.deltaglider.engine.tree.TreePlanner;
import io.deltaglider.engine.write.Packing;
import io.deltaglider.engine.write.WritePolicy;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import software.amazon.awssdk.core.exception.SdkClientException;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Estimates what objects would take, by sorting them into deltaspaces and encoding some of each as they would be stored. */
public final class Analyzer {
    /** What an object takes that is a delta to a reference of its own bytes. */
    private static final long POINTER = 700;

    /** Of one family so many are encoded, one after the other in the order of versions, for a family's later ones are like its first. */
    private static final int MOST_OF_A_FAMILY = 16;

    private static final Logger LOG = LoggerFactory.getLogger(Analyzer.class);

    private final WritePolicy policy;
    private final DeltaEncoder encoder;

    public Analyzer(WritePolicy policy) {
        this.policy = policy;
        this.encoder = new DeltaEncoder(policy.effort());
    }

    /**
     * Estimates.
     *
     * @param sampleBytes how many bytes are encoded at most, all families together; the largest families get their share first
     * @param progress is told the name of each family before it is looked at
     */
    public Estimate estimate(
            List<? extends Source> sources, long sampleBytes, Consumer<String> progress)
            throws IOException {
        Map<String, List<Source>> families = new TreeMap<>();
        for (Source source : sources) {
            families.computeIfAbsent(
                            policy.deltaspaceOf(source.key()).name(), _ -> new ArrayList<>())
                    .add(source);
        }
        List<Map.Entry<String, List<Source>>> largestFirst =
                families.entrySet().stream()
                        .sorted(
                                Comparator.comparingLong((Map.Entry<String, List<Source>> each) ->
                                        -bytes(each.getValue())))
                        .toList();
        List<FamilyEstimate> estimates = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        long left = sampleBytes;
        for (Map.Entry<String, List<Source>> family : largestFirst) {
            progress.accept(family.getKey());
            FamilyEstimate estimate = estimate(family.getKey(), family.getValue(), left, failures);
            estimates.add(estimate);
            left -= estimate.sampledBytes();
        }
        return new Estimate(estimates, failures);
    }

    private static long bytes(List<Source> sources) {
        return sources.stream().mapToLong(Source::size).sum();
    }

    private FamilyEstimate estimate(
            String name, List<Source> family, long left, List<String> failures) throws IOException {
        List<Source> sample = new ArrayList<>();
        long sampled = 0;
        for (Source each :
                family.stream()
                        .sorted(Comparator.comparing(Source::key, NaturalOrder.INSTANCE))
                        .toList()) {
            if (sample.size() < MOST_OF_A_FAMILY && sampled + each.size() <= left) {
                sample.add(each);
                sampled += each.size();
            }
        }
        long stored = 0;
        List<Sample> eligible = new ArrayList<>();
        try {
            for (Source each : sample) {
                try {
                    Optional<Sample> opened = open(each);
                    if (opened.isPresent()) {
                        eligible.add(opened.get());
                    } else {
                        stored += each.size();
                    }
                } catch (SdkClientException e) {
                    throw e; // nothing comes from the store at all
                } catch (IOException | RuntimeException | OutOfMemoryError e) {
                    fail(each, e, failures);
                    stored += each.size();
                }
            }
            stored += plan(eligible, failures);
        } finally {
            for (Sample each : eligible) {
                each.content().close();
            }
        }
        return new FamilyEstimate(
                name, family.size(), bytes(family), sample.size(), sampled, stored);
    }

    /** Empty for what is stored as it is without a look. */
    private Optional<Sample> open(Source source) throws IOException {
        Content content = source.open();
        Optional<Sample> opened = Optional.empty();
        try {
            byte[] head = new byte[(int) Math.min(Eligibility.HEAD_LENGTH, content.size())];
            content.read(0, head, 0, head.length);
            if (policy.eligibility().eligible(content.size(), head)) {
                opened = Optional.of(new Sample(source, content, Sketcher.of(content)));
            }
            return opened;
        } finally {
            if (opened.isEmpty()) {
                content.close();
            }
        }
    }

    private static void fail(Source source, Throwable reason, List<String> failures) {
        LOG.debug("an object could not be analyzed", reason);
        failures.add(source.key() + ": " + Reason.of(reason));
    }

    private long plan(List<Sample> samples, List<String> failures) throws IOException {
        TreePlanner planner = new TreePlanner(policy.growth().rule().maxDepth(), policy.maxRatio());
        List<Placement<Sample>> plan = planner.plan(samples, new Encoded(failures));
        Map<Sample, Integer> children = new HashMap<>();
        plan.forEach(each -> each.base().ifPresent(base -> children.merge(base, 1, Integer::sum)));
        long sum = 0;
        for (Placement<Sample> each : plan) {
            boolean reference = each.base().isEmpty() || children.containsKey(each.item());
            sum += each.cost() + (reference ? POINTER : 0);
        }
        return sum;
    }

    /** A file of the sample, open. */
    private record Sample(Source source, Content content, Sketch sketch) implements Item {
        @Override
        public String name() {
            return source.key();
        }

        @Override
        public long size() {
            return content.size();
        }

        @Override
        public boolean standsAlone() {
            return false;
        }

        @Override
        public int depthAlone() {
            return 0;
        }
    }

    private interface Encoding {
        OptionalLong size() throws IOException;
    }

    /** What cannot be encoded counts as stored as it is. */
    private final class Encoded implements Encodings<Sample> {
        private final List<String> failures;

        Encoded(List<String> failures) {
            this.failures = failures;
        }

        private OptionalLong size(Sample item, Encoding encoding) {
            try {
                return encoding.size();
            } catch (IOException | RuntimeException | OutOfMemoryError | StackOverflowError e) {
                fail(item.source(), e, failures);
                return OptionalLong.empty();
            }
        }

        @Override
        public long whole(Sample item) throws IOException {
            if (policy.growth().packing() != Packing.ALWAYS) {
                return item.size();
            }
            OptionalLong packed =
                    size(
                            item,
                            () ->
                                    encoder.pack(
                                            item.content(),
                                            header(item, Optional.empty()),
                                            item.size(),
                                            OutputStream::nullOutputStream));
            return packed.orElse(item.size());
        }

        @Override
        public OptionalLong delta(Sample base, Sample item, long limit) throws IOException {
            ReferenceId reference = new ReferenceId(NO_DIGEST, base.size(), "");
            return size(
                    item,
                    () ->
                            encoder.encode(
                                    base.content(),
                                    item.content(),
                                    header(item, Optional.of(reference)),
                                    limit,
                                    OutputStream::nullOutputStream));
        }

        @Override
        public void placed(Placement<Sample> placement) {}
    }

    /** Only the size of the file counts, in which digests take the same room whatever they are. */
    private static final String NO_DIGEST = "0".repeat(64);

    private static DeltaHeader header(Sample item, Optional<ReferenceId> reference) {
        return new DeltaHeader(item.size(), NO_DIGEST, "", "", "", reference);
    }
}
