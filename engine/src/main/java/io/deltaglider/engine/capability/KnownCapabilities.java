package io.deltaglider.engine.capability;

import io.deltaglider.engine.cache.PrivateFolders;
import io.deltaglider.engine.failure.Reason;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import software.amazon.awssdk.services.s3.S3Client;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What stores can do, tried once and remembered in a local file for each endpoint and bucket, for a day: a server may be updated. A
 * file that cannot be read or written costs another probe. Thread-safe.
 */
public final class KnownCapabilities implements InPlaceRewrites {
    private static final Logger LOG = LoggerFactory.getLogger(KnownCapabilities.class);

    /** How long an answer is believed. */
    static final Duration VALID = Duration.ofDays(1);

    private static final String VERSION = "1";

    private final Path folder;
    private final String store;
    private final CapabilityProbe probe;
    private final InstantSource clock;
    private final Map<String, Object> locks = new ConcurrentHashMap<>();

    /**
     * @param folder created when there is something to keep
     * @param store tells one store from another: its endpoint, or folder
     */
    public KnownCapabilities(Path folder, String store, S3Client backend, InstantSource clock) {
        this.folder = folder;
        this.store = store;
        this.probe = new CapabilityProbe(backend, clock);
        this.clock = clock;
    }

    /**
     * What the bucket's store can do, probed now if nobody has done so of late.
     *
     * @throws software.amazon.awssdk.core.exception.SdkException when the store does not say
     */
    public StoreCapabilities of(String bucket) {
        synchronized (locks.computeIfAbsent(bucket, _ -> new Object())) {
            Path file = folder.resolve(name(bucket));
            Optional<StoreCapabilities> known = read(file, bucket);
            return known.isPresent() ? known.get() : probe(bucket);
        }
    }

    /** Tries the store whatever is remembered, and remembers the new answer. */
    public StoreCapabilities probe(String bucket) {
        StoreCapabilities found = probe.probe(bucket);
        write(folder.resolve(name(bucket)), bucket, found);
        return found;
    }

    @Override
    public boolean allowed(String bucket) {
        return of(bucket).mayRewriteInPlace();
    }

    private Optional<StoreCapabilities> read(Path file, String bucket) {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        Properties saved = new Properties();
        try (Reader in = Files.newBufferedReader(file)) {
            saved.load(in);
            Instant probed = Instant.parse(saved.getProperty("probed", ""));
            Instant now = clock.instant();
            boolean valid =
                    VERSION.equals(saved.getProperty("version"))
                            && store.equals(saved.getProperty("store"))
                            && bucket.equals(saved.getProperty("bucket"))
                            && !probed.isAfter(now)
                            && probed.plus(VALID).isAfter(now);
            return valid
                    ? Optional.of(
                            new StoreCapabilities(
                                    support(saved, "create-only"),
                                    support(saved, "compare-and-swap"),
                                    support(saved, "compare-and-delete")))
                    : Optional.empty();
        } catch (IOException | DateTimeException | IllegalArgumentException e) {
            LOG.debug("{} cannot be used; the store is asked again", file, e);
            return Optional.empty();
        }
    }

    private static Support support(Properties saved, String name) {
        return Support.valueOf(saved.getProperty(name, ""));
    }

    private void write(Path file, String bucket, StoreCapabilities found) {
        Properties saved = new Properties();
        saved.setProperty("version", VERSION);
        saved.setProperty("store", store);
        saved.setProperty("bucket", bucket);
        saved.setProperty("probed", clock.instant().toString());
        saved.setProperty("create-only", found.createOnly().name());
        saved.setProperty("compare-and-swap", found.compareAndSwap().name());
        saved.setProperty("compare-and-delete", found.compareAndDelete().name());
        try {
            PrivateFolders.create(folder);
            Path written = Files.createTempFile(folder, "new", ".tmp");
            try {
                try (Writer out = Files.newBufferedWriter(written)) {
                    saved.store(out, null);
                }
                Files.move(written, file, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(written);
            }
        } catch (IOException e) {
            LOG.warn("what {} can do cannot be remembered in {}: {}", store, folder, Reason.of(e));
        }
    }

    private String name(String bucket) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update((store.length() + ":" + store + bucket).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest(), 0, 12) + ".properties";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
