package io.deltaglider.delta.container;

import io.deltaglider.delta.Content;
import io.deltaglider.delta.CorruptDeltaException;
import io.deltaglider.delta.level.PagedReference;

import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The whole target, from a forward pass. The last frame is held back until everything that the file claims has been found true. */
public final class TargetStream extends FrameStream {
    private final DeltaReader reader;
    private final PagedReference reference;
    private final MessageDigest sha256;
    private final boolean closeReader;
    private boolean finished;

    /**
     * @param closeReader whether closing this closes the reader; the reference stays open in any case
     */
    public TargetStream(DeltaReader reader, Content reference, boolean closeReader) {
        this.reader = reader;
        this.closeReader = closeReader;
        this.reference = new PagedReference(reference);
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    protected boolean next() throws IOException {
        if (reader.atEnd()) {
            if (!finished) {
                finish();
            }
            return false;
        }
        FrameHeader frame = reader.frameHeader();
        byte[] bytes = reader.decode(frame, reference);
        sha256.update(bytes, 0, frame.targetLength());
        if (reader.atEnd()) {
            finish();
        }
        offer(bytes, 0, frame.targetLength());
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
        if (closeReader) {
            reader.close();
        }
    }
}
