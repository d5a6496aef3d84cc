package io.deltaglider.cli.command;

import io.deltaglider.cli.output.Digests;
import io.deltaglider.cli.output.Json;
import io.deltaglider.cli.shell.ExitCode;
import io.deltaglider.cli.shell.Shell;
import io.deltaglider.delta.Content;
import io.deltaglider.delta.DeltaEncoder;
import io.deltaglider.delta.DeltaHeader;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

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
        DeltaHeader header = header(referenceFile, targetFile);
        AtomicLong size = new AtomicLong();
        try (Content from =
                        referenceFile.isPresent()
                                ? Content.of(referenceFile.get())
                                : Content.empty();
                Content to = Content.of(targetFile)) {
            DeltaCommand.output(
                    shell,
                    output,
                    out -> {
                        BufferedOutputStream buffered = new BufferedOutputStream(out, 1 << 16);
                        DeltaEncoder encoder = new DeltaEncoder(options.effort());
                        OptionalLong written =
                                referenceFile.isPresent()
                                        ? encoder.encode(from, to, header, Long.MAX_VALUE, buffered)
                                        : encoder.pack(to, header, Long.MAX_VALUE, buffered);
                        size.set(written.orElseThrow());
                        buffered.flush();
                    });
        }
        report(header.targetSize(), size.get());
        return ExitCode.OK;
    }

    private static DeltaHeader header(Optional<Path> reference, Path target) throws IOException {
        CompletableFuture<String> md5 = Digests.md5Beside(target);
        Optional<CompletableFuture<String>> referenceSha256 = reference.map(Digests::sha256Beside);
        String sha256 = Digests.sha256(target);
        Optional<DeltaHeader.ReferenceId> id = Optional.empty();
        if (reference.isPresent()) {
            id =
                    Optional.of(
                            new DeltaHeader.ReferenceId(
                                    referenceSha256.orElseThrow().join(),
                                    Files.size(reference.get()),
                                    reference.get().getFileName().toString()));
        }
        return new DeltaHeader(Files.size(target), sha256, md5.join(), "", "", id);
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
