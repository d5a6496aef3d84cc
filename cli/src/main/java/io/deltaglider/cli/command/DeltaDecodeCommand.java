package io.deltaglider.cli.command;

import io.deltaglider.cli.output.Digests;
import io.deltaglider.cli.shell.AtomicFile;
import io.deltaglider.cli.shell.CommandException;
import io.deltaglider.cli.shell.ExitCode;
import io.deltaglider.cli.shell.Pipes;
import io.deltaglider.cli.shell.Shell;
import io.deltaglider.delta.Content;
import io.deltaglider.delta.CorruptDeltaException;
import io.deltaglider.delta.DeltaFile;
import io.deltaglider.delta.DeltaFiles;
import io.deltaglider.delta.DeltaHeader;
import io.deltaglider.engine.failure.Reason;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;

@Command(
        name = "decode",
        description =
                "Rebuild a file from a delta file and its reference; the result is checked by its"
                        + " SHA-256.",
        footer = {
            "",
            "Examples:",
            "  deltaglider delta decode --ref app-1.zip app-2.delta -o app-2.zip",
            "  deltaglider delta decode app-1.delta -o app-1.zip"
        })
final class DeltaDecodeCommand implements Callable<Integer> {
    private final Shell shell;

    @Option(
            names = "--ref",
            paramLabel = "REF",
            description =
                    "The reference that the delta file was made against; not needed for one that"
                            + " stands alone.")
    private Optional<String> reference = Optional.empty();

    @Parameters(arity = "1", paramLabel = "DELTA", description = "The delta file.")
    private String delta = "";

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "OUT",
            description = "The rebuilt file; - for standard output.")
    private String output = "";

    DeltaDecodeCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws IOException {
        Path deltaFile = DeltaCommand.input(shell, delta);
        Optional<Path> referenceFile =
                reference.isPresent()
                        ? Optional.of(DeltaCommand.input(shell, reference.get()))
                        : Optional.empty();
        Optional<Path> outputFile =
                output.equals(DeltaCommand.STANDARD_OUTPUT)
                        ? Optional.empty()
                        : Optional.of(DeltaCommand.output(shell, output, referenceFile, deltaFile));
        try (InputStream in = new BufferedInputStream(Files.newInputStream(deltaFile), 1 << 16);
                DeltaFile file =
                        DeltaFile.open(in)
                                .withTemporaryFolder(DeltaCommand.temporaryFolder(shell));
                Content content = content(file.header(), referenceFile)) {
            if (outputFile.isEmpty()) {
                try (InputStream rebuilt = file.target(content)) {
                    rebuilt.transferTo(shell.checkedOut());
                }
            } else if (AtomicFile.isWrittenThrough(outputFile.get())) {
                try (InputStream rebuilt = file.target(content);
                        OutputStream out = Pipes.open(outputFile.get())) {
                    rebuilt.transferTo(out);
                }
            } else {
                DeltaFiles.decode(file, content, outputFile.get());
            }
        } catch (CorruptDeltaException e) {
            throw new CommandException(ExitCode.FAILED, explain(e, deltaFile, referenceFile), e);
        }
        return ExitCode.OK;
    }

    private Content content(DeltaHeader header, Optional<Path> file) throws IOException {
        if (header.reference().isEmpty()) {
            return Content.empty();
        }
        DeltaHeader.ReferenceId needed = header.reference().get();
        if (file.isEmpty()) {
            throw CommandException.usage(
                    "'" + delta + "' needs its reference, " + describe(needed) + ": --ref FILE");
        }
        long size = Files.size(file.get());
        if (size != needed.size()) {
            throw new CommandException(ExitCode.FAILED, otherReference(needed));
        }
        return Content.of(file.get());
    }

    /** A wrong reference looks like a damaged delta file; the digest tells them apart. */
    private String explain(CorruptDeltaException e, Path deltaFile, Optional<Path> file)
            throws IOException {
        // What came through a pipe is gone.
        if (file.isPresent() && Files.isRegularFile(deltaFile)) {
            try (InputStream in = new BufferedInputStream(Files.newInputStream(deltaFile));
                    DeltaFile damaged = DeltaFile.open(in)) {
                Optional<DeltaHeader.ReferenceId> needed = damaged.header().reference();
                if (needed.isPresent()
                        && !needed.get().sha256().equals(Digests.sha256(file.get()))) {
                    return otherReference(needed.get());
                }
            } catch (CorruptDeltaException again) {
                // Not even the header can be read: what was said first is the reason.
            }
        }
        return "cannot rebuild from '" + delta + "': " + Reason.of(e);
    }

    private String otherReference(DeltaHeader.ReferenceId needed) {
        return "'"
                + reference.orElseThrow()
                + "' is not the reference of '"
                + delta
                + "'; that is "
                + describe(needed);
    }

    private static String describe(DeltaHeader.ReferenceId id) {
        return (id.key().isEmpty() ? "a file" : "'" + id.key() + "'")
                + " of "
                + id.size()
                + " bytes with SHA-256 "
                + id.sha256();
    }
}
