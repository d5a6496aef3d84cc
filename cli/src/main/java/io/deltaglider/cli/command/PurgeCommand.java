package io.deltaglider.cli.command;

import io.deltaglider.cli.connect.Connection;
import io.deltaglider.cli.connect.ServiceErrors;
import io.deltaglider.cli.output.HumanSize;
import io.deltaglider.cli.output.Json;
import io.deltaglider.cli.shell.CommandException;
import io.deltaglider.cli.shell.ExitCode;
import io.deltaglider.cli.shell.Shell;
import io.deltaglider.cli.transfer.ObjectLocation;
import io.deltaglider.cli.transfer.ShellPattern;
import io.deltaglider.engine.collect.CollectOptions;
import io.deltaglider.engine.collect.CollectReport;
import io.deltaglider.engine.layout.ReservedKeys;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import software.amazon.awssdk.core.exception.SdkException;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

@Command(
        name = "purge",
        description = {
            "Remove what nobody needs any more: references without objects, temporary objects whose"
                    + " time is over, unfinished uploads. Objects of yours are never touched.",
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
        if (options.json()) {
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
    private static Map<String, Object> done(String bucket, CollectReport report, double seconds) {
        Map<String, Object> fields = new LinkedHashMap<>();
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

    private static Map<String, Object> planned(String bucket, CollectReport report) {
        List<Map<String, Object>> files = new ArrayList<>();
        for (CollectReport.Deleted each : report.deleted()) {
            Map<String, Object> file = new LinkedHashMap<>();
            file.put("key", each.key());
            file.put("size", each.size());
            file.put("expires_at", each.expiredAt().toString());
            files.add(file);
        }
        Map<String, Object> fields = new LinkedHashMap<>();
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

    private static void addReferences(Map<String, Object> fields, CollectReport report) {
        fields.put("objects_scanned", report.objectsScanned());
        fields.put("objects_assumed_raw", report.objectsAssumedRaw());
        fields.put("reference_count", report.referencesFound());
        fields.put("references_retired", report.referencesRetired());
        fields.put("references_deleted", report.referencesDeleted());
    }

    private void print(CollectReport report) {
        PrintStream out = shell.out();
        String done = dryRun ? "(dryrun) " : "";
        report.deleted().forEach(each -> out.println(done + "delete: " + each.key()));
        if (report.objectsAssumedRaw() > 0) {
            out.println(
                    String.format(
                            Locale.ROOT,
                            "%sassumed raw, as told: %,d objects that cannot be read",
                            done,
                            report.objectsAssumedRaw()));
        }
        out.println(
                String.format(
                        Locale.ROOT,
                        "%sreferences: %,d found, %,d retired, %,d deleted; expired: %,d; freed:"
                                + " %s",
                        done,
                        report.referencesFound(),
                        report.referencesRetired(),
                        report.referencesDeleted(),
                        report.expiredCount(),
                        HumanSize.of(report.bytesFreed())));
    }
}
