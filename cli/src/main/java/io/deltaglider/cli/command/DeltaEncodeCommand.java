package io.deltaglider.cli.command;

import io.deltaglider.cli.output.Json;
import io.deltaglider.cli.shell.AtomicFile;
import io.deltaglider.cli.shell.ExitCode;
import io.deltaglider.cli.shell.Pipes;
import io.deltaglider.cli.shell.Shell;
import io.deltaglider.delta.DeltaEncoder;
import io.deltaglider.delta.DeltaFiles;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

@Command(
        name = "encode",
        description =
                "Write what makes a file different from a reference; or, without a reference, pack"
                        + " the file: open the gzip and zip streams in it and compress what is in"
                        + " them better.",
        footer = {
            "",
            "Examples:",
            "  deltaglider delta encode --ref app-1.zip app-2.zip -o app-2.delta",
            "  deltaglider delta encode app-1.zip -o app-1.delta"
        })
final class DeltaEncodeCommand implements Callable<Integer> {
    private final Shell shell;
    private final GlobalOptions options;

    @Option(
            names = "--ref",
            paramLabel = "REF",
            description =
                    "The reference: an earlier version. Without one the delta file stands alone.")
    private Optional<String> reference = Optional.empty();

    @Parameters(arity = "1", paramLabel = "TARGET", description = "The file to be encoded.")
    private String target = "";

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "OUT",
            description = "The delta file; - for standard output.")
    private String output = "";

    DeltaEncodeCommand(Shell shell, GlobalOptions options) {
        this.shell = shell;
        this.options = options;
    }

    @Override
    public Integer call() throws IOException {
        Optional<Path> referenceFile =
                reference.isPresent()
                        ? Optional.of(DeltaCommand.input(shell, reference.get()))
                        : Optional.empty();
        Path targetFile = DeltaCommand.input(shell, target);
        DeltaFiles.Encoded encoded =
                output.equals(DeltaCommand.STANDARD_OUTPUT)
                        ? encode(referenceFile, targetFile, shell.checkedOut())
                        : encode(
                                referenceFile,
                                targetFile,
                                DeltaCommand.output(shell, output, referenceFile, targetFile));
        report(encoded.header().targetSize(), encoded.deltaSize());
        return ExitCode.OK;
    }

    private DeltaFiles.Encoded encode(Optional<Path> from, Path to, Path delta) throws IOException {
        if (AtomicFile.isWrittenThrough(delta)) {
            try (OutputStream out = Pipes.open(delta)) {
                return encode(from, to, out);
            }
        }
        return from.isPresent()
                ? DeltaFiles.encode(from, to, delta, encoder())
                : DeltaFiles.pack(to, delta, encoder());
    }

    private DeltaFiles.Encoded encode(Optional<Path> from, Path to, OutputStream out)
            throws IOException {
        return from.isPresent()
                ? DeltaFiles.encode(from, to, out, encoder())
                : DeltaFiles.pack(to, out, encoder());
    }

    private DeltaEncoder encoder() {
        return new DeltaEncoder(options.effort(), DeltaCommand.temporaryFolder(shell));
    }

    private void report(long targetSize, long deltaSize) {
        if (options.quiet()) {
            return;
        }
        // Standard output may be the delta file itself.
        PrintStream to = output.equals(DeltaCommand.STANDARD_OUTPUT) ? shell.err() : shell.out();
        double ratio = targetSize == 0 ? 1 : (double) deltaSize / targetSize;
        if (options.json()) {
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("target_size", targetSize);
            result.put("delta_size", deltaSize);
            result.put("ratio", ratio);
            to.println(Json.of(result));
        } else {
            to.println(
                    String.format(
                            Locale.ROOT,
                            "%s: %,d bytes instead of %,d (%.2f %%)",
                            output,
                            deltaSize,
                            targetSize,
                            100 * ratio));
        }
    }
}
