package io.deltaglider.cli.command;

import io.deltaglider.cli.connect.Connection;
import io.deltaglider.cli.connect.ServiceErrors;
import io.deltaglider.cli.output.HumanSize;
import io.deltaglider.cli.output.Json;
import io.deltaglider.cli.shell.CommandException;
import io.deltaglider.cli.shell.ExitCode;
import io.deltaglider.cli.shell.Shell;
import io.deltaglider.cli.transfer.ObjectLocation;
import io.deltaglider.engine.statistics.BucketStatistics;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import software.amazon.awssdk.core.exception.SdkException;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

@Command(
        name = "stats",
        description = "How much a bucket, or a prefix of it, holds, takes and saves.",
        footer = {"", "Example:", "  deltaglider stats s3://releases --json"})
final class StatsCommand extends StoreCommand {
    @Parameters(
            arity = "1",
            paramLabel = "BUCKET",
            description = "A bucket, as NAME or s3://NAME, or a prefix, as s3://NAME/PREFIX.")
    private String path = "";

    StatsCommand(Shell shell, GlobalOptions options) {
        super(shell, options);
    }

    @Override
    void check() {
        if (ObjectLocation.parse(path).bucket().isEmpty()) {
            throw CommandException.usage("'" + path + "' names no bucket");
        }
    }

    @Override
    int run(Connection connection) {
        ObjectLocation location = ObjectLocation.parse(path);
        BucketStatistics statistics;
        try {
            statistics =
                    BucketStatistics.collect(
                            connection.backend(),
                            connection.client().listing(),
                            location.bucket(),
                            location.key());
        } catch (SdkException e) {
            throw ServiceErrors.toCommandException(e, "ListObjectsV2");
        }
        if (json()) {
            shell.out().println(Json.of(fields(location, statistics)));
        } else {
            print(location, statistics);
        }
        return ExitCode.OK;
    }

    /** The first eight are what other tools of this kind call them: there, the ratio is the part that is saved. */
    private static Map<String, Object> fields(ObjectLocation location, BucketStatistics s) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("bucket", location.bucket());
        fields.put("object_count", s.objectCount());
        fields.put("total_size", s.logicalBytes());
        fields.put("compressed_size", s.totalStored());
        fields.put("space_saved", s.saved());
        fields.put("average_compression_ratio", s.savings());
        fields.put("delta_objects", s.deltaObjects());
        fields.put("direct_objects", s.rawObjects());
        fields.put("prefix", location.key());
        fields.put("object_stored_size", s.storedBytes());
        fields.put("reference_count", s.referenceCount());
        fields.put("reference_size", s.referenceBytes());
        return fields;
    }

    private void print(ObjectLocation location, BucketStatistics s) {
        PrintStream out = shell.out();
        out.println(location);
        line("Objects", count(s.objectCount()));
        line("  as deltas", count(s.deltaObjects()));
        line("  as they are", count(s.rawObjects()));
        line("References", count(s.referenceCount()));
        line("Size", size(s.logicalBytes()));
        line("Stored", size(s.totalStored()));
        line("  objects", size(s.storedBytes()));
        line("  references", size(s.referenceBytes()));
        line("Saved", size(s.saved()) + String.format(Locale.ROOT, ", %.1f %%", 100 * s.savings()));
    }

    private void line(String label, String value) {
        shell.out().println("  " + label + " ".repeat(16 - label.length()) + value);
    }

    private static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    private static String size(long bytes) {
        return String.format(Locale.ROOT, "%s (%,d bytes)", HumanSize.of(bytes), bytes);
    }
}
