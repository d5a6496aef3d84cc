package io.deltaglider.cli.command;

import io.deltaglider.cli.local.CacheFolder;
import io.deltaglider.cli.local.CacheFolder.Contents;
import io.deltaglider.cli.output.HumanSize;
import io.deltaglider.cli.output.Json;
import io.deltaglider.cli.shell.ExitCode;
import io.deltaglider.cli.shell.Shell;

import picocli.CommandLine.Command;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;

@Command(
        name = "info",
        description = {
            "Show where the cache is and what it takes.",
            "It is in $$DELTAGLIDER_CACHE, $$XDG_CACHE_HOME/deltaglider or ~/.cache/deltaglider."
        })
final class CacheInfoCommand implements Callable<Integer> {
    private final Shell shell;
    private final GlobalOptions options;

    CacheInfoCommand(Shell shell, GlobalOptions options) {
        this.shell = shell;
        this.options = options;
    }

    @Override
    public Integer call() throws IOException {
        CacheFolder folder = CacheFolder.of(shell);
        Contents contents = folder.contents();
        if (options.json()) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("location", folder.path().toString());
            fields.put("references", contents.references());
            fields.put("reference_size", contents.referenceBytes());
            fields.put("metadata_size", contents.metadataBytes());
            fields.put("max_size", CacheFolder.maxBytes(shell));
            shell.out().println(Json.of(fields));
        } else {
            shell.out().println("Location    " + folder.path());
            shell.out()
                    .println(
                            String.format(
                                    Locale.ROOT,
                                    "References  %,d, %s of at most %s",
                                    contents.references(),
                                    HumanSize.of(contents.referenceBytes()),
                                    HumanSize.of(CacheFolder.maxBytes(shell))));
            shell.out().println("Metadata    " + HumanSize.of(contents.metadataBytes()));
        }
        return ExitCode.OK;
    }
}
