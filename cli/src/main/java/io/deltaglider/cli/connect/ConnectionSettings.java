package io.deltaglider.cli.connect;

import io.deltaglider.cli.shell.CommandException;
import io.deltaglider.cli.shell.ExitCode;
import io.deltaglider.cli.shell.Shell;
import io.deltaglider.delta.Effort;
import io.deltaglider.engine.write.Packing;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Where the objects are and how they are to be stored, as options and environment say it; an option wins over a variable.
 *
 * @param store folder of an embedded store; when present, endpoint, region and profile do not matter
 * @param endpoint of an S3 server; absent for what the profile says, or AWS itself
 * @param region absent for what the profile says
 * @param profile asked for by the {@code --profile} option: it then wins over credentials in the environment
 * @param delta false to store every object as it is
 * @param deltaspace for all objects put, instead of the one that a key gives
 * @param packing of references; absent for the engine's default
 * @param effort of the encoder; absent for the engine's default
 * @param maxRatio largest stored size of a delta, relative to the object's size, 0 to 1; absent for the engine's default
 * @param effort absent for the engine's default
 * @param network how the server is spoken to
 */
public record ConnectionSettings(
        Optional<Path> store,
        Optional<URI> endpoint,
        Optional<String> region,
        Optional<String> profile,
        boolean delta,
        Optional<String> deltaspace,
        Optional<Packing> packing,
        Optional<Effort> effort,
        OptionalDouble maxRatio,
        Network network) {

    /** The same, with a deltaspace for all objects. */
    public ConnectionSettings withDeltaspace(String name) {
        return withStorage(Optional.of(name), packing, effort);
    }

    /** The same, with other ways to store. */
    public ConnectionSettings withStorage(
            Optional<String> newDeltaspace,
            Optional<Packing> newPacking,
            Optional<Effort> newEffort) {
        if (newDeltaspace.isPresent() && newDeltaspace.get().isBlank()) {
            throw CommandException.usage(
                    "Bad value for --deltaspace: the name of a deltaspace cannot be blank");
        }
        return new ConnectionSettings(
                store,
                endpoint,
                region,
                profile,
                delta,
                newDeltaspace,
                newPacking,
                newEffort,
                maxRatio,
                network);
    }

    /** The same, over another kind of connection. */
    public ConnectionSettings withNetwork(Network newNetwork) {
        return new ConnectionSettings(
                store,
                endpoint,
                region,
                profile,
                delta,
                deltaspace,
                packing,
                effort,
                maxRatio,
                newNetwork);
    }

    /** The same in another folder. */
    public ConnectionSettings withStore(Path folder) {
        return new ConnectionSettings(
                Optional.of(folder),
                Optional.empty(),
                region,
                profile,
                delta,
                deltaspace,
                packing,
                effort,
                maxRatio,
                network);
    }

    /** Throws {@link CommandException} for values that make no sense. Arguments are the options' values, absent when not given. */
    public static ConnectionSettings of(
            Shell shell,
            Optional<String> store,
            Optional<String> endpoint,
            Optional<String> region,
            Optional<String> profile,
            boolean delta,
            OptionalDouble maxRatio) {
        if (store.isPresent() && endpoint.isPresent()) {
            throw CommandException.usage(
                    "--store and --endpoint-url exclude each other: the objects are either in a"
                            + " folder or on a server");
        }
        Optional<String> folder = store;
        if (folder.isEmpty() && endpoint.isEmpty()) {
            folder = shell.variable("DELTAGLIDER_STORE");
        }
        return new ConnectionSettings(
                folder.map(shell.directory()::resolve),
                endpoint.map(value -> endpointUrl("--endpoint-url", value, ExitCode.USAGE))
                        .or(() -> endpointOf(shell, "AWS_ENDPOINT_URL_S3"))
                        .or(() -> endpointOf(shell, "AWS_ENDPOINT_URL")),
                region.or(() -> shell.variable("AWS_REGION"))
                        .or(() -> shell.variable("AWS_DEFAULT_REGION")),
                profile,
                delta,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                maxRatio.isPresent()
                        ? ratio("--max-ratio", maxRatio.getAsDouble(), ExitCode.USAGE)
                        : ratioOf(shell),
                Network.DEFAULT);
    }

    private static Optional<URI> endpointOf(Shell shell, String variable) {
        return shell.variable(variable)
                .map(value -> endpointUrl(variable, value, ExitCode.CONFIGURATION));
    }

    static URI endpointUrl(String origin, String value, int exitCode) {
        try {
            URI uri = new URI(value);
            String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
            if ((scheme.equals("http") || scheme.equals("https")) && uri.getHost() != null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // The message below says it better.
        }
        throw new CommandException(
                exitCode,
                "Bad value for "
                        + origin
                        + " \""
                        + value
                        + "\": it must have the form http://<hostname>/ or https://<hostname>/");
    }

    private static OptionalDouble ratioOf(Shell shell) {
        Optional<String> value = shell.variable("DG_MAX_RATIO");
        if (value.isEmpty()) {
            return OptionalDouble.empty();
        }
        double ratio;
        try {
            ratio = Double.parseDouble(value.get());
        } catch (NumberFormatException e) {
            throw badRatio("DG_MAX_RATIO", value.get(), ExitCode.CONFIGURATION);
        }
        return ratio("DG_MAX_RATIO", ratio, ExitCode.CONFIGURATION);
    }

    private static OptionalDouble ratio(String origin, double value, int exitCode) {
        // Written so that NaN fails, too.
        if (!(value >= 0 && value <= 1)) {
            throw badRatio(origin, String.valueOf(value), exitCode);
        }
        return OptionalDouble.of(value);
    }

    private static CommandException badRatio(String origin, String value, int exitCode) {
        return new CommandException(
                exitCode,
                "Bad value for "
                        + origin
                        + " \""
                        + value
                        + "\": it must be a number from 0 (never store a delta) to 1, for example"
                        + " 0.75");
    }
}
