package io.deltaglider.cli.command;

import io.deltaglider.cli.connect.Connection;
import io.deltaglider.cli.shell.CommandException;
import io.deltaglider.cli.shell.Shell;
import io.deltaglider.cli.transfer.ObjectLocation;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.List;

@Command(
        name = "mv",
        description = {
            "Move files to S3, from S3 or within it.",
            "Each source is removed once it has arrived. Within a bucket nothing is decoded: the"
                    + " store copies a few hundred bytes, whatever the size."
        },
        footer = {
            "",
            "Examples:",
            "  deltaglider mv app-1.2.zip s3://releases/",
            "  deltaglider mv backup-*.tar.gz s3://backups/",
            "  deltaglider mv s3://releases/app-1.2.zip s3://releases/old/",
            "  deltaglider mv -r s3://releases/old/ s3://archive/ --include \"*.zip\""
        })
final class MoveCommand extends RouteCommand {
    @Parameters(
            arity = "2..*",
            paramLabel = "PATH",
            description =
                    "Sources and, last, the destination: files, folders or s3://BUCKET/KEY. Several"
                            + " sources need a folder, a prefix with a slash at its end, or a"
                            + " bucket as their destination, where each keeps its name.")
    private List<String> paths = List.of();

    @Option(
            names = {"-r", "--recursive"},
            description = "All files under a folder, or all objects under a prefix.")
    private boolean recursive;

    MoveCommand(Shell shell, GlobalOptions options) {
        super(shell, options);
    }

    @Override
    List<String> paths() {
        return paths;
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
        if (fromS3() && toS3()) {
            for (Route route : routes()) {
                requireOtherPlace(route);
            }
        }
        super.check();
    }

    private static void requireOtherPlace(Route route) {
        if (ObjectLocation.isObject(route.source()) && isSamePlace(route)) {
            throw CommandException.usage(
                    "Cannot mv a file onto itself: '"
                            + route.source()
                            + "' - '"
                            + route.target()
                            + "'");
        }
    }

    private static boolean isSamePlace(Route route) {
        ObjectLocation source = ObjectLocation.parse(route.source());
        ObjectLocation target = ObjectLocation.parse(route.target());
        if (route.recursive()) {
            return source.asFolder().equals(target.asFolder());
        }
        boolean named = target.key().isEmpty() || target.key().endsWith("/");
        return source.equals(target)
                || (named && source.equals(target.withKey(target.key() + source.name())));
    }

    @Override
    int run(Connection connection) {
        return runRoutes(connection);
    }
}
