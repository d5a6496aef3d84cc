package io.deltaglider.cli.migrate;

import io.deltaglider.cli.output.Work;
import io.deltaglider.cli.transfer.CopyMethod;
import io.deltaglider.cli.transfer.CountingInputStream;
import io.deltaglider.cli.transfer.ObjectLocation;
import io.deltaglider.cli.transfer.Transfer;
import io.deltaglider.engine.DeltaGliderS3Client;
import io.deltaglider.engine.EngineOptions;
import io.deltaglider.engine.StoredObject;
import io.deltaglider.engine.deltaspace.Eligibility;
import io.deltaglider.engine.progress.WorkListener;

import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.Tag;
import software.amazon.awssdk.services.s3.model.Tagging;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * Copies so that what is worth it becomes a delta. What the source's store keeps as a delta already, what is small, and what no delta
 * is made of goes by the store's own copy; the rest passes through here once. Headers, user metadata and tags stay.
 */
public final class MigratingCopier implements CopyMethod {
    /** How often an object is tried. Single requests are retried by the client underneath. */
    private static final int ATTEMPTS = 3;

    private final DeltaGliderS3Client client;
    private final boolean delta;
    private final Eligibility eligibility;

    /** Makes deltas, unless none are wanted at all. */
    public MigratingCopier(DeltaGliderS3Client client, boolean delta) {
        this.client = client;
        this.delta = delta;
        this.eligibility = new Eligibility(EngineOptions.defaults().minSize());
    }

    @Override
    public void copy(Transfer.Copy copy, Work work) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                attempt(copy, work);
                work.passed(copy.size());
                return;
            } catch (S3Exception e) {
                if (attempt == ATTEMPTS || isFinal(e)) {
                    throw e;
                }
            } catch (IOException | SdkException e) {
                if (attempt == ATTEMPTS || Thread.currentThread().isInterrupted()) {
                    throw e;
                }
            }
        }
    }

    /** The same answer would come again; but a precondition that fails means that the object has just changed. */
    private static boolean isFinal(S3Exception e) {
        return e.statusCode() >= 400
                && e.statusCode() < 500
                && e.statusCode() != 412
                && e.statusCode() != 429;
    }

    private void attempt(Transfer.Copy copy, Work work) throws IOException {
        ObjectLocation source = copy.source();
        if (!delta || copy.size() < eligibility.minSize() || isDelta(source)) {
            serverSide(copy);
            return;
        }
        try (ResponseInputStream<GetObjectResponse> in =
                client.getObject(
                        GetObjectRequest.builder()
                                .bucket(source.bucket())
                                .key(source.key())
                                .build())) {
            if (in.response().contentLength() == null) {
                throw new IOException("the server does not say how large " + source + " is");
            }
            BufferedInputStream body =
                    new BufferedInputStream(
                            new CountingInputStream(in, work), Eligibility.HEAD_LENGTH * 2);
            body.mark(Eligibility.HEAD_LENGTH * 2);
            byte[] head = body.readNBytes(Eligibility.HEAD_LENGTH);
            body.reset();
            if (!eligibility.eligible(in.response().contentLength(), head)) {
                in.abort();
                serverSide(copy);
                return;
            }
            work.willBeEncoded();
            put(copy, in.response(), body, work);
        }
    }

    private boolean isDelta(ObjectLocation source) {
        return client.inspect(source.bucket(), source.key()).kind() == StoredObject.Kind.DELTA;
    }

    private void serverSide(Transfer.Copy copy) {
        client.copyObject(r ->
                r.sourceBucket(copy.source().bucket())
                        .sourceKey(copy.source().key())
                        .destinationBucket(copy.target().bucket())
                        .destinationKey(copy.target().key()));
    }

    @SuppressWarnings("deprecation") // a PUT takes Expires as an instant only
    private void put(Transfer.Copy copy, GetObjectResponse object, InputStream body, Work work) {
        PutObjectRequest.Builder put =
                PutObjectRequest.builder()
                        .overrideConfiguration(WorkListener.with(work))
                        .bucket(copy.target().bucket())
                        .key(copy.target().key())
                        .contentType(object.contentType())
                        .cacheControl(object.cacheControl())
                        .contentDisposition(object.contentDisposition())
                        .contentEncoding(object.contentEncoding())
                        .contentLanguage(object.contentLanguage())
                        .expires(object.expires())
                        .metadata(object.metadata())
                        .websiteRedirectLocation(object.websiteRedirectLocation());
        if (object.tagCount() != null && object.tagCount() > 0) {
            List<Tag> tags =
                    client.getObjectTagging(
                                    r -> r.bucket(copy.source().bucket()).key(copy.source().key()))
                            .tagSet();
            put.tagging(Tagging.builder().tagSet(tags).build());
        }
        client.putObject(put.build(), RequestBody.fromInputStream(body, object.contentLength()));
    }
}
