package io.deltaglider.cli.command;

import io.deltaglider.cli.connect.Connection;
import io.deltaglider.cli.connect.ServiceErrors;
import io.deltaglider.cli.output.Amounts;
import io.deltaglider.cli.output.HumanSize;
import io.deltaglider.cli.output.Json;
import io.deltaglider.cli.output.LocalTime;
import io.deltaglider.cli.shell.CommandException;
import io.deltaglider.cli.shell.ExitCode;
import io.deltaglider.cli.shell.Shell;
import io.deltaglider.cli.transfer.ObjectLocation;
import io.deltaglider.cli.transfer.ShellPattern;
import io.deltaglider.engine.collect.CollectOptions;
import io.deltaglider.engine.collect.CollectReport;
import io.deltaglider.engine.collect.CollectReport.Waiting;
import io.deltaglider.engine.layout.ReservedKeys;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import software.amazon.awssdk.core.exception.SdkException;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

@Command(
        name = "purge",
        description = {
            "Free the room that nothing needs any more.",
            "Removes references that no object needs, temporary objects that have expired, and"
                    + " unfinished uploads; never an object of yours.",
            "A reference is first retired, and deleted a grace period later, so it takes several"
                    + " runs. Run it every day; it may run beside anything else."
        },
        footer = {"", "Example:", "  deltaglider purge s3://releases --dry-run"})
final class PurgeCommand extends StoreCommand {
    private static final Pattern PERIOD = Pattern.compile("(\\d{1,9})([smhd]?)");

    /** Less than this is shorter than a slow upload. */
    private static final Duration LEAST_GRACE = Duration.ofMinutes(10);

    @Parameters(arity = "1", paramLabel = "BUCKET", description = "A bucket: NAME or s3://NAME.")
    private String path = "";

    @Option(
            names = {"--dryrun", "--dry-run"},
            description = "Show what would be done, and do nothing.")
    private boolean dryRun;

    @Option(
            names = "--grace",
            paramLabel = "PERIOD",
            description =
                    "How long a reference is left alone before it is retired, and again before it"
                            + " is deleted: 36h, 2d, 90m. Default: 24h. Never less than the longest"
                            + " upload may take.")
    private String grace = "24h";

    @Option(
            names = "--assume-raw",
            paramLabel = "PATTERN",
            description = {
                "Keys of objects that need no reference although they cannot be read: * and ? as in"
                    + " --exclude; may be repeated. For objects that other tools have encrypted"
                    + " with a customer's key (SSE-C). If one of them is a delta after all, what it"
                    + " needs may be removed."
            })
    private List<String> assumedRaw = List.of();

    @Option(
            names = "--allow-short-grace",
            hidden = true,
            description = "For tests: a grace period that may lose objects of slow writers.")
    private boolean allowShortGrace;

    PurgeCommand(Shell shell, GlobalOptions options) {
        super(shell, options);
    }

    @Override
    void check() {
        ObjectLocation location = ObjectLocation.parse(path);
        if (location.bucket().isEmpty()) {
            throw CommandException.usage("'" + path + "' names no bucket");
        }
        if (!location.key().isEmpty()) {
            throw CommandException.usage(
                    "purge works on whole buckets, since references are shared: s3://"
                            + location.bucket());
        }
        if (period().compareTo(LEAST_GRACE) < 0 && !allowShortGrace) {
            throw CommandException.usage(
                    "--grace " + grace + " is too short for writers to finish; use 10m or more");
        }
    }

    private Duration period() {
        Matcher parts = PERIOD.matcher(grace);
        if (!parts.matches()) {
            throw CommandException.usage(
                    "--grace " + grace + " is no period; write it as 36h, 2d or 90m");
        }
        long number = Long.parseLong(parts.group(1));
        return switch (parts.group(2)) {
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            case "d" -> Duration.ofDays(number);
            default -> Duration.ofSeconds(number);
        };
    }

