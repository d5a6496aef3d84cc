package io.deltaglider.cli.command;

import io.deltaglider.cli.connect.Connection;
import io.deltaglider.cli.shell.CommandException;
import io.deltaglider.cli.shell.Shell;
import io.deltaglider.cli.transfer.ObjectLocation;

import java.util.concurrent.Callable;

/** What the commands that talk to a store have in common: the exit code is the result of the call. */
abstract class StoreCommand implements Callable<Integer> {
    final Shell shell;
    final GlobalOptions options;

    StoreCommand(Shell shell, GlobalOptions options) {
        this.shell = shell;
        this.options = options;
    }

    @Override
    public final Integer call() throws Exception {
        check();
        try (Connection connection = options.connect(shell)) {
            return run(connection);
        }
    }

    /** Arguments that no server needs to be asked about. Throws {@link CommandException}. */
    void check() {}

    abstract int run(Connection connection) throws Exception;

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
}
