package io.deltaglider.delta.container;

import io.deltaglider.delta.Content;
import io.deltaglider.delta.CorruptDeltaException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The whole target, from a forward pass. The last frame is held back until everything that the file claims has been found true. */
public final class TargetStream extends FrameStream {
    private final DeltaReader reader;
    private final FrameDecoder decoder;
    private final FrameQueue queue;
    private final MessageDigest sha256;
    private final boolean closeReader;
    private long decoded;
    private boolean finished;

    /**
     * @param closeReader whether closing this closes the reader; the reference stays open in any case
     * @param temporaryFolder takes what of the reference is unpacked and does not fit into memory
     */
    public TargetStream(
            DeltaReader reader, Content reference, boolean closeReader, Path temporaryFolder) {
        this.reader = reader;
        this.closeReader = closeReader;
        this.decoder = new FrameDecoder(reference, reader.version(), temporaryFolder);
        this.queue = new FrameQueue(decoder, this::nextFrame);
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private FrameQueue.@Nullable Frame nextFrame() throws IOException {
        while (!reader.atEnd()) {
            long start = reader.targetPosition();
            FrameHeader header = reader.frameHeader();
            ByteCursor body = reader.body(header);
            if (header.kind() != Format.KIND_STREAMS) {
                return new FrameQueue.Frame(header, body, start, start == 0 && reader.atEnd());
            }
            reader.requireFirst(body);
            decoder.streams(header, body);
        }
        return null;
    }

    @Override
    protected boolean next() throws IOException {
        byte[] bytes = queue.next();
        if (bytes == null) {
            if (!finished) {
                finish();
            }
            return false;
        }
        sha256.update(bytes);
        decoded += bytes.length;
        if (decoded == reader.header().targetSize()) {
            finish();
        }
        offer(bytes, 0, bytes.length);
        return true;
    }

    private void finish() throws IOException {
        finished = true;
        reader.finish();
        String actual = HexFormat.of().formatHex(sha256.digest());
        String expected = reader.header().targetSha256();
        if (!actual.equals(expected)) {
            throw new CorruptDeltaException(
                    "the rebuilt target has SHA-256 "
                            + actual
                            + ", not "
                            + expected
                            + " as the header says: the file is damaged, or the reference is not"
                            + " the one it was made against"
                            + reader.header()
                                    .reference()
                                    .map(r -> " (SHA-256 " + r.sha256() + ")")
                                    .orElse(""));
        }
    }

    @Override
    public void close() throws IOException {
        queue.close();
        if (closeReader) {
            reader.close();
        }
    }
}
