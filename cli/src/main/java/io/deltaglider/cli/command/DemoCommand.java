package io.deltaglider.cli.command;

import io.deltaglider.cli.connect.Connection;
import io.deltaglider.cli.connect.ConnectionSettings;
import io.deltaglider.cli.connect.ServiceErrors;
import io.deltaglider.cli.demo.DemoFile;
import io.deltaglider.cli.demo.DemoFiles;
import io.deltaglider.cli.demo.DemoReport;
import io.deltaglider.cli.demo.DemoRow;
import io.deltaglider.cli.demo.DemoRun;
import io.deltaglider.cli.demo.Releases;
import io.deltaglider.cli.output.Json;
import io.deltaglider.cli.shell.CommandException;
import io.deltaglider.cli.shell.ExitCode;
import io.deltaglider.cli.shell.Shell;
import io.deltaglider.cli.transfer.LocalPaths;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import software.amazon.awssdk.core.exception.SdkException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

@Command(
        name = "demo",
        description = {
            "Store versions of a file in a local folder, read each back, and show what was saved.",
            "No server and no account are needed, and no network either when you give the files."
        },
        footer = {
            "",
            "Examples:",
            "  deltaglider demo",
            "  deltaglider demo build/app-1.zip build/app-2.zip build/app-3.zip"
        })
final class DemoCommand implements Callable<Integer> {
    private static final String FOLDER = "deltaglider-demo";

    private final Shell shell;
    private final GlobalOptions options;

    @Parameters(
            arity = "0..*",
            paramLabel = "FILE",
            description =
                    "Versions of a file, the oldest first. Default: three releases of Apache Tomcat"
                        + " and three of the Kotlin compiler, fetched from Maven Central with mvn.")
    private List<String> arguments = List.of();

    DemoCommand(Shell shell, GlobalOptions options) {
        this.shell = shell;
        this.options = options;
    }

    @Override
    public Integer call() throws IOException {
        ConnectionSettings settings = options.settings(shell);
        List<DemoFile> files =
                arguments.isEmpty()
                        ? new Releases(shell, releasesFolder()).fetch()
                        : DemoFiles.of(arguments, new LocalPaths(shell.directory()));
        Path store = settings.store().isPresent() ? settings.store().get() : newFolder();
        ConnectionSettings local = settings.withStore(store);
        if (DemoFiles.namesAreUnrelated(files)) {
            local = local.withDeltaspace("demo");
            files = asOneProduct(files);
        }
        List<DemoRow> rows = new ArrayList<>();
        String bucket;
        try (Connection connection = Connection.open(local, shell)) {
            DemoRun run = DemoRun.inNewBucket(connection);
            bucket = run.bucket();
            for (DemoFile file : files) {
                if (shell.attended() && !options.quiet()) {
                    shell.err().println("storing and reading back " + file.file().getFileName());
                }
                rows.add(run.store(file));
            }
        } catch (SdkException e) {
            throw new CommandException(ExitCode.FAILED, ServiceErrors.describe(e), e);
        }
        DemoReport report = new DemoReport(rows);
        if (options.json()) {
            shell.out().println(Json.of(report.fields(store, bucket)));
        } else {
            shell.out().println(report.table());
            shell.out()
                    .print(
                            report.conclusion(
                                    store,
                                    bucket,
                                    System.getProperty("deltaglider.program", "deltaglider")));
        }
        return rows.stream().allMatch(DemoRow::exact) ? ExitCode.OK : ExitCode.FAILED;
    }

    private static List<DemoFile> asOneProduct(List<DemoFile> files) {
        return files.stream().map(file -> new DemoFile(file.file(), "", file.key())).toList();
    }

    private Path releasesFolder() {
        return shell.variable("DELTAGLIDER_CACHE")
                .map(shell.directory()::resolve)
                .orElseGet(shell::cacheDirectory)
                .resolve("demo-releases");
    }

    /** A folder of its own under the current one; if that cannot be written, where the system keeps such things. */
    private Path newFolder() throws IOException {
        if (!Files.isWritable(shell.directory())) {
            return Files.createTempDirectory(FOLDER);
        }
        for (int i = 1; ; i++) {
            Path folder = shell.directory().resolve(i == 1 ? FOLDER : FOLDER + "-" + i);
            if (!Files.exists(folder)) {
                return Files.createDirectory(folder);
            }
        }
    }
}
