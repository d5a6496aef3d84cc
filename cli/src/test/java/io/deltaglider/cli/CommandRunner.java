package io.deltaglider.cli;

import io.deltaglider.cli.command.DeltaGliderCommand;
import io.deltaglider.cli.shell.Shell;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs commands in this process, in a folder and with an environment of their own. */
public final class CommandRunner {
    /** What a command did. */
    public static final class Result {
        private final int exitCode;
        private final byte[] bytes;
        private final String err;

        public Result(int exitCode, byte[] bytes, String err) {
            this.exitCode = exitCode;
            this.bytes = bytes;
            this.err = err;
        }

        public int exitCode() {
            return exitCode;
        }

        /** Standard output. */
        public byte[] bytes() {
            return bytes;
        }

        /** The same as text. */
        public String out() {
            return new String(bytes, StandardCharsets.UTF_8);
        }

        public String err() {
            return err;
        }
    }

    private final Path directory;
    private final Map<String, String> environment = new LinkedHashMap<>();
    private byte[] input = new byte[0];

    public CommandRunner(Path directory) {
        this.directory = directory;
        environment.put("HOME", directory.toString());
        environment.put("PATH", "/usr/bin:/bin");
        environment.put("DELTAGLIDER_CACHE", directory.resolve("cache").toString());
    }

    public CommandRunner with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    public CommandRunner input(byte[] bytes) {
        input = bytes;
        return this;
    }

    public Path directory() {
        return directory;
    }

    public Map<String, String> environment() {
        return environment;
    }

    /** Makes a file, and the folders on the way. */
    public Path file(String name, byte[] content) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.write(file, content);
    }

    public Path file(String name, String content) throws IOException {
        return file(name, content.getBytes(StandardCharsets.UTF_8));
    }

    /** Arguments are separated by spaces. */
    public Result line(String line) {
        return run(line.isEmpty() ? List.of() : List.of(line.split(" ")));
    }

    public Result run(String... arguments) {
        return run(List.of(arguments));
    }

    public Result run(List<String> arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Shell shell =
                new Shell(
                        new ByteArrayInputStream(input),
                        new PrintStream(out, false, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        Map.copyOf(environment),
                        directory,
                        false);
        int exitCode = DeltaGliderCommand.execute(shell, arguments.toArray(String[]::new));
        shell.out().flush();
        return new Result(exitCode, out.toByteArray(), err.toString(StandardCharsets.UTF_8));
    }
}
