package io.deltaglider.cli.command;

import io.deltaglider.cli.connect.Connection;
import io.deltaglider.cli.shell.CommandException;
import io.deltaglider.cli.shell.Shell;
import io.deltaglider.cli.transfer.ObjectLocation;
import io.deltaglider.cli.transfer.TransferPlan;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "mv",
        description = {
            "Move files to S3, from S3 or within it: copy, and remove each source once it has"
                    + " arrived.",
            "Within a bucket nothing is decoded: the store copies a few hundred bytes, whatever the"
                    + " size."
        },
        footer = {
            "",
            "Examples:",
            "  deltaglider mv app-1.2.zip s3://releases/",
            "  deltaglider mv s3://releases/app-1.2.zip s3://releases/old/",
            "  deltaglider mv -r s3://releases/old/ s3://archive/ --include \"*.zip\""
        })
final class MoveCommand extends RouteCommand {
    @Option(
            names = {"-r", "--recursive"},
            description = "All files under a folder, or all objects under a prefix.")
    private boolean recursive;

    MoveCommand(Shell shell, GlobalOptions options) {
        super(shell, options);
    }

    @Override
    String name() {
        return "mv";
    }

    @Override
    boolean recursive() {
        return recursive;
    }

    @Override
    boolean moves() {
        return true;
    }

    @Override
    void check() {
        if (fromS3() && toS3() && isSamePlace()) {
            throw CommandException.usage(
                    "Cannot mv a file onto itself: '" + source() + "' - '" + target() + "'");
        }
        super.check();
    }

    private boolean isSamePlace() {
        ObjectLocation source = ObjectLocation.parse(source());
        ObjectLocation target = ObjectLocation.parse(target());
        if (recursive) {
            return source.asFolder().equals(target.asFolder());
        }
        boolean named = target.key().isEmpty() || target.key().endsWith("/");
        return source.equals(target)
                || (named && source.equals(target.withKey(target.key() + source.name())));
    }

    @Override
    int run(Connection connection) {
        TransferPlan plan = new TransferPlan(connection.client(), localPaths(), planOptions());
        return run(
                connection,
                recursive ? "ListObjectsV2" : "HeadObject",
                run -> Routes.plan(this, plan, run));
    }
}
