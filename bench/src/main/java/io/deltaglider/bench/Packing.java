package io.deltaglider.bench;

import io.deltaglider.delta.DeltaFiles;
import io.deltaglider.delta.Effort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a file costs without a reference, beside zstd on the file and on what is inside it. Sizes are in bytes.
 *
 * @param zstd19 of the file as it is; empty if zstd did not do it in time, as the other two
 * @param content size of what the archive holds, one level deep
 * @param contentZstd9 of that content
 */
record Packing(
        String file,
        long size,
        Packed balanced,
        Packed max,
        OptionalLong zstd19,
        long content,
        OptionalLong contentZstd9,
        OptionalLong contentZstd19) {
    /** A file packed at one effort and unpacked again. */
    record Packed(long size, double seconds, double unpackSeconds) {}

    /**
     * Packs a file in every way.
     *
     * @param folder for what is written on the way
     */
    static Packing of(Path file, ToolProcess process, Path folder)
            throws IOException, InterruptedException {
        Path content = folder.resolve("content");
        ArchiveContent.unpack(file, content);
        return new Packing(
                file.getFileName().toString(),
                Files.size(file),
                pack(file, Effort.BALANCED, folder),
                pack(file, Effort.MAX, folder),
                zstd(file, 19, process, folder),
                Files.size(content),
                zstd(content, 9, process, folder),
                zstd(content, 19, process, folder));
    }

    private static Packed pack(Path file, Effort effort, Path folder) throws IOException {
        Path delta = folder.resolve("delta");
        Path rebuilt = folder.resolve("rebuilt");
        long start = System.nanoTime();
        DeltaFiles.encode(Optional.empty(), file, delta, effort);
        double seconds = Usage.since(start).seconds();
        start = System.nanoTime();
        DeltaFiles.decode(Optional.empty(), delta, rebuilt);
        double unpackSeconds = Usage.since(start).seconds();
        if (Files.mismatch(file, rebuilt) != -1) {
            throw new IOException("packing did not give back " + file);
        }
        return new Packed(Files.size(delta), seconds, unpackSeconds);
    }

    private static OptionalLong zstd(Path file, int level, ToolProcess process, Path folder)
            throws IOException, InterruptedException {
        if (!ToolProcess.installed("zstd")) {
            return OptionalLong.empty();
        }
        Path packed = folder.resolve("packed");
        try {
            process.run(
                    List.of(
                            "zstd",
                            "-" + level,
                            "--long=27",
                            "-q",
                            "-f",
                            file.toString(),
                            "-o",
                            packed.toString()));
            return OptionalLong.of(Files.size(packed));
        } catch (ToolFailedException e) {
            System.err.println(e.getMessage());
            return OptionalLong.empty();
        }
    }
}
