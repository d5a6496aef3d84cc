package io.deltaglider.cli.command;

import io.deltaglider.cli.connect.Connection;
import io.deltaglider.cli.connect.ServiceErrors;
import io.deltaglider.cli.output.Amounts;
import io.deltaglider.cli.output.HumanSize;
import io.deltaglider.cli.output.Json;
import io.deltaglider.cli.output.LocalTime;
import io.deltaglider.cli.output.TextTable;
import io.deltaglider.cli.shell.CommandException;
import io.deltaglider.cli.shell.ExitCode;
import io.deltaglider.cli.shell.Shell;
import io.deltaglider.cli.stats.DeltaspaceFigures;
import io.deltaglider.cli.stats.RetiredReferences;
import io.deltaglider.cli.stats.SampledStatistics;
import io.deltaglider.cli.stats.StatisticsCache;
import io.deltaglider.cli.transfer.ObjectLocation;
import io.deltaglider.engine.statistics.BucketStatistics;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import software.amazon.awssdk.core.exception.SdkException;

import java.io.PrintStream;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

@Command(
        name = "stats",
        description = "How much a bucket, or a prefix of it, holds, takes and saves.",
        footer = {
            "",
            "Examples:",
            "  deltaglider stats releases",
            "  deltaglider stats s3://releases/v1/ --json",
            "  deltaglider stats releases --by-deltaspace"
        })
final class StatsCommand extends StoreCommand {
    @Parameters(
            arity = "1",
            paramLabel = "BUCKET",
            description = "A bucket, as NAME or s3://NAME, or a prefix, as s3://NAME/PREFIX.")
    private String path = "";

    // Read by picocli; it is what happens anyway.
    @SuppressWarnings("UnusedVariable")
    @Option(
            names = "--quick",
            description = "What was counted before, if nothing has changed since. The default.")
    private boolean quick;

    @Option(
            names = "--sampled",
            description =
                    "An estimate from one object of each deltaspace, for buckets that this machine"
                            + " has not seen yet.")
    private boolean sampled;

    @Option(names = "--detailed", description = "Count anew, exactly.")
    private boolean detailed;

    @Option(names = "--refresh", description = "Count anew, and keep the result.")
    private boolean refresh;

    @Option(
            names = "--no-cache",
            description = "Neither use nor keep what is counted in the bucket.")
    private boolean noCache;

    @Option(
            names = "--by-deltaspace",
            description = "Each set of objects that share references by itself.")
    private boolean byDeltaspace;

    StatsCommand(Shell shell, GlobalOptions options) {
        super(shell, options);
    }

    @Override
    void check() {
        if (sampled && (detailed || byDeltaspace)) {
            throw CommandException.usage(
                    "--sampled cannot be combined with --detailed or --by-deltaspace");
        }
        if (ObjectLocation.parse(path).bucket().isEmpty()) {
            throw CommandException.usage("'" + path + "' names no bucket");
        }
    }

    @Override
    int run(Connection connection) {
        ObjectLocation location = ObjectLocation.parse(path);
        try {
            if (byDeltaspace) {
                deltaspaces(connection, location);
                return ExitCode.OK;
            }
            BucketStatistics statistics = statistics(connection, location);
            // References are shared, so that a part of a bucket has none of its own to give away.
            Optional<RetiredReferences> retired =
                    location.key().isEmpty()
                            ? Optional.of(
                                    RetiredReferences.of(connection.backend(), location.bucket()))
                            : Optional.empty();
            if (json()) {
                Map<String, @Nullable Object> fields = fields(location, statistics);
                retired.ifPresent(each -> addRetired(fields, each));
                shell.out().println(Json.of(fields));
            } else {
                print(location, statistics);
                retired.ifPresent(each -> printFree(statistics, each));
            }
        } catch (SdkException e) {
            throw ServiceErrors.toCommandException(e, "ListObjectsV2");
        }
        return ExitCode.OK;
    }

    /** Only figures of whole buckets are kept; those of parts are counted anew each time. */
    private BucketStatistics statistics(Connection connection, ObjectLocation location) {
        if (noCache || !location.key().isEmpty()) {
            return count(connection, location);
        }
        StatisticsCache cache =
                new StatisticsCache(
                        connection.backend(), location.bucket(), sampled ? "sampled" : "exact");
        String fingerprint = cache.fingerprint();
        Optional<BucketStatistics> kept =
                refresh || detailed ? Optional.empty() : cache.get(fingerprint);
        if (kept.isPresent()) {
            return kept.get();
        }
        BucketStatistics counted = count(connection, location);
        cache.put(fingerprint, counted);
        return counted;
    }

