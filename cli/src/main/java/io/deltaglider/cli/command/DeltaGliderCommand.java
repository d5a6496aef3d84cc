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
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

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
    private static final String COMPLETION = "completion";
    private static final String MANUAL = "man";

    /** Commands that tell of all others. */
    private static final Set<String> OF_ALL = Set.of(COMPLETION, MANUAL);

    @Mixin private final GlobalOptions options = new GlobalOptions();

    // Read by picocli.
    @SuppressWarnings("UnusedVariable")
    @Option(names = "--version", versionHelp = true, description = "Show the version.")
    private boolean version;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    private DeltaGliderCommand() {}

    /**
     * Executes a command line and returns its exit code. Only commands whose names appear among the arguments are made: to read what the others say of
     * themselves takes longer than most commands.
     */
    public static int execute(Shell shell, String... arguments) {
        List<String> all = List.of(arguments);
        Set<String> named = new HashSet<>(all);
        named.retainAll(factories(shell, new GlobalOptions()).keySet());
        int help = all.indexOf("--help");
        boolean helpOfRoot = help >= 0 && all.subList(0, help).stream().noneMatch(named::contains);
        if (named.isEmpty() || helpOfRoot || !Collections.disjoint(named, OF_ALL)) {
            return create(shell).execute(arguments);
        }
        CommandLine line = create(shell, named);
        CommandLine.IParameterExceptionHandler misused = line.getParameterExceptionHandler();
        return line.setParameterExceptionHandler((e, rest) ->
                        e.getCommandLine().getParent() == null
                                // The arguments hold a name, but not where a command's belongs.
                                ? create(shell).execute(arguments)
                                : misused.handleParseException(e, rest))
                .execute(arguments);
    }

    /** With all commands, ready to be executed any number of times one after the other. */
    public static CommandLine create(Shell shell) {
        return create(shell, Set.of());
    }

    /** With the commands of these names, or with all where there is none. */
    private static CommandLine create(Shell shell, Set<String> names) {
        DeltaGliderCommand root = new DeltaGliderCommand();
        GlobalOptions options = root.options;
        CommandLine line = new CommandLine(root);
        factories(shell, options)
                .forEach((name, factory) -> {
                    if (names.isEmpty() || names.contains(name)) {
                        line.addSubcommand(name, factory.get());
                    }
                });
        return line.setExpandAtFiles(false)
                .setAllowSubcommandsAsOptionParameters(true)
                .setOverwrittenOptionsAllowed(true)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpWidth(100)
                .setOut(new PrintWriter(shell.out(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(shell.err(), true, StandardCharsets.UTF_8))
                .setExecutionStrategy(parsed -> {
                    check(shell, parsed);
                    return new CommandLine.RunLast().execute(parsed);
                })
                .setParameterExceptionHandler((e, arguments) -> misused(shell, e, arguments))
                .setExecutionExceptionHandler((e, _, _) -> failed(shell, options, e));
    }

    /** All commands, in the order of the help. */
    private static Map<String, Supplier<Object>> factories(Shell shell, GlobalOptions options) {
        Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("cp", () -> new CopyCommand(shell, options));
        commands.put("ls", () -> new ListCommand(shell, options));
        commands.put("mv", () -> new MoveCommand(shell, options));
        commands.put("sync", () -> new SyncCommand(shell, options));
        commands.put("rm", () -> new RemoveCommand(shell, options));
        commands.put("cat", () -> new CatCommand(shell, options));
        commands.put("mb", () -> new MakeBucketCommand(shell, options));
        commands.put("rb", () -> new RemoveBucketCommand(shell, options));
        commands.put("presign", () -> new PresignCommand(shell, options));
        commands.put("migrate", () -> new MigrateCommand(shell, options));
        commands.put("stats", () -> new StatsCommand(shell, options));
        commands.put("purge", () -> new PurgeCommand(shell, options));
        commands.put("doctor", () -> new DoctorCommand(shell, options));
        commands.put("verify", () -> new VerifyCommand(shell, options));
        commands.put("analyze", () -> new AnalyzeCommand(shell, options));
        commands.put("optimize", () -> new OptimizeCommand(shell, options));
        commands.put("get-bucket-acl", () -> new GetBucketAclCommand(shell, options));
        commands.put("put-bucket-acl", () -> new PutBucketAclCommand(shell, options));
        commands.put("demo", () -> new DemoCommand(shell, options));
        commands.put(COMPLETION, () -> new CompletionCommand(shell));
        commands.put(MANUAL, () -> new ManualCommand(shell));
        commands.put("version", () -> new VersionCommand(shell));
        commands.put("cache", () -> CacheCommand.create(shell, options));
        commands.put("delta", () -> DeltaCommand.create(shell, options));
        return commands;
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

    private static int misused(Shell shell, ParameterException e, String[] arguments) {
        CommandLine.Model.CommandSpec command = e.getCommandLine().getCommandSpec();
        String name = command.qualifiedName();
        shell.err().println(name + ": " + e.getMessage());
        // picocli's own suggestions come only when nothing else is wrong, and not for every slip.
        for (String argument : arguments) {
            String option = argument.split("=", 2)[0];
            if (option.startsWith("--")
                    && option.length() > 2
                    && !command.optionsMap().containsKey(option)) {
                suggest(shell, option, command.optionsMap().keySet());
            }
        }
        if (e instanceof UnmatchedArgumentException unmatched && !command.subcommands().isEmpty()) {
            suggest(shell, unmatched.getUnmatched().getFirst(), command.subcommands().keySet());
        }
        shell.err().println("\"" + name + " --help\" tells what there is.");
        return ExitCode.USAGE;
    }

    private static void suggest(Shell shell, String word, Collection<String> known) {
        NearestWord.to(word, known)
                .ifPresent(near ->
                        shell.err().println("  " + word + " is unknown; did you mean: " + near));
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
