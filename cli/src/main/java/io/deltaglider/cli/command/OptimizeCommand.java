package io.deltaglider.cli.command;

import io.deltaglider.cli.connect.Connection;
import io.deltaglider.cli.connect.ServiceErrors;
import io.deltaglider.cli.output.Amounts;
import io.deltaglider.cli.output.Json;
import io.deltaglider.cli.output.Progress;
import io.deltaglider.cli.output.Work;
import io.deltaglider.cli.shell.CommandException;
import io.deltaglider.cli.shell.ExitCode;
import io.deltaglider.cli.shell.Shell;
import io.deltaglider.cli.transfer.ObjectLocation;
import io.deltaglider.engine.optimize.OptimizeOptions;
import io.deltaglider.engine.optimize.OptimizeRefusedException;
import io.deltaglider.engine.optimize.OptimizeReport;
import io.deltaglider.engine.write.Packing;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import software.amazon.awssdk.core.exception.SdkException;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

@Command(
        name = "optimize",
        description = {
            "Store what is stored already under better references. Objects stay what they are:"
                    + " bytes, ETags, dates.",
            "It may be interrupted at any time, and run again."
        },
        footer = {
            "",
            "Examples:",
            "  deltaglider optimize s3://releases/ --dryrun",
            "  deltaglider optimize s3://releases/2023/ --pack"
        })
final class OptimizeCommand extends StoreCommand {
    @Parameters(
            arity = "1",
            paramLabel = "s3://BUCKET/PREFIX",
            description = "A bucket, or the objects under a prefix.")
    private String path = "";

    @Option(
            names = {"--dryrun", "--dry-run"},
            description = "Find out what it would save, and write nothing.")
    private boolean dryRun;

    @Option(
            names = "--drop-versions",
            description =
                    "In a bucket that keeps versions, delete the version that is replaced. Clients"
                            + " that know its version id cannot get it any more.")
    private boolean dropVersions;

    OptimizeCommand(Shell shell, GlobalOptions options) {
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
        OptimizeOptions how =
                OptimizeOptions.defaults()
                        .withDryRun(dryRun)
                        .withPack(options.packing().equals(Optional.of(Packing.ALWAYS)))
                        .withDropVersions(dropVersions);
        OptimizeReport report;
        try (Progress progress = Progress.of(shell, options.quiet() || json(), () -> 0);
                FamilyProgress families = new FamilyProgress(progress)) {
            report =
                    connection
                            .client()
                            .optimizer(connection.inPlaceRewrites())
                            .run(
                                    location.bucket(),
                                    location.key(),
                                    how,
                                    family -> begin(family, families));
        } catch (OptimizeRefusedException e) {
            throw CommandException.general(String.valueOf(e.getMessage()));
        } catch (SdkException e) {
            throw ServiceErrors.toCommandException(e, "ListObjectsV2");
        }
        if (json()) {
            shell.out().println(Json.of(fields(location, report)));
        } else if (!options.quiet()) {
            print(location, report);
        }
        report.failures().forEach(each -> shell.err().println("optimize failed: " + each));
        return report.failures().isEmpty() ? ExitCode.OK : ExitCode.FAILED;
    }

    private void begin(String family, FamilyProgress progress) {
        progress.next(family);
        if (options.debug()) {
            shell.err().println("optimize: " + family);
        }
    }

    /** Families come one after the other, and nobody knows before how many there will be. */
    private static final class FamilyProgress implements AutoCloseable {
        private final Progress progress;
        private Work current = Work.unwatched();

        FamilyProgress(Progress progress) {
            this.progress = progress;
        }

        void next(String family) {
            current.close();
            progress.expect(0);
            current = progress.begin(family, 0);
        }

        @Override
        public void close() {
            current.close();
        }
    }

    private Map<String, Object> fields(ObjectLocation location, OptimizeReport report) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("bucket", location.bucket());
        fields.put("prefix", location.key());
        fields.put("dry_run", dryRun);
        fields.put("families", report.families());
        fields.put("families_unchanged", report.unchanged());
        fields.put("objects", report.objects());
        fields.put("objects_rewritten", report.rewritten());
        fields.put("objects_overtaken", report.overtaken());
        fields.put("references_written", report.referencesWritten());
        fields.put("logical_size", report.logicalBytes());
        fields.put("stored_before", report.bytesBefore());
        fields.put("stored_after", report.bytesAfter());
        fields.put("saved", report.saved());
        fields.put("failures", report.failures());
        return fields;
    }

    private void print(ObjectLocation location, OptimizeReport report) {
        PrintStream out = shell.out();
        out.println((dryRun ? "(dryrun) " : "") + location);
        line("Objects", Amounts.count(report.objects()));
        line("  stored anew", Amounts.count(report.rewritten()));
        if (report.overtaken() > 0) {
            line("  left alone", Amounts.count(report.overtaken()) + " that changed meanwhile");
        }
        line("References", Amounts.count(report.referencesWritten()) + " written");
        line("Size", Amounts.size(report.logicalBytes()));
        line("Stored before", Amounts.size(report.bytesBefore()));
        line("Stored after", Amounts.size(report.bytesAfter()));
        line("Saved", Amounts.saved(report.bytesBefore(), report.bytesAfter()));
        if (!dryRun && report.saved() > 0) {
            out.println("References that are needed no more take their room until \"purge\".");
        }
    }

    private void line(String label, String value) {
        shell.out().println("  " + label + " ".repeat(16 - label.length()) + value);
    }
}