    private BucketStatistics count(Connection connection, ObjectLocation location) {
        return sampled
                ? new SampledStatistics(connection.backend(), connection.client())
                        .collect(location.bucket(), location.key())
                : BucketStatistics.collect(
                        connection.backend(),
                        connection.client().listing(),
                        location.bucket(),
                        location.key());
    }

    private void deltaspaces(Connection connection, ObjectLocation location) {
        List<DeltaspaceFigures> all =
                DeltaspaceFigures.collect(
                        connection.backend(),
                        connection.client().listing(),
                        location.bucket(),
                        location.key());
        if (json()) {
            shell.out().println(Json.of(all.stream().map(StatsCommand::fields).toList()));
            return;
        }
        TextTable table =
                new TextTable("Deltaspace", "Objects", "Size", "Stored", "References", "Saved");
        for (DeltaspaceFigures each : all) {
            table.row(
                    each.name(),
                    Amounts.count(each.objects()),
                    HumanSize.of(each.logicalBytes()),
                    HumanSize.of(each.totalStored()),
                    Amounts.count(each.references()),
                    Amounts.percent(each.logicalBytes() - each.totalStored(), each.logicalBytes()));
        }
        shell.out().print(table.text());
    }

    private static Map<String, Object> fields(DeltaspaceFigures figures) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("deltaspace", figures.name());
        fields.put("object_count", figures.objects());
        fields.put("total_size", figures.logicalBytes());
        fields.put("compressed_size", figures.totalStored());
        fields.put("reference_count", figures.references());
        fields.put("reference_size", figures.referenceBytes());
        return fields;
    }

    /** The first eight are what other tools of this kind call them: there, the ratio is the part that is saved. */
    private Map<String, @Nullable Object> fields(ObjectLocation location, BucketStatistics s) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("bucket", location.bucket());
        fields.put("object_count", s.objectCount());
        fields.put("total_size", s.logicalBytes());
        fields.put("compressed_size", s.totalStored());
        fields.put("space_saved", s.saved());
        fields.put("average_compression_ratio", s.savings());
        fields.put("delta_objects", s.deltaObjects());
        fields.put("direct_objects", s.rawObjects());
        fields.put("prefix", location.key());
        fields.put("estimated", sampled);
        fields.put("object_stored_size", s.storedBytes());
        fields.put("reference_count", s.referenceCount());
        fields.put("reference_size", s.referenceBytes());
        return fields;
    }

    private static void addRetired(
            Map<String, @Nullable Object> fields, RetiredReferences retired) {
        fields.put("references_waiting", retired.count());
        fields.put("waiting_size", retired.bytes());
        fields.put("free_after", retired.freeAfter().map(Instant::toString).orElse(null));
    }

    /** What will become free, and when. */
    private void printFree(BucketStatistics s, RetiredReferences retired) {
        if (retired.count() > 0) {
            line(
                    "To be freed",
                    Amounts.size(retired.bytes())
                            + " of "
                            + Amounts.count(
                                    retired.count(), "retired reference", "retired references")
                            + ", by a \"purge\" after "
                            + LocalTime.minute(retired.freeAfter().orElseThrow()));
        } else if (s.referenceCount() > 0 && s.deltaObjects() == 0) {
            line(
                    "To be freed",
                    "all references, since no object needs one: \"purge\" retires them, and"
                            + " deletes them a day later");
        }
    }

    private void print(ObjectLocation location, BucketStatistics s) {
        PrintStream out = shell.out();
        out.println(location + (sampled ? " (estimated from a sample)" : ""));
        line("Objects", Amounts.count(s.objectCount()));
        line("  as deltas", Amounts.count(s.deltaObjects()));
        line("  as they are", Amounts.count(s.rawObjects()));
        line("References", Amounts.count(s.referenceCount()));
        line("Size", Amounts.size(s.logicalBytes()));
        line("Stored", Amounts.size(s.totalStored()));
        line("  objects", Amounts.size(s.storedBytes()));
        line("  references", Amounts.size(s.referenceBytes()));
        line("Saved", Amounts.saved(s.logicalBytes(), s.totalStored()));
    }

    private void line(String label, String value) {
        shell.out().println("  " + label + " ".repeat(16 - label.length()) + value);
    }
}
