package io.deltaglider.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * {@code xdelta3 -e -9 -D -R}: the strongest level, without its habit of unpacking the files with the local gzip, after which
 * they cannot always be packed again to the same bytes.
 */
final class Xdelta3 implements Codec {
    static boolean installed() throws InterruptedException {
        try {
            return new ProcessBuilder("xdelta3", "-V")
                            .redirectErrorStream(true)
                            .start()
                            .onExit()
                            .join()
                    != null;
        } catch (IOException notFound) {
            return false;
        }
    }

    @Override
    public String name() {
        return "xdelta3 -9";
    }

    @Override
    public void encode(Path reference, Path target, Path delta)
            throws IOException, InterruptedException {
        run(
                List.of(
                        "xdelta3",
                        "-e",
                        "-9",
                        "-D",
                        "-R",
                        "-f",
                        "-s",
                        reference.toString(),
                        target.toString(),
                        delta.toString()));
    }

    @Override
    public void decode(Path reference, Path delta, Path target)
            throws IOException, InterruptedException {
        run(
                List.of(
                        "xdelta3",
                        "-d",
                        "-D",
                        "-R",
                        "-f",
                        "-s",
                        reference.toString(),
                        delta.toString(),
                        target.toString()));
    }

    private static void run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).inheritIO().start();
        int exit = process.waitFor();
        if (exit != 0) {
            throw new IOException(String.join(" ", command) + " failed with exit code " + exit);
        }
    }
}
