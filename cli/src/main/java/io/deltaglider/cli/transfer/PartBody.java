package io.deltaglider.cli.transfer;

import io.deltaglider.cli.output.ByteProgress;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.http.ContentStreamProvider;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.DigestInputStream;
import java.security.MessageDigest;

/** Opens a part once for each attempt to send it, and digests what is sent. */
final class PartBody implements ContentStreamProvider {
    private final FilePart part;
    private final ByteProgress progress;
    private final MessageDigest digest;
    private @Nullable CountingInputStream last;

    PartBody(FilePart part, ByteProgress progress, MessageDigest digest) {
        this.part = part;
        this.progress = progress;
        this.digest = digest;
    }

    @Override
    public InputStream newStream() {
        try {
            if (last != null) {
                last.close();
                last.undo();
            }
            digest.reset();
            last = new CountingInputStream(new DigestInputStream(part.open(), digest), progress);
            return last;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of what was sent last. */
    byte[] digest() throws IOException {
        if (last != null) {
            last.close();
        }
        return digest.digest();
    }
}
