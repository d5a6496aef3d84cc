package io.deltaglider.engine.write;

import io.deltaglider.delta.Content;
import io.deltaglider.delta.DeltaEncoder;
import io.deltaglider.delta.DeltaFile;
import io.deltaglider.delta.DeltaHeader;
import io.deltaglider.delta.Effort;
import io.deltaglider.engine.spool.Spool;
import io.deltaglider.engine.spool.SpoolWriter;
import io.deltaglider.engine.spool.WorkFolder;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Makes delta files, and lets none out that has not been decoded again to exactly its target. */
final class DeltaMaker {
    private static final int BUFFER = 64 << 10;

    private final DeltaEncoder encoder;
    private final WorkFolder folder;

    DeltaMaker(Effort effort, WorkFolder folder) {
        this.encoder = new DeltaEncoder(effort);
        this.folder = folder;
    }

    /**
     * Encodes and checks.
     *
     * @param sizeLimit the largest delta file that is of use
     * @return the delta file, to be closed by the caller; empty when it would be larger than that
     * @throws IOException also when what was encoded does not decode to the target: the codec has a fault then
     */
    Optional<Spool> make(Content reference, Spool target, DeltaHeader header, long sizeLimit)
            throws IOException {
        try (SpoolWriter out = new SpoolWriter(folder, false);
                Content bytes = target.content()) {
            if (encoder.encode(reference, bytes, header, sizeLimit, out).isEmpty()) {
                return Optional.empty();
            }
            Spool file = out.finish();
            boolean proved = false;
            try {
                prove(file, reference, header);
                proved = true;
                return Optional.of(file);
            } finally {
                if (!proved) {
                    file.close();
                }
            }
        }
    }

    /** The stream ends only if the SHA-256 of what it gave is the header's, which is that of what the client sent. */
    private static void prove(Spool file, Content reference, DeltaHeader header)
            throws IOException {
        long size = 0;
        try (Content stored = file.content();
                DeltaFile delta = DeltaFile.open(stored);
                InputStream decoded = delta.target(reference)) {
            if (!delta.header().equals(header)) {
                throw new IOException(
                        "a delta file came back with another header: " + delta.header());
            }
            byte[] buffer = new byte[BUFFER];
            for (int count = decoded.read(buffer); count >= 0; count = decoded.read(buffer)) {
                size += count;
            }
        }
        if (size != header.targetSize()) {
            throw new IOException(
                    "a delta file of "
                            + header.targetSize()
                            + " bytes came back as "
                            + size
                            + " bytes");
        }
    }
}
