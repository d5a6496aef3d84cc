package io.deltaglider.engine.collect;

import io.deltaglider.engine.cache.PrivateFolders;
import io.deltaglider.engine.collect.BucketListing.Place;
import io.deltaglider.engine.failure.Reason;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The place that a long scan of a bucket has reached, in a local file that ends with the SHA-256 of what comes before. One that is
 * missing, damaged, of another bucket or old costs a new scan. Losing it never harms: a scan that goes on is as complete as one that
 * was not interrupted, since it counts from the time when its first part began.
 */
final class ScanProgress {
    private static final Logger LOG = LoggerFactory.getLogger(ScanProgress.class);

    /** A scan that began longer ago than this is not worth going on with. */
    static final Duration VALID = Duration.ofDays(7);

    /** What version 1 had seen was not compared with the listing. */
    private static final String MAGIC = "deltaglider scan 2";

    private final Path folder;
    private final Path file;
    private final String name;

    /** @param store tells one store from another: its endpoint, or folder */
    ScanProgress(Path folder, String store, String bucket) {
        this.folder = folder;
        this.name = store.length() + ":" + store + bucket;
        byte[] hash = sha256().digest(name.getBytes(StandardCharsets.UTF_8));
        this.file = folder.resolve("scan-" + HexFormat.of().formatHex(hash, 0, 12));
    }

    /**
     * @param began when the scan began, in the store's time
     * @param place where it goes on
     * @param objects how many it has seen
     */
    record Saved(Instant began, Place place, long objects) {}

    /** What was saved, if it can be gone on with; its pointers are added to those given. */
    Optional<Saved> load(Instant now, boolean versioned, Pointers pointers) {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            checkHash();
            try (DataInputStream in =
                    new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
                if (!in.readUTF().equals(MAGIC)
                        || !in.readUTF().equals(name)
                        || in.readBoolean() != versioned) {
                    return Optional.empty();
                }
                Instant began = Instant.ofEpochSecond(in.readLong(), in.readInt());
                if (began.isAfter(now) || began.plus(VALID).isBefore(now)) {
                    return Optional.empty();
                }
                Place place = new Place(text(in), text(in));
                long objects = in.readLong();
                int count = in.readInt();
                for (int i = 0; i < count; i++) {
                    pointers.addHash(in.readLong());
                }
                return Optional.of(new Saved(began, place, objects));
            }
        } catch (IOException e) {
            LOG.info(
                    "cannot use {}; the bucket is scanned from the beginning: {}",
                    file,
                    Reason.of(e));
            return Optional.empty();
        }
    }

    void save(Saved saved, boolean versioned, Pointers pointers) {
        try {
            PrivateFolders.create(folder);
            Path written = Files.createTempFile(folder, "new", ".tmp");
            try {
                MessageDigest digest = sha256();
                try (DataOutputStream out =
                        new DataOutputStream(
                                new BufferedOutputStream(Files.newOutputStream(written)))) {
                    DataOutputStream hashed =
                            new DataOutputStream(new DigestOutputStream(out, digest));
                    write(hashed, saved, versioned, pointers.hashes());
                    hashed.flush();
                    out.write(digest.digest());
                }
                Files.move(written, file, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(written);
            }
        } catch (IOException e) {
            LOG.warn("the progress of the scan cannot be saved: {}", Reason.of(e));
        }
    }

    void forget() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warn("{} cannot be deleted: {}", file, Reason.of(e));
        }
    }

    private void write(DataOutputStream out, Saved saved, boolean versioned, LongSet pointers)
            throws IOException {
        out.writeUTF(MAGIC);
        out.writeUTF(name);
        out.writeBoolean(versioned);
        out.writeLong(saved.began.getEpochSecond());
        out.writeInt(saved.began.getNano());
        putText(out, saved.place.key());
        putText(out, saved.place.versionId());
        out.writeLong(saved.objects);
        out.writeInt(pointers.size());
        IOException[] failed = new IOException[1];
        pointers.forEach(each -> {
            try {
                out.writeLong(each);
            } catch (IOException e) {
                failed[0] = e;
            }
        });
        if (failed[0] != null) {
            throw failed[0];
        }
    }

    private void checkHash() throws IOException {
        MessageDigest digest = sha256();
        long length = Files.size(file) - digest.getDigestLength();
        try (BufferedInputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            DigestInputStream hashed = new DigestInputStream(in, digest);
            byte[] buffer = new byte[8192];
            long left = length;
            while (left > 0) {
                int count = hashed.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (count < 0) {
                    break;
                }
                left -= count;
            }
            if (length < 0 || !MessageDigest.isEqual(digest.digest(), in.readAllBytes())) {
                throw new IOException("it is damaged");
            }
        }
    }

    private static void putText(DataOutputStream out, @Nullable String text) throws IOException {
        out.writeBoolean(text != null);
        if (text != null) {
            out.writeUTF(text);
        }
    }

    private static @Nullable String text(DataInputStream in) throws IOException {
        return in.readBoolean() ? in.readUTF() : null;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
