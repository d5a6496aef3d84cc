package io.deltaglider.engine.spool;

import io.deltaglider.delta.Content;
import io.deltaglider.engine.failure.Reason;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.ContentStreamProvider;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Bytes that have been received in full and can be read any number of times. Closing it deletes its file and ends what still
 * reads from it. Reading is safe for many threads.
 */
public final class Spool implements Closeable {
    private final WorkFolder folder;
    private final byte @Nullable [] memory;
    private final long size;
    private final String md5;
    private final String sha256;
    private final Queue<InputStream> opened = new ConcurrentLinkedQueue<>();
    private volatile @Nullable Path file;

    Spool(
            WorkFolder folder,
            byte @Nullable [] memory,
            @Nullable Path file,
            long size,
            String md5,
            String sha256) {
        this.folder = folder;
        this.memory = memory;
        this.file = file;
        this.size = size;
        this.md5 = md5;
        this.sha256 = sha256;
    }

    public long size() {
        return size;
    }

    /** 32 lower-case hex digits. */
    public String md5() {
        return md5;
    }

    /** The MD5 as a Content-MD5 header has it. */
    public String contentMd5() {
        return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(md5));
    }

    /** 64 lower-case hex digits; empty when it was not asked for. */
    public String sha256() {
        return sha256;
    }

    /** The first bytes: {@code count} of them, or all when there are fewer. */
    public byte[] head(int count) throws IOException {
        if (memory != null) {
            return Arrays.copyOf(memory, (int) Math.min(count, size));
        }
        try (InputStream in = open(0, size)) {
            return in.readNBytes(count);
        }
    }

    /** Random access, to be closed by the caller before this is. */
    public Content content() throws IOException {
        return memory != null ? Content.of(memory) : Content.of(Objects.requireNonNull(file));
    }

    /** The bytes as the body of a request, which may be sent several times. */
    public RequestBody body(String contentType) {
        return body(0, size, contentType);
    }

    /** A part of the bytes as the body of a request. */
    public RequestBody body(long offset, long length, String contentType) {
        ContentStreamProvider provider =
                () -> {
                    try {
                        InputStream in = open(offset, length);
                        opened.add(in);
                        return in;
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                };
        return RequestBody.fromContentProvider(provider, length, contentType);
    }

    /** Where whoever works with these bytes may put temporary files of its own. */
    public Path temporaryFolder() {
        return folder.directory();
    }

    /** The bytes as a file, which stays this spool's. */
    public synchronized Path file() throws IOException {
        Path present = file;
        if (present == null) {
            present = folder.newFile();
            file = present;
            try {
                Files.write(present, Objects.requireNonNull(memory), StandardOpenOption.CREATE_NEW);
            } catch (IOException e) {
                throw new SpoolException(
                        "cannot write the temporary file " + present + ": " + Reason.of(e), e);
            }
        }
        return present;
    }

    @Override
    public void close() throws IOException {
        try {
            for (InputStream in = opened.poll(); in != null; in = opened.poll()) {
                in.close();
            }
        } finally {
            Path present = file;
            if (present != null) {
                folder.delete(present);
            }
        }
    }

    private InputStream open(long offset, long length) throws IOException {
        if (memory != null) {
            return new ByteArrayInputStream(memory, (int) offset, (int) length);
        }
        return new FileRegionStream(Objects.requireNonNull(file), offset, length);
    }
}
