package io.deltaglider.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A delta tool that is run as a process for each file.
 *
 * @param program has to be on the path; one with a slash is taken to be there
 */
record CommandLineCodec(
        String name, String program, ToolProcess process, Command encoding, Command decoding)
        implements Codec {
    /** Makes a command line. */
    @FunctionalInterface
    interface Command {
        /**
         * The program and its arguments.
         *
         * @param from the target when encoding, the delta when decoding
         * @param to is overwritten
         */
        List<String> line(String reference, String from, String to);
    }

    /** Every tool that we are compared with, ours as a process first. */
    static List<Codec> all(ToolProcess process, Path launcher) {
        return List.of(
                deltaGlider(process, launcher),
                xdelta3(process),
                zstd(process),
                bsdiff(process),
                hdiffz(process));
    }

    /** Ours from a cold start, with the launcher's own settings of the JVM. */
    static Codec deltaGlider(ToolProcess process, Path launcher) {
        String program = launcher.toString();
        return new CommandLineCodec(
                "DeltaGlider, cold",
                program,
                process,
                (reference, from, to) ->
                        List.of(program, "delta", "encode", "--ref", reference, from, "-o", to),
                (reference, from, to) ->
                        List.of(program, "delta", "decode", "--ref", reference, from, "-o", to));
    }

    /**
     * The strongest level, without its habit of unpacking the files with the local gzip ({@code -D}, {@code -R}), after
     * which they cannot always be packed again to the same bytes.
     */
    static Codec xdelta3(ToolProcess process) {
        return new CommandLineCodec(
                "xdelta3",
                "xdelta3",
                process,
                (reference, from, to) ->
                        List.of("xdelta3", "-e", "-9", "-D", "-R", "-f", "-s", reference, from, to),
                (reference, from, to) ->
                        List.of("xdelta3", "-d", "-D", "-R", "-f", "-s", reference, from, to));
    }

    static Codec zstd(ToolProcess process) {
        return new CommandLineCodec(
                "zstd",
                "zstd",
                process,
                (reference, from, to) ->
                        List.of(
                                "zstd",
                                "-19",
                                "--long=27",
                                "--patch-from=" + reference,
                                from,
                                "-q",
                                "-f",
                                "-o",
                                to),
                (reference, from, to) ->
                        List.of(
                                "zstd",
                                "-d",
                                "--long=27",
                                "--patch-from=" + reference,
                                from,
                                "-q",
                                "-f",
                                "-o",
                                to));
    }

    static Codec bsdiff(ToolProcess process) {
        return new CommandLineCodec(
                "bsdiff",
                "bsdiff",
                process,
                (reference, from, to) -> List.of("bsdiff", reference, from, to),
                (reference, from, to) -> List.of("bspatch", reference, to, from));
    }

    /** The settings that its own documentation recommends for small patches; {@code -d}: no check afterwards. */
    static Codec hdiffz(ToolProcess process) {
        return new CommandLineCodec(
                "hdiffz",
                "hdiffz",
                process,
                (reference, from, to) ->
                        List.of(
                                "hdiffz",
                                "-m-6",
                                "-SD",
                                "-d",
                                "-c-zstd-21-24",
                                "-f",
                                reference,
                                from,
                                to),
                (reference, from, to) -> List.of("hpatchz", "-f", reference, from, to));
    }

    @Override
    public boolean installed() {
        return program.contains("/") || ToolProcess.installed(program);
    }

    @Override
    public boolean warmsUp() {
        return false;
    }

    @Override
    public Usage encode(Path reference, Path target, Path delta)
            throws IOException, InterruptedException {
        return process.run(
                encoding.line(reference.toString(), target.toString(), delta.toString()));
    }

    @Override
    public Usage decode(Path reference, Path delta, Path target)
            throws IOException, InterruptedException {
        return process.run(
                decoding.line(reference.toString(), delta.toString(), target.toString()));
    }
}
