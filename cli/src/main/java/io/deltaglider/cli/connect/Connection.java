package io.deltaglider.cli.connect;

import io.deltaglider.cli.local.CacheFolder;
import io.deltaglider.cli.shell.CommandException;
import io.deltaglider.cli.shell.ExitCode;
import io.deltaglider.cli.shell.Shell;
import io.deltaglider.engine.DeltaGliderS3Client;
import io.deltaglider.engine.EngineOptions;
import io.deltaglider.engine.backend.BackendS3Client;
import io.deltaglider.engine.capability.InPlaceRewrites;
import io.deltaglider.store.EmbeddedStore;

import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** The clients of one command: the engine, and the store under it. Closing it closes both. */
public final class Connection implements AutoCloseable {
    private final SentBytes sent;
    private final S3Client backend;
    private final ConnectionSettings settings;
    private final Shell shell;
    private final DeltaGliderS3Client client;
    private final Optional<String> region;
    private final Optional<String> deltaspace;
    private final InPlaceRewrites rewrites;
    private final Path cacheDirectory;

    private Connection(
            S3Client backend,
            ConnectionSettings settings,
            Shell shell,
            EngineOptions engineOptions) {
        this.sent = new SentBytes(backend);
        this.backend = new BackendS3Client(sent);
        this.settings = settings;
        this.shell = shell;
        this.client =
                new DeltaGliderS3Client(
                        sent, engineOptions, PlatformThreads.pool(), InstantSource.system());
        this.region = settings.store().isPresent() ? Optional.empty() : settings.region();
        this.deltaspace = engineOptions.deltaspace();
        // The embedded store compares and swaps; servers are probed, once a day.
        this.rewrites = settings.store().isPresent() ? _ -> true : client.capabilities();
        this.cacheDirectory = client.cacheDirectory();
    }

    /** Throws {@link CommandException} when the store cannot be opened; no server is asked yet. */
    public static Connection open(ConnectionSettings settings, Shell shell) {
        EngineOptions options = engineOptions(settings, shell);
        S3Client backend =
                settings.store().isPresent()
                        ? openFolder(settings.store().get())
                        : S3Clients.create(settings, shell);
        try {
            return new Connection(backend, settings, shell, options);
        } catch (RuntimeException e) {
            backend.close();
            throw e;
        }
    }

    private static S3Client openFolder(Path folder) {
        try {
            return EmbeddedStore.open(folder);
        } catch (IOException e) {
            throw new CommandException(ExitCode.GENERAL, ServiceErrors.describe(e), e);
        }
    }

    private static EngineOptions engineOptions(ConnectionSettings settings, Shell shell) {
        EngineOptions options =
                EngineOptions.defaults()
                        .withDelta(settings.delta())
                        .withCacheDirectory(CacheFolder.of(shell).path())
                        .withCacheMaxBytes(CacheFolder.maxBytes(shell));
        if (settings.store().isPresent()) {
            // A folder takes files of any size at once; in parts, they would be there twice for a
            // while.
            options = options.withPartThreshold(Long.MAX_VALUE);
        }
        if (settings.deltaspace().isPresent()) {
            options = options.withDeltaspace(settings.deltaspace().get());
        }
        if (settings.packing().isPresent()) {
            options = options.withPacking(settings.packing().get());
        }
        if (settings.effort().isPresent()) {
            options = options.withEffort(settings.effort().get());
        }
        if (settings.maxRatio().isEmpty()) {
            return options;
        }
        double ratio = settings.maxRatio().getAsDouble();
        // No delta is as small as nothing.
        return ratio == 0 ? options.withDelta(false) : options.withMaxRatio(ratio);
    }

    /** Logical objects. */
    public DeltaGliderS3Client client() {
        return client;
    }

    /** Stored objects: what really lies there. */
    public S3Client backend() {
        return backend;
    }

    /** Whether objects may be stored as deltas. */
    public boolean delta() {
        return settings.delta();
    }

    /** How many bytes of objects have gone to the store so far. */
    public long sentBytes() {
        return sent.count();
    }

    /** Where buckets are made; absent for wherever the server puts them. */
    public Optional<String> region() {
        return region;
    }

    /** The deltaspace that all objects are put into, if it was named. */
    public Optional<String> deltaspace() {
        return deltaspace;
    }

    /** Whether objects can be stored anew in place. */
    public InPlaceRewrites inPlaceRewrites() {
        return rewrites;
    }

    /** Whether {@link #presign} can do anything. */
    public boolean hasUrls() {
        return settings.store().isEmpty();
    }

    /** A URL by which anybody can GET a stored object for a while; throws {@link CommandException} where there is no server. */
    public URL presign(String bucket, String storedKey, Duration validity) {
        if (!hasUrls()) {
            throw CommandException.usage(
                    "a folder has no URLs; presign needs an S3 server (--endpoint-url, or AWS)");
        }
        try (S3Presigner presigner = S3Clients.presigner(settings, shell)) {
            return presigner
                    .presignGetObject(r ->
                            r.signatureDuration(validity)
                                    .getObjectRequest(g -> g.bucket(bucket).key(storedKey)))
                    .url();
        }
    }

    /** Where commands may keep what helps the next one, and can be lost. */
    public Path cacheDirectory() {
        return cacheDirectory;
    }

    @Override
    public void close() {
        client.close();
    }
}
