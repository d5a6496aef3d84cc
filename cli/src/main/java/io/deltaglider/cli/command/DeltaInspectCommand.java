package io.deltaglider.cli.command;

import io.deltaglider.cli.output.Json;
import io.deltaglider.cli.shell.CommandException;
import io.deltaglider.cli.shell.ExitCode;
import io.deltaglider.cli.shell.Shell;
import io.deltaglider.delta.Content;
import io.deltaglider.delta.CorruptDeltaException;
import io.deltaglider.delta.DeltaFile;
import io.deltaglider.delta.DeltaHeader;
import io.deltaglider.engine.failure.Reason;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;

@Command(name = "inspect", description = "Show what a delta file says of itself.")
final class DeltaInspectCommand implements Callable<Integer> {
    private final Shell shell;
    private final GlobalOptions options;

    @Parameters(arity = "1", paramLabel = "DELTA", description = "The delta file.")
    private String delta = "";

    DeltaInspectCommand(Shell shell, GlobalOptions options) {
        this.shell = shell;
        this.options = options;
    }

    @Override
    public Integer call() throws IOException {
        Path file = DeltaCommand.input(shell, delta);
        DeltaHeader header;
        try (Content content = Content.of(file);
                DeltaFile opened = DeltaFile.open(content)) {
            header = opened.header();
        } catch (CorruptDeltaException e) {
            throw new CommandException(
                    ExitCode.FAILED,
                    "'" + delta + "' is no delta file, or a damaged one: " + Reason.of(e),
                    e);
        }
        Map<String, @Nullable Object> fields = fields(header, Files.size(file));
        if (options.json()) {
            shell.out().println(Json.of(fields));
        } else {
            fields.forEach((name, value) ->
                    shell.out()
                            .println(
                                    (name.replace('_', ' ') + ":" + " ".repeat(20)).substring(0, 20)
                                            + (value == null ? "-" : value)));
        }
        return ExitCode.OK;
    }

    private static Map<String, @Nullable Object> fields(DeltaHeader header, long deltaSize) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("delta_size", deltaSize);
        fields.put("target_size", header.targetSize());
        fields.put("target_sha256", header.targetSha256());
        fields.put("target_md5", orNull(header.targetMd5()));
        fields.put("etag", orNull(header.etag()));
        fields.put("content_type", orNull(header.contentType()));
        fields.put(
                "reference_sha256",
                header.reference().map(DeltaHeader.ReferenceId::sha256).orElse(null));
        fields.put(
                "reference_size",
                header.reference().map(DeltaHeader.ReferenceId::size).orElse(null));
        fields.put("reference_key", header.reference().map(id -> orNull(id.key())).orElse(null));
        return fields;
    }

    private static @Nullable String orNull(String value) {
        return value.isEmpty() ? null : value;
    }
}
