package io.deltaglider.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** What an archive holds, one level deep: the content of a gzip file, or a zip file's entries one behind the other. */
final class ArchiveContent {
    private ArchiveContent() {}

    /**
     * Writes the content of an archive to a file; a file that is none is its own content.
     *
     * @param content is overwritten
     */
    static void unpack(Path archive, Path content) throws IOException {
        try (OutputStream out = Files.newOutputStream(content)) {
            switch (firstBytes(archive)) {
                case 0x1F8B -> {
                    try (InputStream in =
                            new GZIPInputStream(Files.newInputStream(archive), 1 << 16)) {
                        in.transferTo(out);
                    }
                }
                case 0x504B -> {
                    try (ZipFile zip = new ZipFile(archive.toFile())) {
                        for (ZipEntry entry : Collections.list(zip.entries())) {
                            try (InputStream in = zip.getInputStream(entry)) {
                                in.transferTo(out);
                            }
                        }
                    }
                }
                default -> Files.copy(archive, out);
            }
        }
    }

    private static int firstBytes(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] two = in.readNBytes(2);
            return two.length < 2 ? 0 : (two[0] & 0xFF) << 8 | (two[1] & 0xFF);
        }
    }
}
