package io.deltaglider.cli;

import io.deltaglider.cli.CommandRunner.Result;

import tools.jackson.databind.json.JsonMapper;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The AWS CLI's second version as Debian installs it, in a folder and with an environment of its own. */
final class AwsCli implements AutoCloseable {
    private static final Path PROGRAM = Path.of("/usr/bin/aws");
    private static final Path PYTHON = Path.of("/usr/bin/python3");

    private final Process server;
    private final Writer jobs;
    private final BufferedReader answers;
    private final Path files;
    private final Path input;
    private int calls;

    private AwsCli(Process server, Path files, Path input) {
        this.server = server;
        this.jobs = server.outputWriter(StandardCharsets.UTF_8);
        this.answers = server.inputReader(StandardCharsets.UTF_8);
        this.files = files;
        this.input = input;
    }

    static boolean isInstalled() throws IOException {
        if (!Files.isExecutable(PROGRAM) || !Files.isExecutable(PYTHON)) {
            return false;
        }
        try (BufferedReader program = Files.newBufferedReader(PROGRAM, StandardCharsets.UTF_8)) {
            return program.readLine().startsWith("#!" + PYTHON);
        }
    }

    /** Starts it; {@code files} is a folder for what commands print, {@code input} their standard input. */
    static AwsCli start(Path directory, Path files, Path input, Map<String, String> environment)
            throws IOException {
        Path script = files.resolve("aws-server.py");
        try (InputStream in = AwsCli.class.getResourceAsStream("aws-server.py")) {
            Files.copy(in, script);
        }
        ProcessBuilder builder =
                new ProcessBuilder(PYTHON.toString(), script.toString())
                        .directory(directory.toFile())
                        .redirectError(files.resolve("aws-server.log").toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return new AwsCli(builder.start(), files, input);
    }

    /** Begins a command; {@link #finish} waits for it. One at a time. */
    Call begin(List<String> arguments) throws IOException {
        Path out = files.resolve("out-" + ++calls);
        Path err = files.resolve("err-" + calls);
        jobs.write(
                JsonMapper.shared()
                                .writeValueAsString(
                                        Map.of(
                                                "arguments", arguments,
                                                "input", input.toString(),
                                                "output", out.toString(),
                                                "error", err.toString()))
                        + "\n");
        jobs.flush();
        return new Call(out, err);
    }

    Result run(List<String> arguments) throws IOException {
        return finish(begin(arguments));
    }

    Result finish(Call call) throws IOException {
        String answer = answers.readLine();
        if (answer == null) {
            throw new IOException(
                    "the AWS CLI ended: " + Files.readString(files.resolve("aws-server.log")));
        }
        return new Result(
                Integer.parseInt(answer),
                Files.readAllBytes(call.out()),
                Files.readString(call.err()));
    }

    record Call(Path out, Path err) {}

    @Override
    public void close() throws IOException {
        jobs.close();
        try {
            server.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        answers.close();
    }
}
