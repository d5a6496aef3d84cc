package io.deltaglider.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** Runs tools as processes of their own, under a time limit, and has GNU time tell their memory where it is installed. */
final class ToolProcess {
    private final Duration limit;
    private final boolean timeInstalled;

    /**
     * @param limit after which a process is ended
     */
    ToolProcess(Duration limit) throws InterruptedException {
        this.limit = limit;
        this.timeInstalled = succeeds(List.of("time", "-f", "%M", "true"));
    }

    /** The same with another limit. */
    ToolProcess within(Duration other) throws InterruptedException {
        return new ToolProcess(other);
    }

    /** Whether the memory of processes can be told. */
    boolean tellsMemory() {
        return timeInstalled;
    }

    /** Whether there is such a program. What it says and how it ends does not matter: some do not know any option. */
    static boolean installed(String program) {
        for (String folder :
                System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
            if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, program))) {
                return true;
            }
        }
        return false;
    }

    private static boolean succeeds(List<String> command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException notFound) {
            return false;
        }
    }

    /**
     * Runs a command to its end.
     *
     * @throws ToolFailedException if it fails, or takes longer than the limit
     */
    Usage run(List<String> command) throws IOException, InterruptedException {
        Path memory = Files.createTempFile("deltaglider-bench", ".time");
        Path output = Files.createTempFile("deltaglider-bench", ".out");
        try {
            List<String> whole = new ArrayList<>();
            if (timeInstalled) {
                whole.addAll(List.of("time", "-o", memory.toString(), "-f", "%M"));
            }
            whole.addAll(command);
            long start = System.nanoTime();
            Process process =
                    new ProcessBuilder(whole)
                            .redirectErrorStream(true)
                            .redirectOutput(output.toFile())
                            .start();
            await(process, command);
            double seconds = (System.nanoTime() - start) / 1e9;
            if (process.exitValue() != 0) {
                throw new ToolFailedException(
                        command, "exit code " + process.exitValue() + ": " + tail(output));
            }
            return new Usage(
                    seconds,
                    timeInstalled ? peakBytes(Files.readString(memory)) : OptionalLong.empty());
        } finally {
            Files.delete(memory);
            Files.delete(output);
        }
    }

    private void await(Process process, List<String> command)
            throws IOException, InterruptedException {
        boolean ended = false;
        try {
            ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        } finally {
            if (!ended) {
                // The tool first: it is a child of time.
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        }
        if (!ended) {
            process.waitFor();
            throw new ToolFailedException(command, "longer than " + limit.toSeconds() + " s");
        }
    }

    private static String tail(Path output) throws IOException {
        byte[] all = Files.readAllBytes(output);
        int from = Math.max(0, all.length - 300);
        return new String(all, from, all.length - from, java.nio.charset.StandardCharsets.UTF_8)
                .strip();
    }

    /** What {@code time -f %M} wrote, in KiB on its last line; before it there may be one on how the command ended. */
    static OptionalLong peakBytes(String written) {
        List<String> lines = written.lines().filter(line -> !line.isBlank()).toList();
        if (lines.isEmpty()) {
            return OptionalLong.empty();
        }
        String last = lines.getLast().strip();
        if (last.isEmpty()
                || last.length() > 15
                || !last.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(Long.parseLong(last) << 10);
    }
}
