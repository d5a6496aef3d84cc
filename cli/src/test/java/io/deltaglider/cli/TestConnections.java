package io.deltaglider.cli;

import io.deltaglider.cli.connect.Connection;
import io.deltaglider.cli.connect.ConnectionSettings;
import io.deltaglider.cli.shell.Shell;

import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Opens the store of a {@link CommandRunner}'s folder, to do what no command does. */
public final class TestConnections {
    private TestConnections() {}

    /** The store in {@code directory/store}. */
    public static Connection open(Path directory) {
        PrintStream nowhere =
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        Shell shell =
                new Shell(
                        new ByteArrayInputStream(new byte[0]),
                        nowhere,
                        nowhere,
                        Map.of("DELTAGLIDER_CACHE", directory.resolve("cache").toString()),
                        directory,
                        false);
        return Connection.open(
                ConnectionSettings.of(
                        shell,
                        Optional.of("store"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        true,
                        OptionalDouble.empty()),
                shell);
    }
}
