package io.deltaglider.engine.spool;

import io.deltaglider.engine.failure.Reason;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;

/**
 * Takes bytes in, digests them on the way, and keeps the first ones in memory and all of them in a file once there are many.
 * {@link #finish} turns it into a {@link Spool}; closed without that, it leaves nothing behind. For one thread.
 */
public final class SpoolWriter extends OutputStream {
    /** How many bytes stay in memory. */
    public static final int MEMORY = 1 << 20;

    private static final int FIRST_BUFFER = 16 << 10;

    private final WorkFolder folder;
    private final MessageDigest md5 = digest("MD5");
    private final @Nullable MessageDigest sha256;

    /** Takes over the SHA-256 when there are many bytes. */
    private @Nullable BackgroundDigest background;

    private byte @Nullable [] memory = new byte[FIRST_BUFFER];
    private @Nullable Path file;
    private @Nullable FileChannel channel;
    private long size;
    private boolean finished;

    /** @param withSha256 whether the SHA-256 is wanted; the MD5 always is */
    public SpoolWriter(WorkFolder folder, boolean withSha256) {
        this.folder = folder;
        this.sha256 = withSha256 ? digest("SHA-256") : null;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        Objects.checkFromIndexSize(from, length, bytes.length);
        md5.update(bytes, from, length);
        if (background != null) {
            background.update(bytes, from, length);
        } else if (sha256 != null) {
            sha256.update(bytes, from, length);
        }
        if (memory != null && size + length > MEMORY) {
            spill(memory);
        }
        if (memory != null) {
            int used = (int) size;
            if (used + length > memory.length) {
                memory =
                        Arrays.copyOf(
                                memory,
                                Math.min(MEMORY, Math.max(used + length, 2 * memory.length)));
            }
            System.arraycopy(bytes, from, memory, used, length);
        } else {
            append(bytes, from, length);
        }
        size += length;
    }

    public long size() {
        return size;
    }

    /** Ends the writing. The spool now owns what was written. */
    public Spool finish() throws IOException {
        if (channel != null) {
            channel.close();
        }
        String digested = sha256();
        finished = true;
        HexFormat hex = HexFormat.of();
        return new Spool(
                folder,
                memory == null ? null : Arrays.copyOf(memory, (int) size),
                file,
                size,
                hex.formatHex(md5.digest()),
                digested);
    }

    private String sha256() throws IOException {
        if (sha256 == null) {
            return "";
        }
        return HexFormat.of().formatHex(background == null ? sha256.digest() : background.digest());
    }

    @Override
    public void close() throws IOException {
        if (finished) {
            return;
        }
        finished = true;
        memory = null;
        if (background != null) {
            background.abandon();
        }
        try {
            if (channel != null) {
                channel.close();
            }
        } finally {
            if (file != null) {
                folder.delete(file);
            }
        }
    }

    /**
     * Gives back what was written before a write failed, and ends the writing.
     *
     * @param last what the failed write was given
     */
    NoRoomException withdraw(byte[] last, SpoolException failure) throws IOException {
        finished = true;
        if (background != null) {
            background.abandon();
        }
        if (channel != null) {
            channel.close();
        }
        Path written = file;
        byte[] held = memory;
        // Nothing is in the file yet, or not all, when what had been in memory could not be written
        // to it.
        InputStream before =
                held != null
                        ? new ByteArrayInputStream(held, 0, (int) size)
                        : new FileRegionStream(Objects.requireNonNull(written), 0, size);
        memory = null;
        return new NoRoomException(
                Reason.of(failure),
                new SequenceInputStream(before, new ByteArrayInputStream(last)),
                () -> {
                    if (written != null) {
                        folder.delete(written);
                    }
                },
                failure);
    }

    private void spill(byte[] held) throws IOException {
        try {
            file = folder.newFile();
        } catch (IOException e) {
            throw new SpoolException(
                    "cannot create a temporary file in " + folder.directory() + ": " + Reason.of(e),
                    e);
        }
        channel = open(file);
        append(held, 0, (int) size);
        memory = null;
        if (sha256 != null) {
            background = new BackgroundDigest(sha256);
        }
    }

    private void append(byte[] bytes, int from, int length) throws IOException {
        FileChannel out = Objects.requireNonNull(channel);
        ByteBuffer buffer = ByteBuffer.wrap(bytes, from, length);
        try {
            while (buffer.hasRemaining()) {
                out.write(buffer);
            }
        } catch (IOException e) {
            throw new SpoolException(
                    "cannot write the temporary file " + file + ": " + Reason.of(e), e);
        }
    }

    private static FileChannel open(Path file) throws IOException {
        try {
            return FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (NoSuchFileException | FileNotFoundException e) {
            throw new SpoolException(
                    "cannot create the temporary file " + file + ": its folder is gone", e);
        } catch (IOException e) {
            throw new SpoolException(
                    "cannot create the temporary file " + file + ": " + Reason.of(e), e);
        }
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has " + algorithm, e);
        }
    }
}
