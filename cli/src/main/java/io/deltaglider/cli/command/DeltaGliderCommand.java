package io.deltaglider.cli.command;

import io.deltaglider.cli.connect.ServiceErrors;
import io.deltaglider.cli.logging.FailureLog;
import io.deltaglider.cli.logging.LogLevel;
import io.deltaglider.cli.shell.CommandException;
import io.deltaglider.cli.shell.ExitCode;
import io.deltaglider.cli.shell.OutputFailedException;
import io.deltaglider.cli.shell.Shell;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
            "",
            "Exit codes:",
            "    0  done",
            "    1  something failed, or nothing was found",
            "    2  something was skipped",
            "  141  nobody reads the output any more, as behind \"| head\"",
            "  252  wrong usage",
            "  253  configuration or credentials are missing or wrong",
            "  254  the service answered with an error",
            "  255  anything else"
        })
public final class DeltaGliderCommand implements Runnable {
    private static final String COMPLETION = "completion";
    private static final String MANUAL = "man";
    private static final String NO_COMMAND = "a command is needed";

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
        named.retainAll(entries(shell, new GlobalOptions()).keySet());
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
        Map<String, Entry> entries = entries(shell, options);
        entries.forEach((name, entry) -> {
            if (names.isEmpty() || names.contains(name)) {
                line.addSubcommand(name, entry.factory().get());
            }
        });
        arrange(line, entries);
        NumberArgument.register(line);
        return line.setExpandAtFiles(false)
                .setAllowSubcommandsAsOptionParameters(true)
                .setOverwrittenOptionsAllowed(true)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpWidth(80)
                .setOut(new PrintWriter(shell.out(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(shell.err(), true, StandardCharsets.UTF_8))
                .setExecutionStrategy(parsed -> {
                    check(shell, parsed);
                    return new CommandLine.RunLast().execute(parsed);
                })
                .setParameterExceptionHandler((e, arguments) -> misused(shell, e, arguments))
                .setExecutionExceptionHandler((e, _, _) -> failed(shell, options, e));
    }

    /**
     * A command of the program.
     *
     * @param group where the help shows it
     * @param uses which of the options that every command takes do something for it, or for one below it
     * @param factory makes it, with those below it
     */
    private record Entry(CommandGroup group, Set<OptionUse> uses, Supplier<Object> factory) {}

    /** All commands, in the order of the help. */
    private static Map<String, Entry> entries(Shell shell, GlobalOptions options) {
        Map<String, Entry> commands = new LinkedHashMap<>();
        commands.put(
                "cp",
                new Entry(
                        CommandGroup.OBJECTS,
                        OptionUse.ofStore(OptionUse.STORING, OptionUse.QUIET),
                        () -> new CopyCommand(shell, options)));
        commands.put(
                "mv",
                new Entry(
                        CommandGroup.OBJECTS,
                        OptionUse.ofStore(OptionUse.STORING, OptionUse.QUIET),
                        () -> new MoveCommand(shell, options)));
        commands.put(
                "sync",
                new Entry(
                        CommandGroup.OBJECTS,
                        OptionUse.ofStore(OptionUse.STORING, OptionUse.QUIET),
                        () -> new SyncCommand(shell, options)));
        commands.put(
                "ls",
                new Entry(
                        CommandGroup.OBJECTS,
                        OptionUse.ofStore(),
                        () -> new ListCommand(shell, options)));
        commands.put(
                "cat",
                new Entry(
                        CommandGroup.OBJECTS,
                        OptionUse.ofStore(),
                        () -> new CatCommand(shell, options)));
        commands.put(
                "rm",
                new Entry(
                        CommandGroup.OBJECTS,
                        OptionUse.ofStore(OptionUse.QUIET),
                        () -> new RemoveCommand(shell, options)));
        commands.put(
                "mb",
                new Entry(
                        CommandGroup.OBJECTS,
                        OptionUse.ofStore(),
                        () -> new MakeBucketCommand(shell, options)));
        commands.put(
                "rb",
                new Entry(
                        CommandGroup.OBJECTS,
                        OptionUse.ofStore(OptionUse.QUIET),
                        () -> new RemoveBucketCommand(shell, options)));
        commands.put(
                "presign",
                new Entry(
                        CommandGroup.OBJECTS,
                        OptionUse.ofStore(),
                        () -> new PresignCommand(shell, options)));
        commands.put(
                "get-bucket-acl",
                new Entry(
                        CommandGroup.OBJECTS,
                        OptionUse.ofStore(),
                        () -> new GetBucketAclCommand(shell, options)));
        commands.put(
                "put-bucket-acl",
                new Entry(
                        CommandGroup.OBJECTS,
                        OptionUse.ofStore(),
                        () -> new PutBucketAclCommand(shell, options)));
        commands.put(
                "analyze",
                new Entry(
                        CommandGroup.SAVING,
                        OptionUse.ofStore(OptionUse.STORING, OptionUse.JSON),
                        () -> new AnalyzeCommand(shell, options)));
        commands.put(
                "stats",
                new Entry(
                        CommandGroup.SAVING,
                        OptionUse.ofStore(OptionUse.JSON),
                        () -> new StatsCommand(shell, options)));
        commands.put(
                "optimize",
                new Entry(
                        CommandGroup.SAVING,
                        OptionUse.ofStore(OptionUse.STORING, OptionUse.QUIET, OptionUse.JSON),
                        () -> new OptimizeCommand(shell, options)));
        commands.put(
                "migrate",
                new Entry(
                        CommandGroup.SAVING,
                        OptionUse.ofStore(OptionUse.STORING, OptionUse.QUIET, OptionUse.JSON),
                        () -> new MigrateCommand(shell, options)));
        commands.put(
                "purge",
                new Entry(
                        CommandGroup.SAVING,
                        OptionUse.ofStore(OptionUse.QUIET, OptionUse.JSON),
                        () -> new PurgeCommand(shell, options)));
        commands.put(
                "verify",
                new Entry(
                        CommandGroup.SAFETY,
                        OptionUse.ofStore(OptionUse.QUIET, OptionUse.JSON),
                        () -> new VerifyCommand(shell, options)));
        commands.put(
                "doctor",
                new Entry(
                        CommandGroup.SAFETY,
                        OptionUse.ofStore(OptionUse.JSON),
                        () -> new DoctorCommand(shell, options)));
        commands.put(
                "delta",
                new Entry(
                        CommandGroup.CODEC,
                        EnumSet.of(OptionUse.EFFORT, OptionUse.QUIET, OptionUse.JSON),
                        () -> DeltaCommand.create(shell, options)));
        commands.put(
                "demo",
                new Entry(
                        CommandGroup.PROGRAM,
                        EnumSet.of(
                                OptionUse.FOLDER,
                                OptionUse.STORING,
                                OptionUse.QUIET,
                                OptionUse.JSON),
                        () -> new DemoCommand(shell, options)));
        commands.put(
                "cache",
                new Entry(
                        CommandGroup.PROGRAM,
                        EnumSet.of(OptionUse.QUIET, OptionUse.JSON),
                        () -> CacheCommand.create(shell, options)));
        commands.put(
                COMPLETION,
                new Entry(
                        CommandGroup.PROGRAM,
                        OptionUse.none(),
                        () -> new CompletionCommand(shell)));
        commands.put(
                MANUAL,
                new Entry(CommandGroup.PROGRAM, OptionUse.none(), () -> new ManualCommand(shell)));
        commands.put(
                "version",
                new Entry(CommandGroup.PROGRAM, OptionUse.none(), () -> new VersionCommand(shell)));
        return commands;
    }

    /** What differs from {@link Entry#uses} for commands below others. */
    private static final Map<String, Set<OptionUse>> USES_BELOW =
            Map.of(
                    "decode", OptionUse.none(),
                    "inspect", EnumSet.of(OptionUse.JSON),
                    "info", EnumSet.of(OptionUse.JSON),
                    "clear", EnumSet.of(OptionUse.QUIET));

    private static void arrange(CommandLine root, Map<String, Entry> entries) {
        HelpPage.arrange(root, groups(entries));
        root.getSubcommands()
                .forEach((name, command) -> {
                    Set<OptionUse> uses = Objects.requireNonNull(entries.get(name)).uses();
                    HelpPage.hideUseless(command.getCommandSpec(), uses);
                    command.getSubcommands()
                            .forEach((below, each) ->
                                    HelpPage.hideUseless(
                                            each.getCommandSpec(),
                                            USES_BELOW.getOrDefault(below, uses)));
                });
    }

    private static Map<String, CommandGroup> groups(Map<String, Entry> entries) {
        Map<String, CommandGroup> groups = new HashMap<>();
        entries.forEach((name, entry) -> groups.put(name, entry.group()));
        return groups;
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
        throw new ParameterException(spec.commandLine(), NO_COMMAND);
    }

    private static int misused(Shell shell, ParameterException e, String[] arguments) {
        CommandLine.Model.CommandSpec command = e.getCommandLine().getCommandSpec();
        if (NO_COMMAND.equals(e.getMessage())) {
            shell.err()
                    .print(
                            HelpPage.commands(
                                    e.getCommandLine(),
                                    groups(entries(shell, new GlobalOptions()))));
            return ExitCode.USAGE;
        }
        new Misuse(command).report(shell, e, arguments);
        return ExitCode.USAGE;
    }

    private static int failed(Shell shell, GlobalOptions options, Exception e) {
        shell.out().flush();
        if (!(e instanceof OutputFailedException)) {
            shell.err().println(ServiceErrors.describe(e));
        }
        FailureLog.add("the command ends here", e);
        if (options.debug()) {
            e.printStackTrace(shell.err());
        }
        return ServiceErrors.exitCode(e);
    }
}
