package io.deltaglider.cli.connect;

import io.deltaglider.cli.shell.CommandException;
import io.deltaglider.cli.shell.ExitCode;
import io.deltaglider.cli.shell.Shell;
import io.deltaglider.engine.DeltaGliderS3Client;
import io.deltaglider.engine.EngineOptions;
import io.deltaglider.store.EmbeddedStore;

import software.amazon.awssdk.services.s3.S3Client;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** The clients of one command: the engine, and the store under it. Closing it closes both. */
public final class Connection implements AutoCloseable {
    private final S3Client backend;
    private final DeltaGliderS3Client client;
    private final Optional<String> region;
    private final Optional<String> deltaspace;
    private final Path cacheDirectory;

    private Connection(S3Client backend, ConnectionSettings settings, EngineOptions engineOptions) {
        this.backend = backend;
        this.client = new DeltaGliderS3Client(backend, engineOptions);
        this.region = settings.store().isPresent() ? Optional.empty() : settings.region();
        this.deltaspace = engineOptions.deltaspace();
        this.cacheDirectory = engineOptions.cacheDirectory();
    }

    /** Throws {@link CommandException} when the store cannot be opened; no server is asked yet. */
    public static Connection open(ConnectionSettings settings, Shell shell) {
        EngineOptions options = engineOptions(settings, shell);
        S3Client backend =
                settings.store().isPresent()
                        ? openFolder(settings.store().get())
                        : S3Clients.create(settings, shell);
        try {
            return new Connection(backend, settings, options);
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
                        .withCacheDirectory(
                                shell.variable("DELTAGLIDER_CACHE")
                                        .map(shell.directory()::resolve)
                                        .orElseGet(shell::cacheDirectory));
        if (settings.deltaspace().isPresent()) {
            options = options.withDeltaspace(settings.deltaspace().get());
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

    /** Where buckets are made; absent for wherever the server puts them. */
    public Optional<String> region() {
        return region;
    }

    /** The deltaspace that all objects are put into, if it was named. */
    public Optional<String> deltaspace() {
        return deltaspace;
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
