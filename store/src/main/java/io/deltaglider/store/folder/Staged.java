package io.deltaglider.store.folder;

import io.deltaglider.store.error.S3Errors;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;

/** An object's file being written in the staging folder. Closing it deletes it, unless it has been published. For one thread. */
final class Staged implements AutoCloseable {
    private static final int BUFFER = 128 * 1024;

    private final Path path;
    private final FileChannel channel;
    private BlockChecksums blocks = BlockChecksums.NONE;
    private boolean published;

    Staged(Path path) throws IOException {
        this.path = path;
        this.channel =
                FileChannel.open(
                        path,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        Disk.PRIVATE_FILE);
    }

    /**
     * Appends a payload to its end, and returns its MD5 in hex, which is its ETag.
     *
     * @param expectedLength bytes it must have, null if unknown
     */
    String write(InputStream payload, @Nullable Long expectedLength) throws IOException {
        MessageDigest md5 = md5();
        BlockChecksums.Builder checksums = new BlockChecksums.Builder();
        long start = channel.position();
        byte[] buffer = new byte[BUFFER];
        for (int n = read(payload, buffer); n >= 0; n = read(payload, buffer)) {
            md5.update(buffer, 0, n);
            checksums.update(buffer, 0, n);
            ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, n);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }
        long length = channel.position() - start;
        if (expectedLength != null && expectedLength != length) {
            throw S3Errors.incompleteBody(
                    "the body has "
                            + length
                            + " bytes where "
                            + expectedLength
                            + " were announced");
        }
        blocks = blocks.followedBy(checksums.finish());
        return HexFormat.of().formatHex(md5.digest());
    }

    /** A failure of the source is not one of this disk, and comes out unchecked. */
    private static int read(InputStream payload, byte[] buffer) {
        try {
            return payload.read(buffer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Appends the payload of another file, by the kernel where it can; damage to it is copied with checksums that show it. */
    void append(FileChannel source, ObjectRecord record) throws IOException {
        long end = record.size();
        for (long at = 0; at < end; ) {
            long n = source.transferTo(at, end - at, channel);
            if (n <= 0) {
                throw new IOException("a stored file became shorter while it was read");
            }
            at += n;
        }
        blocks = blocks.followedBy(record.blocks());
    }

    /** Bytes of payload so far. */
    long size() throws IOException {
        return channel.position();
    }

    /** Writes the metadata behind the payload and sees to it that all of it is on the disk. */
    void finish(ObjectRecord record) throws IOException {
        ObjectFile.finish(channel, record.withBlocks(blocks));
        Disk.sync(channel);
        channel.close();
    }

    /** Moves the finished file to its place, in one step. The directory that it goes to may have to be created again by the caller. */
    void publish(Path target) throws IOException {
        Disk.move(path, target);
        published = true;
    }

    @Override
    public void close() throws IOException {
        channel.close();
        if (!published) {
            Files.deleteIfExists(path);
        }
    }

    static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }
}
