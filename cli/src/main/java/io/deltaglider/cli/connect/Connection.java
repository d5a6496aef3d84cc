package io.deltaglider.cli.connect;

import io.deltaglider.cli.shell.Shell;

import software.amazon.awssdk.services.s3.S3Client;

import java.util.Optional;

/** The clients of one command, made when first asked for. Closing it closes what was made. Not safe for use by several threads at first. */
public final class Connection implements AutoCloseable {
    private final S3Client backend;
    private final Optional<String> region;

    private Connection(S3Client backend, Optional<String> region) {
        this.backend = backend;
        this.region = region;
    }

    public static Connection open(ConnectionSettings settings, Shell shell) {
        return new Connection(S3Clients.create(settings, shell), settings.region());
    }

    /** Logical objects. */
    public S3Client client() {
        return backend;
    }

    /** Stored objects: what really lies there. */
    public S3Client backend() {
        return backend;
    }

    /** Where buckets are made; absent for wherever the server puts them. */
    public Optional<String> region() {
        return region;
    }

    @Override
    public void close() {
        backend.close();
    }
}
