package io.deltaglider.cli.connect;

import io.deltaglider.cli.output.Work;
import io.deltaglider.engine.progress.WorkListener;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.DelegatingS3Client;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Request;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

import java.util.concurrent.atomic.AtomicLong;

/** Counts the bytes of objects that have been stored through it. */
final class SentBytes extends DelegatingS3Client {
    private final AtomicLong count = new AtomicLong();

    SentBytes(S3Client store) {
        super(store);
    }

    long count() {
        return count.get();
    }

    @Override
    public PutObjectResponse putObject(PutObjectRequest request, RequestBody body) {
        PutObjectResponse response = super.putObject(request, watched(request, body));
        count.addAndGet(body.optionalContentLength().orElse(0L));
        return response;
    }

    @Override
    public UploadPartResponse uploadPart(UploadPartRequest request, RequestBody body) {
        UploadPartResponse response = super.uploadPart(request, watched(request, body));
        count.addAndGet(body.optionalContentLength().orElse(0L));
        return response;
    }

    /** Tells whoever waits for the object how much of what it takes is on its way. */
    private static RequestBody watched(S3Request request, RequestBody body) {
        long length = body.optionalContentLength().orElse(0L);
        return length > 0 && WorkListener.of(request).orElse(null) instanceof Work work
                ? RequestBody.fromContentProvider(
                        new SentBody(body.contentStreamProvider(), length, work),
                        length,
                        body.contentType())
                : body;
    }
}
