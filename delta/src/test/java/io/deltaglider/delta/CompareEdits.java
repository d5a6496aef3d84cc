package io.deltaglider.delta;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Compares what edits cost with {@code xdelta3 -9}, {@code zstd -19 --patch-from} and {@code bsdiff}, which have to be installed. Prints a line for each
 * pair: its name, the target's bytes, ours without header and ends, those of the three, ours less 1.1 times the best of them and 64 bytes, and the milliseconds of processor time that ours
 * took. Arguments: seed, bytes of each file, and a part of the names of those pairs that are wanted. From the folder of this module, with its classes and its dependencies on the class path:
 *
 * <pre>java -cp ... io.deltaglider.delta.CompareEdits 1 60000</pre>
 */
final class CompareEdits {
    private final Path folder;

    private CompareEdits(Path folder) {
        this.folder = folder;
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        String wanted = args.length > 2 ? args[2] : "";
        Path folder = Files.createTempDirectory("edits");
        CompareEdits compare = new CompareEdits(folder);
        long over = 0;
        int pairs = 0;
        for (EditedFiles.Pair pair :
                EditedFiles.pairs(Long.parseLong(args[0]), Integer.parseInt(args[1]))) {
            if (pair.name().contains(wanted)) {
                pairs++;
                over += compare.line(pair.name(), pair.make()) ? 1 : 0;
            }
        }
        System.out.printf("%d of %d pairs are over%n", over, pairs);
    }

    private boolean line(String name, EditedFiles.Edited pair)
            throws IOException, InterruptedException {
        long start = ProcessHandle.current().info().totalCpuDuration().orElseThrow().toMillis();
        byte[] delta = Codec.encode(pair.reference(), pair.target());
        long time =
                ProcessHandle.current().info().totalCpuDuration().orElseThrow().toMillis() - start;
        int own = delta.length - Codec.encode(pair.reference(), new byte[0]).length;
        Path reference = Files.write(folder.resolve("reference"), pair.reference());
        Path target = Files.write(folder.resolve("target"), pair.target());
        Path out = folder.resolve("out");
        long xdelta =
                size(
                        List.of(
                                "xdelta3",
                                "-9",
                                "-f",
                                "-e",
                                "-s",
                                "" + reference,
                                "" + target,
                                "" + out),
                        out);
        long zstd =
                size(
                        List.of(
                                "zstd",
                                "-19",
                                "-q",
                                "-f",
                                "--patch-from=" + reference,
                                "" + target,
                                "-o",
                                "" + out),
                        out);
        long bsdiff = size(List.of("bsdiff", "" + reference, "" + target, "" + out), out);
        long best = Math.min(xdelta, Math.min(zstd, bsdiff));
        long over = own - (best + best / 10 + 64);
        System.out.printf(
                "%s\t%d\t%d\t%d\t%d\t%d\t%d\t%d%n",
                name, pair.target().length, own, xdelta, zstd, bsdiff, over, time);
        return over > 0;
    }

    private static long size(List<String> command, Path out)
            throws IOException, InterruptedException {
        Files.deleteIfExists(out);
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.to(new File("/dev/null")))
                        .start();
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            return Long.MAX_VALUE / 4;
        }
        return Files.size(out);
    }
}
