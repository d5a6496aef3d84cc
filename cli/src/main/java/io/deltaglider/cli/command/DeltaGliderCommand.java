package io.deltaglider.cli.command;

import io.deltaglider.cli.connect.ServiceErrors;
import io.deltaglider.cli.logging.FailureLog;
import io.deltaglider.cli.logging.LogLevel;
import io.deltaglider.cli.shell.CommandException;
import io.deltaglider.cli.shell.ExitCode;
import io.deltaglider.cli.shell.Shell;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** {@code deltaglider} itself: the commands, put together. */
@Command(
        name = "deltaglider",
        synopsisSubcommandLabel = "COMMAND",
        versionProvider = Version.class,
        description = {
            "Object storage that keeps every version of large files for little more than the price"
                    + " of one.",
            "The commands are those of \"aws s3\"."
        },
        footer = {
            "",
            "First steps: deltaglider demo",
            "Exit codes: 0 done; 1 something failed, or nothing was found; 2 something was skipped;"
                    + " 252 wrong usage;",
            "253 configuration or credentials; 254 the service's answer; 255 anything else."
        })
public final class DeltaGliderCommand implements Runnable {
    @Mixin private final GlobalOptions options = new GlobalOptions();

    // Read by picocli.
    @SuppressWarnings("UnusedVariable")
    @Option(names = "--version", versionHelp = true, description = "Show the version.")
    private boolean version;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    private DeltaGliderCommand() {}

    /** Ready to be executed, any number of times one after the other. */
    public static CommandLine create(Shell shell) {
        DeltaGliderCommand root = new DeltaGliderCommand();
        GlobalOptions options = root.options;
        CommandLine line = new CommandLine(root);
        for (Object command :
                List.of(
                        new CopyCommand(shell, options),
                        new ListCommand(shell, options),
                        new MoveCommand(shell, options),
                        new SyncCommand(shell, options),
                        new RemoveCommand(shell, options),
                        new CatCommand(shell, options),
                        new MakeBucketCommand(shell, options),
                        new RemoveBucketCommand(shell, options),
                        new PresignCommand(shell, options),
                        new MigrateCommand(shell, options),
                        new StatsCommand(shell, options),
                        new PurgeCommand(shell, options),
                        new DoctorCommand(shell, options),
                        new VerifyCommand(shell, options),
                        new AnalyzeCommand(shell, options),
                        new OptimizeCommand(shell, options),
                        new GetBucketAclCommand(shell, options),
                        new PutBucketAclCommand(shell, options),
                        new DemoCommand(shell, options),
                        new CompletionCommand(shell),
                        new VersionCommand(shell))) {
            line.addSubcommand(command);
        }
        line.addSubcommand(CacheCommand.create(shell, options));
        line.addSubcommand(
                new CommandLine(new DeltaCommand())
                        .addSubcommand(new DeltaEncodeCommand(shell, options))
                        .addSubcommand(new DeltaDecodeCommand(shell))
                        .addSubcommand(new DeltaInspectCommand(shell, options)));
        return line.setExpandAtFiles(false)
                .setOverwrittenOptionsAllowed(true)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpWidth(100)
                .setOut(new PrintWriter(shell.out(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(shell.err(), true, StandardCharsets.UTF_8))
                .setExecutionStrategy(parsed -> {
                    check(shell, parsed);
                    return new CommandLine.RunLast().execute(parsed);
                })
                .setParameterExceptionHandler((e, _) -> misused(shell, e))
                .setExecutionExceptionHandler((e, _, _) -> failed(shell, options, e));
    }

    /** Exceptions reach the handler below only in picocli's own wrapping. */
    private static void check(Shell shell, CommandLine.ParseResult parsed) {
        try {
            LogLevel.check(shell);
        } catch (CommandException e) {
            throw new CommandLine.ExecutionException(
                    parsed.commandSpec().commandLine(), e.getMessage(), e);
        }
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is needed");
    }

    private static int misused(Shell shell, ParameterException e) {
        CommandLine command = e.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        shell.err().println(name + ": " + e.getMessage());
        if (e instanceof UnmatchedArgumentException unmatched) {
            for (String suggestion : unmatched.getSuggestions()) {
                shell.err().println("  did you mean: " + suggestion);
            }
        }
        shell.err().println("\"" + name + " --help\" tells what there is.");
        return ExitCode.USAGE;
    }

    private static int failed(Shell shell, GlobalOptions options, Exception e) {
        shell.out().flush();
        shell.err().println(ServiceErrors.describe(e));
        FailureLog.add("the command ends here", e);
        if (options.debug()) {
            e.printStackTrace(shell.err());
        }
        return ServiceErrors.exitCode(e);
    }
}
