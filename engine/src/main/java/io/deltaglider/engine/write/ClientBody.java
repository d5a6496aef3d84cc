package io.deltaglider.engine.write;

import io.deltaglider.engine.object.RawContent;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.ContentStreamProvider.ProviderType;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/** The body of a client's PUT, of which the first bytes have been looked at. */
final class ClientBody implements Closeable {
    private static final int BUFFER = 128 << 10;

    /** What can be read any number of times, and gives the same bytes. */
    private static final Set<String> REPEATABLE =
            Set.of(
                    ProviderType.FILE.getName(),
                    ProviderType.BYTES.getName(),
                    ProviderType.STRING.getName());

    private final RequestBody body;
    private final byte[] head;
    private final InputStream in;
    private boolean readAgain;

    private ClientBody(RequestBody body, byte[] head, InputStream in) {
        this.body = body;
        this.head = head;
        this.in = in;
    }

    static ClientBody open(RequestBody body, int headLength) throws IOException {
        InputStream in = body.contentStreamProvider().newStream();
        try {
            return new ClientBody(body, in.readNBytes(headLength), in);
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }

    /** The first bytes. */
    byte[] head() {
        return head;
    }

    /** All bytes, the first ones included; once. */
    InputStream all() {
        return new SequenceInputStream(new ByteArrayInputStream(head), in);
    }

    /** What has not been read of it. */
    InputStream rest() {
        return in;
    }

    /** The body as it came. What was read of it is given out again, and a second sending starts over where the client can. */
    RequestBody unread(long length) {
        AtomicBoolean first = new AtomicBoolean(!readAgain);
        ContentStreamProvider provider =
                () -> first.getAndSet(false) ? all() : body.contentStreamProvider().newStream();
        return RequestBody.fromContentProvider(provider, length, body.contentType());
    }

    /**
     * What the body is, as far as that can be told before it is sent: the digests of one that is a file or in memory, which is read once more
     * for them; of a stream the length alone.
     */
    RawContent content(long length) throws IOException {
        ContentStreamProvider provider = body.contentStreamProvider();
        if (!REPEATABLE.contains(provider.name())) {
            return new RawContent(OptionalLong.of(length), Optional.empty(), Optional.empty());
        }
        // Some providers close the stream before when they open another.
        readAgain = true;
        try (InputStream again = provider.newStream()) {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[BUFFER];
            long size = 0;
            for (int count = again.read(buffer); count >= 0; count = again.read(buffer)) {
                sha256.update(buffer, 0, count);
                size += count;
            }
            return new RawContent(
                    OptionalLong.of(length),
                    size == length
                            ? Optional.of(HexFormat.of().formatHex(sha256.digest()))
                            : Optional.empty(),
                    Optional.empty());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
