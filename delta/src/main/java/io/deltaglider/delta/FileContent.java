package io.deltaglider.delta;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/**
 * Content of a file, read by position. Not mapped: a mapping of a file that is cut short ends the reader with a fault
 * where a read gives an exception, and stays in the address space until it is collected.
 */
final class FileContent implements Content {
    /** Each read goes through a native buffer of its own size, which the JDK keeps for each thread: so keep them small. */
    private static final int LARGEST_READ = 128 * 1024;

    private final Path file;
    private final FileChannel channel;
    private final long size;

    private FileContent(Path file, FileChannel channel, long size) {
        this.file = file;
        this.channel = channel;
        this.size = size;
    }

    static FileContent open(Path file) throws IOException {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new FileSystemException(
                    file.toString(),
                    null,
                    Files.isDirectory(file)
                            ? "Is a directory"
                            : "Not a regular file, which can be read at any position");
        }
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            return new FileContent(file, channel, channel.size());
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public void read(long position, byte[] into, int from, int length) throws IOException {
        Objects.checkFromIndexSize(position, length, size);
        ByteBuffer buffer = ByteBuffer.wrap(into, from, length);
        long at = position;
        while (at < position + length) {
            int done = (int) (at - position);
            buffer.limit(from + Math.min(length, done + LARGEST_READ));
            int n = channel.read(buffer, at);
            if (n < 0) {
                throw new IOException(
                        file
                                + " was cut short while it was read: it had "
                                + size
                                + " bytes, and ends at byte "
                                + at);
            }
            at += n;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
