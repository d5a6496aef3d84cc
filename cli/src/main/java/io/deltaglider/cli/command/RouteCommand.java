package io.deltaglider.cli.command;

import io.deltaglider.cli.connect.Connection;
import io.deltaglider.cli.shell.CommandException;
import io.deltaglider.cli.shell.Shell;
import io.deltaglider.cli.transfer.LocalPaths;
import io.deltaglider.cli.transfer.ObjectLocation;
import io.deltaglider.cli.transfer.PlanOptions;
import io.deltaglider.cli.transfer.PlanOptions.Archived;
import io.deltaglider.cli.transfer.RequestTemplates;
import io.deltaglider.cli.transfer.TransferPlan;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.nio.file.Files;
import java.util.List;

/** What {@code cp}, {@code mv} and {@code sync} have in common: sources and a destination, files or in S3. */
abstract class RouteCommand extends StoreCommand {
    static final String PIPE = "-";

    @Mixin TransferOptions transfers = new TransferOptions();
    @Mixin private FilterOptions filters = new FilterOptions();
    @Mixin private RequestOptions requests = new RequestOptions();
    @Mixin private ObjectOptions objects = new ObjectOptions();

    @Option(
            names = "--follow-symlinks",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description =
                    "Send what symbolic links lead to (the default); with --no-follow-symlinks they"
                            + " are left out.")
    private boolean followLinks;

    @Option(
            names = "--ignore-glacier-warnings",
            description = "Leave out archived objects without a word.")
    private boolean ignoreArchived;

    @Option(
            names = "--force-glacier-transfer",
            description = "Try to read archived objects all the same.")
    private boolean tryArchived;

    @Option(
            names = "--source-region",
            paramLabel = "NAME",
            description =
                    "Taken for the AWS CLI's sake; buckets of other regions are found anyway.")
    @SuppressWarnings("UnusedVariable")
    private String sourceRegion = "";

    RouteCommand(Shell shell, GlobalOptions options) {
        super(shell, options);
    }

    /** The command's name. */
    abstract String name();

    abstract boolean recursive();

    /** Whether sources are removed. */
    boolean moves() {
        return false;
    }

    /** The sources, at least one, and the target. */
    abstract List<String> paths();

    final List<String> sources() {
        return paths().subList(0, paths().size() - 1);
    }

    /** The first one, where there can be only one. */
    final String source() {
        return paths().getFirst();
    }

    final String target() {
        return paths().getLast();
    }

    /** Whether any source is in S3. */
    final boolean fromS3() {
        return sources().stream().anyMatch(ObjectLocation::isObject);
    }

    final boolean toS3() {
        return ObjectLocation.isObject(target());
    }

    final boolean piped() {
        return paths().contains(PIPE);
    }

    final boolean hasManySources() {
        return paths().size() > 2;
    }

    final List<Route> routes() {
        return hasManySources()
                ? manySources().routes()
                : List.of(new Route(source(), target(), recursive(), true));
    }

    private ManySources manySources() {
        return new ManySources(name(), sources(), target(), recursive(), localPaths());
    }

    @Override
    void check() {
        if (!fromS3() && !toS3()) {
            throw CommandException.usage(
                    "usage: deltaglider "
                            + name()
                            + " <LocalPath> <S3Uri> or <S3Uri> <LocalPath> or <S3Uri> <S3Uri>\n"
                            + "Error: Invalid argument type: one of source and destination must"
                            + " begin with s3://");
        }
        paths().stream()
                .filter(ObjectLocation::isObject)
                .forEach(path -> requireBucket(path, "fatal error:"));
        if (piped() && (recursive() || hasManySources() || !name().equals("cp"))) {
            throw CommandException.usage(
                    "Streaming currently is only compatible with non-recursive cp commands"
                            + (hasManySources() ? " of one source" : ""));
        }
        if (hasManySources()) {
            manySources().check();
        }
        options.requireReferencesBeside(
                paths().stream()
                        .filter(ObjectLocation::isObject)
                        .map(path -> ObjectLocation.parse(path).bucket())
                        .toList());
        // Refuses values that make no sense before anything is asked or written.
        templates();
        sources().forEach(this::requireFile);
    }

    private void requireFile(String source) {
        if (ObjectLocation.isObject(source) || piped()) {
            return;
        }
        localPaths().requireOneFile(source);
        if (!Files.exists(localPaths().resolve(source))) {
            throw CommandException.general("The user-provided path " + source + " does not exist.");
        }
    }

    final LocalPaths localPaths() {
        return new LocalPaths(shell.directory(), options.settings(shell).store());
    }

    final RequestTemplates templates() {
        return objects.templates(requests, shell.directory(), fromS3() && toS3());
    }

    final PlanOptions planOptions() {
        Archived archived =
                tryArchived ? Archived.TRY : ignoreArchived ? Archived.IGNORE : Archived.WARN;
        return new PlanOptions(filters.filter(), followLinks, moves(), archived, templates());
    }

    /** Runs a plan; {@code operation} as in {@link TransferOptions#run}. */
    final int run(Connection connection, String operation, TransferOptions.Planner planner) {
        return transfers.run(shell, options, connection, templates(), operation, planner);
    }

    /** Runs what the arguments ask for. */
    final int runRoutes(Connection connection) {
        TransferPlan plan = new TransferPlan(connection.client(), localPaths(), planOptions());
        List<Route> routes = routes();
        return run(
                connection,
                recursive() ? "ListObjectsV2" : "HeadObject",
                hasManySources()
                        ? run -> Routes.planAll(routes, plan, filters.isEmpty(), run)
                        : run -> Routes.plan(routes.getFirst(), plan, run));
    }
}