    @Override
    int run(Connection connection) {
        String bucket = ObjectLocation.parse(path).bucket();
        CollectOptions collect =
                CollectOptions.defaults()
                        .withGrace(period())
                        .withDryRun(dryRun)
                        .withProgress(connection.cacheDirectory().resolve("purge"));
        if (!assumedRaw.isEmpty()) {
            List<Pattern> patterns = assumedRaw.stream().map(ShellPattern::compile).toList();
            collect =
                    collect.withAssumedRaw(
                            key -> patterns.stream().anyMatch(each -> each.matcher(key).matches()));
        }
        long started = System.nanoTime();
        CollectReport report;
        try {
            report = connection.client().collect(bucket, collect);
        } catch (SdkException e) {
            throw ServiceErrors.toCommandException(e, "ListObjectsV2");
        }
        double seconds = (System.nanoTime() - started) / 1e9;
        if (json()) {
            shell.out()
                    .println(
                            Json.of(
                                    dryRun
                                            ? planned(bucket, report)
                                            : done(bucket, report, seconds)));
        } else if (!options.quiet()) {
            print(report);
        }
        report.errors().forEach(each -> shell.err().println("purge: " + each));
        return report.errors().isEmpty() ? ExitCode.OK : ExitCode.FAILED;
    }

    /** The first eight are what scripts for the Python tool read. */
    private static Map<String, @Nullable Object> done(
            String bucket, CollectReport report, double seconds) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("bucket", bucket);
        fields.put("prefix", ReservedKeys.PREFIX);
        fields.put("deleted_count", report.deletedCount());
        fields.put("expired_count", report.expiredCount());
        fields.put("error_count", report.errors().size());
        fields.put("total_size_freed", report.bytesFreed());
        fields.put("duration_seconds", seconds);
        fields.put("errors", report.errors());
        addReferences(fields, report);
        return fields;
    }

    private static Map<String, @Nullable Object> planned(String bucket, CollectReport report) {
        List<Map<String, Object>> files = new ArrayList<>();
        for (CollectReport.Deleted each : report.deleted()) {
            Map<String, Object> file = new LinkedHashMap<>();
            file.put("key", each.key());
            file.put("size", each.size());
            file.put("expires_at", each.expiredAt().toString());
            files.add(file);
        }
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("bucket", bucket);
        fields.put("prefix", ReservedKeys.PREFIX);
        fields.put("dry_run", true);
        fields.put("would_delete_count", report.deletedCount());
        fields.put("total_size_to_free", report.bytesFreed());
        fields.put("expired_files", files);
        fields.put("errors", report.errors());
        addReferences(fields, report);
        return fields;
    }

    private static void addReferences(Map<String, @Nullable Object> fields, CollectReport report) {
        fields.put("objects_scanned", report.objectsScanned());
        fields.put("objects_assumed_raw", report.objectsAssumedRaw());
        fields.put("reference_count", report.referencesFound());
        fields.put("references_retired", report.referencesRetired());
        fields.put("references_deleted", report.referencesDeleted());
        Waiting waiting = report.waiting();
        fields.put("references_waiting", waiting.count());
        fields.put("waiting_size", waiting.bytes());
        fields.put("free_after", waiting.last().map(Instant::toString).orElse(null));
    }

    private void print(CollectReport report) {
        PrintStream out = shell.out();
        String done = dryRun ? "(dryrun) " : "";
        report.deleted().forEach(each -> out.println(done + "delete: " + each.key()));
        if (report.objectsAssumedRaw() > 0) {
            out.println(
                    done
                            + "assumed raw, as told: "
                            + Amounts.count(report.objectsAssumedRaw(), "object", "objects")
                            + " that cannot be read");
        }
        long unnamed = report.deletedCount() - report.deleted().size();
        if (unnamed > 0) {
            out.println(done + "delete: " + Amounts.count(unnamed, "more", "more"));
        }
        out.println(
                done
                        + "references: "
                        + Amounts.count(report.referencesFound())
                        + " found, "
                        + Amounts.count(report.referencesRetired())
                        + " retired, "
                        + Amounts.count(report.referencesDeleted())
                        + " deleted; expired: "
                        + Amounts.count(report.expiredCount())
                        + "; freed: "
                        + HumanSize.of(report.bytesFreed()));
        Waiting waiting = report.waiting();
        if (waiting.count() > 0) {
            out.println(
                    done
                            + HumanSize.of(waiting.bytes())
                            + " more, of "
                            + Amounts.count(
                                    waiting.count(), "retired reference", "retired references")
                            + ", will be freed by a run "
                            + when(waiting)
                            + ".");
        }
    }

    private static String when(Waiting waiting) {
        String first = LocalTime.minute(waiting.first().orElseThrow());
        String last = LocalTime.minute(waiting.last().orElseThrow());
        return first.equals(last)
                ? "after " + first
                : "after " + last + ", the first of it by one after " + first;
    }
}
