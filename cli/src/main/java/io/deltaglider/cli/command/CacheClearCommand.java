package io.deltaglider.cli.command;

import io.deltaglider.cli.local.ByteSize;
import io.deltaglider.cli.local.CacheFolder;
import io.deltaglider.cli.output.HumanSize;
import io.deltaglider.cli.shell.CommandException;
import io.deltaglider.cli.shell.ExitCode;
import io.deltaglider.cli.shell.Shell;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;

@Command(
        name = "clear",
        description = "Delete what is in the cache, or the oldest of it.",
        footer = {"", "Example:", "  deltaglider cache clear --max-size 2GiB"})
final class CacheClearCommand implements Callable<Integer> {
    private final Shell shell;
    private final GlobalOptions options;

    @Option(
            names = "--max-size",
            paramLabel = "SIZE",
            description =
                    "Keep references of so many bytes, those used last; as 500MB, 2GiB. What is"
                            + " known of objects stays then.")
    private Optional<String> maxSize = Optional.empty();

    CacheClearCommand(Shell shell, GlobalOptions options) {
        this.shell = shell;
        this.options = options;
    }

    @Override
    public Integer call() throws IOException {
        CacheFolder folder = CacheFolder.of(shell);
        long freed;
        if (maxSize.isPresent()) {
            long bytes =
                    ByteSize.parse(maxSize.get())
                            .orElseThrow(() ->
                                    CommandException.usage(
                                            "argument --max-size: \""
                                                    + maxSize.get()
                                                    + "\" is no size; for example 500MB or 2GiB"));
            freed = folder.trim(bytes);
        } else {
            freed = folder.clear();
        }
        if (!options.quiet()) {
            shell.out().println("Freed " + HumanSize.of(freed) + " in " + folder.path());
        }
        return ExitCode.OK;
    }
}
