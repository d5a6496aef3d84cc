package io.deltaglider.store.folder;

import io.deltaglider.store.error.DamagedObjectException;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Set;
import java.util.zip.CRC32C;

/**
 * The file of one object: its payload, then its {@link ObjectRecord}, then a footer of {@value #FOOTER_LENGTH} bytes (big-endian):
 *
 * <pre>
 * payload length   8 bytes
 * record length    4 bytes
 * CRC-32C          4 bytes, of the record and the two lengths
 * magic            8 bytes, "DGOBJ\r\n2"
 * </pre>
 *
 * <p>Payload and metadata are one file, so that one rename publishes both and no file system needs extended attributes. The payload is
 * first, so that a range is one read at its own offset and parts can be joined by the kernel.
 */
final class ObjectFile {
    static final int FOOTER_LENGTH = 24;

    private static final byte[] MAGIC = "DGOBJ\r\n2".getBytes(StandardCharsets.US_ASCII);

    /** Enough for nearly every record together with the footer, so that they take one read. */
    private static final int TAIL_READ = 2048;

    private ObjectFile() {}

    /** Opens for reading; a symbolic link is refused, so that nothing outside of the folder is read through one. */
    static FileChannel open(Path file) throws IOException {
        return FileChannel.open(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
    }

    /** Writes the record and the footer behind a payload of {@code record.size()} bytes, at the channel's position. */
    static void finish(FileChannel channel, ObjectRecord record) throws IOException {
        if (channel.position() != record.size()) {
            throw new IOException(
                    "payload of "
                            + channel.position()
                            + " bytes where "
                            + record.size()
                            + " were counted");
        }
        byte[] encoded = record.encode();
        ByteBuffer tail = ByteBuffer.allocate(encoded.length + FOOTER_LENGTH);
        tail.put(encoded).putLong(record.size()).putInt(encoded.length);
        tail.putInt(crc(tail.array(), 0, tail.position())).put(MAGIC).flip();
        while (tail.hasRemaining()) {
            channel.write(tail);
        }
    }

    /** Reads what {@link #finish} wrote. Throws {@link DamagedObjectException} when the file is cut off, altered, or none of ours. */
    static ObjectRecord read(FileChannel channel, Path file) throws IOException {
        long fileLength = channel.size();
        if (fileLength < FOOTER_LENGTH) {
            throw new DamagedObjectException(file, "it has only " + fileLength + " bytes");
        }
        byte[] tail = readAt(channel, Math.max(0, fileLength - TAIL_READ), fileLength);
        ByteBuffer footer = ByteBuffer.wrap(tail, tail.length - FOOTER_LENGTH, FOOTER_LENGTH);
        long payloadLength = footer.getLong();
        int recordLength = footer.getInt();
        int crc = footer.getInt();
        if (!Arrays.equals(tail, tail.length - MAGIC.length, tail.length, MAGIC, 0, MAGIC.length)) {
            throw new DamagedObjectException(file, "it does not end with an object's footer");
        }
        if (payloadLength < 0
                || recordLength < 0
                || payloadLength + recordLength + FOOTER_LENGTH != fileLength) {
            throw new DamagedObjectException(file, "its lengths do not add up");
        }
        if (recordLength + FOOTER_LENGTH > tail.length) {
            tail = readAt(channel, payloadLength, fileLength);
        }
        int from = tail.length - FOOTER_LENGTH - recordLength;
        if (crc(tail, from, recordLength + Long.BYTES + Integer.BYTES) != crc) {
            throw new DamagedObjectException(file, "the checksum of its metadata is wrong");
        }
        ObjectRecord record =
                ObjectRecord.decode(Arrays.copyOfRange(tail, from, from + recordLength));
        if (record.size() != payloadLength) {
            throw new DamagedObjectException(file, "its metadata speaks of another length");
        }
        if (record.blocks().length() != payloadLength) {
            throw new DamagedObjectException(file, "it has no checksums of its payload");
        }
        return record;
    }

    private static byte[] readAt(FileChannel channel, long from, long to) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(Math.toIntExact(to - from));
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, from + buffer.position()) < 0) {
                throw new EOFException("the file became shorter while it was read");
            }
        }
        return buffer.array();
    }

    private static int crc(byte[] bytes, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }
}
