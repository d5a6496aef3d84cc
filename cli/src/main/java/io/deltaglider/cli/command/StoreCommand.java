package io.deltaglider.cli.command;

import io.deltaglider.cli.connect.Connection;
import io.deltaglider.cli.shell.CommandException;
import io.deltaglider.cli.shell.ExitCode;
import io.deltaglider.cli.shell.Shell;
import io.deltaglider.cli.transfer.ObjectLocation;

import picocli.CommandLine.Option;

import java.util.Set;
import java.util.concurrent.Callable;

/** What the commands that talk to a store have in common: the exit code is the result of the call. */
abstract class StoreCommand implements Callable<Integer> {
    /** Those of the AWS CLI; only JSON makes a difference here. */
    private static final Set<String> OUTPUTS =
            Set.of("json", "text", "table", "yaml", "yaml-stream");

    /** What tells this option from others of its name. */
    static final String OUTPUT_LABEL = "json|text";

    @Option(names = "--output", paramLabel = OUTPUT_LABEL, description = "--output json is --json.")
    private String output = "text";

    final Shell shell;
    final GlobalOptions options;

    StoreCommand(Shell shell, GlobalOptions options) {
        this.shell = shell;
        this.options = options;
    }

    @Override
    public final Integer call() throws Exception {
        if (!OUTPUTS.contains(output)) {
            throw CommandException.usage(
                    "argument --output: \"" + output + "\" is no valid choice; json or text");
        }
        check();
        try (Connection connection = Connection.open(options.settings(shell), shell)) {
            return run(connection);
        }
    }

    /** Arguments that no server needs to be asked about. Throws {@link CommandException}. */
    void check() {}

    abstract int run(Connection connection) throws Exception;

    /** Whether results are wanted as JSON. */
    final boolean json() {
        return options.json() || output.equals("json");
    }

    /** An argument that must be an object, bucket or prefix. */
    static ObjectLocation requireS3(String command, String argument, String usage) {
        if (!ObjectLocation.isObject(argument)) {
            throw CommandException.usage(
                    "usage: deltaglider "
                            + command
                            + " "
                            + usage
                            + "\nError: Invalid argument type: '"
                            + argument
                            + "' does not begin with s3://");
        }
        return ObjectLocation.parse(argument);
    }

    /** Refuses an argument that begins with {@code s3://} and does not go on. The exit code is the AWS CLI's. */
    static void requireBucket(String argument, String message) {
        if (ObjectLocation.parse(argument).bucket().isEmpty()) {
            throw new CommandException(
                    ExitCode.FAILED,
                    message + " a bucket's name is missing after s3:// in '" + argument + "'");
        }
    }
}
