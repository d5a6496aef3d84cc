package io.deltaglider.cli.transfer;

import org.jspecify.annotations.Nullable;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Objects;

/**
 * A file as it was when its sending began. One that is written to meanwhile would be stored as something that it never was, and with a time that makes {@code sync} take it for
 * the file's last state. Files that only grow, as logs do, are stored as they were.
 *
 * @param identity what the system knows it by, if it says so
 */
record SentFile(Path path, long size, FileTime modified, @Nullable Object identity) {
    private static final int SKIPPED_AT_ONCE = 64 * 1024;

    static SentFile of(Path path) throws IOException {
        BasicFileAttributes found = Files.readAttributes(path, BasicFileAttributes.class);
        SentFile file = new SentFile(path, found.size(), found.lastModifiedTime(), found.fileKey());
        if (file.size == 0) {
            file.requireEmpty();
        }
        return file;
    }

    /** Files of {@code /proc} say that they are empty. */
    private void requireEmpty() throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            if (in.read() >= 0 && Files.size(path) == 0) {
                throw new IOException(
                        "'" + path + "' holds more than its size says; send it by a pipe: cp -");
            }
        }
    }

    /** What has become of it. */
    enum State {
        /** It is what it was. */
        SAME,
        /** There is more of it. */
        GROWN,
        /** It has been written over, cut or replaced. */
        CHANGED,
        /** It is not there any more. */
        GONE
    }

    State state() {
        BasicFileAttributes now;
        try {
            now = Files.readAttributes(path, BasicFileAttributes.class);
        } catch (IOException _) {
            return State.GONE;
        }
        if (!Objects.equals(now.fileKey(), identity)) {
            return State.CHANGED;
        }
        if (now.size() > size) {
            return State.GROWN;
        }
        boolean same = now.size() == size && now.lastModifiedTime().equals(modified);
        return same ? State.SAME : State.CHANGED;
    }

    /** Throws when what was read of it may be a mixture. A file that is gone can still be read to its end. */
    void requireUnspoilt() throws IOException {
        if (state() == State.CHANGED) {
            throw spoilt();
        }
    }

    private IOException spoilt() {
        return new IOException(
                "The file was changed while it was sent, so it was not stored: '" + path + "'");
    }

    /** Its first {@link #size} bytes; the last of them are given out only if it has not been changed. */
    InputStream open() throws IOException {
        requireUnspoilt();
        return new Checked(Files.newInputStream(path));
    }

    private final class Checked extends FilterInputStream {
        private long left = size;

        Checked(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int from, int count) throws IOException {
            if (left == 0) {
                return -1;
            }
            int n = in.read(into, from, (int) Math.min(left, count));
            if (n < 0) {
                throw spoilt();
            }
            left -= n;
            if (left == 0) {
                requireUnspoilt();
            }
            return n;
        }

        /** Reads them: what is skipped has to be there, too. */
        @Override
        public long skip(long n) throws IOException {
            return Math.max(0, read(new byte[Math.clamp(n, 0, SKIPPED_AT_ONCE)]));
        }

        @Override
        public int available() throws IOException {
            return (int) Math.min(left, in.available());
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}
