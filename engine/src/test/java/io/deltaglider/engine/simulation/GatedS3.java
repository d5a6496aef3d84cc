package io.deltaglider.engine.simulation;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.DelegatingS3Client;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Request;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.function.Function;

/** An actor's way to the store: every request waits until the world lets it happen. */
final class GatedS3 extends DelegatingS3Client {
    private final World.Actor actor;

    GatedS3(S3Client store, World.Actor actor) {
        super(store);
        this.actor = actor;
    }

    /** The body is taken in first: the request may happen when its sender is long gone. */
    @Override
    public PutObjectResponse putObject(PutObjectRequest request, RequestBody body) {
        byte[] bytes;
        try (InputStream in = body.contentStreamProvider().newStream()) {
            bytes = in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return super.putObject(request, RequestBody.fromBytes(bytes));
    }

    @Override
    protected <T extends S3Request, R> R invokeOperation(T request, Function<T, R> operation) {
        return actor.await(request, () -> operation.apply(request));
    }

    @Override
    public void close() {}
}
