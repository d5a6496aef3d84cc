package io.deltaglider.cli.command;

import io.deltaglider.cli.connect.Connection;
import io.deltaglider.cli.connect.ServiceErrors;
import io.deltaglider.cli.logging.FailureLog;
import io.deltaglider.cli.shell.CommandException;
import io.deltaglider.cli.shell.ExitCode;
import io.deltaglider.cli.shell.OutputFailedException;
import io.deltaglider.cli.shell.Shell;
import io.deltaglider.cli.transfer.Downloader;
import io.deltaglider.cli.transfer.ObjectLocation;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import software.amazon.awssdk.core.exception.SdkException;

import java.io.IOException;
import java.util.List;

@Command(
        name = "cat",
        description = "Write the contents of objects to standard output, one after the other.")
final class CatCommand extends StoreCommand {
    @Parameters(arity = "1..*", paramLabel = "s3://BUCKET/KEY", description = "The objects.")
    private List<String> objects = List.of();

    CatCommand(Shell shell, GlobalOptions options) {
        super(shell, options);
    }

    @Override
    void check() {
        for (String object : objects) {
            if (requireS3("cat", object, "<S3Uri>...").key().isEmpty()) {
                throw CommandException.usage("'" + object + "' names a bucket; cat needs a key");
            }
        }
    }

    @Override
    int run(Connection connection) {
        Downloader downloader = new Downloader(connection.client());
        int exitCode = ExitCode.OK;
        for (String object : objects) {
            try {
                downloader.write(ObjectLocation.parse(object), shell.checkedOut());
            } catch (OutputFailedException e) {
                FailureLog.add(object, e);
                return ExitCode.GENERAL;
            } catch (IOException | SdkException e) {
                FailureLog.add(object, e);
                shell.out().flush();
                shell.err()
                        .println(
                                "cat failed: "
                                        + object
                                        + " "
                                        + ServiceErrors.describe(e, "GetObject"));
                exitCode = ExitCode.FAILED;
            }
        }
        return exitCode;
    }
}
