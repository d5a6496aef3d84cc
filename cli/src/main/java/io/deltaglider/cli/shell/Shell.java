package io.deltaglider.cli.shell;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What a command sees of the process that started it. Tests give their own.
 *
 * @param in standard input, as bytes
 * @param out results; UTF-8 for text, buffered: flushed when the command ends
 * @param err messages, never results
 * @param environment environment variables
 * @param directory absolute; relative paths among the arguments start here
 * @param attended whether a person watches {@code err}: then progress may be drawn there
 */
public record Shell(
        InputStream in,
        PrintStream out,
        PrintStream err,
        Map<String, String> environment,
        Path directory,
        boolean attended) {

    private static final int OUT_BUFFER = 64 * 1024;

    /** The surroundings of this process, whose standard output is {@code out}. */
    public static Shell ofProcess(StandardOutput out) {
        // Only the launcher can ask about single streams; Console answers for in and out together.
        boolean attended = Boolean.getBoolean("deltaglider.attended");
        PrintStream results =
                new PrintStream(
                        new BufferedOutputStream(out, OUT_BUFFER), false, StandardCharsets.UTF_8);
        PrintStream messages =
                new PrintStream(
                        new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        return new Shell(
                System.in,
                Boolean.getBoolean("deltaglider.terminal") ? new TerminalStream(results) : results,
                attended ? new TerminalStream(messages) : messages,
                System.getenv(),
                Path.of("").toAbsolutePath(),
                attended);
    }

    /** {@code out} for bytes that must all arrive: a {@link PrintStream} would go on in silence when the disk is full or the reader gone. */
    public OutputStream checkedOut() {
        return new CheckedOutput(out);
    }

    /** An environment variable; one that is set to nothing counts as not set, as with the AWS CLI. */
    public Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
    }

    /** The user's own folder. */
    public Path home() {
        return Path.of(variable("HOME").orElseGet(() -> System.getProperty("user.home", "/")));
    }

    /** Where things that can be fetched again are kept: {@code $XDG_CACHE_HOME/deltaglider}, else {@code ~/.cache/deltaglider}. */
    public Path cacheDirectory() {
        return variable("XDG_CACHE_HOME")
                .map(Path::of)
                .filter(Path::isAbsolute)
                .orElseGet(() -> home().resolve(".cache"))
                .resolve("deltaglider");
    }
}
