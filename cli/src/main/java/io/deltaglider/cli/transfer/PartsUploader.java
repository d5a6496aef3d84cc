package io.deltaglider.cli.transfer;

import io.deltaglider.cli.output.ByteProgress;
import io.deltaglider.cli.output.Digests;
import io.deltaglider.delta.DeltaFile;
import io.deltaglider.engine.EngineOptions;
import io.deltaglider.engine.deltaspace.Eligibility;
import io.deltaglider.engine.object.RawContent;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;

/**
 * Sends large files that will not become deltas in parts, several at once, straight from the file: nothing of them is kept in memory or in temporary
 * files. Each is read once before, for the SHA-256 that is kept with the object. Parts are compared with their MD5; an upload that fails or is
 * interrupted is aborted.
 */
final class PartsUploader {
    /** Smaller files go in one piece. */
    static final long THRESHOLD = 64L << 20;

    private static final long PART_SIZE = 16L << 20;
    private static final int BUFFER = 128 * 1024;
    private static final int MAX_PARTS = 10_000;
    private static final int AT_ONCE = 4;

    /** An ETag of another form tells nothing. */
    private static final Pattern MD5 = Pattern.compile("\"?[0-9a-f]{32}\"?");

    private final S3Client client;
    private final boolean delta;

    /** @param delta whether the engine may make deltas at all */
    PartsUploader(S3Client client, boolean delta) {
        this.client = client;
        this.delta = delta;
    }

    /** Whether a file is one for this. A condition is left to a request that every store honours it on. */
    boolean takes(PutObjectRequest request, Path file, long size) throws IOException {
        if (size < THRESHOLD || request.ifNoneMatch() != null) {
            return false;
        }
        return !mayBeDelta(file, size);
    }

    /** Whether the engine will make a delta of a file, or try to. */
    boolean mayBeDelta(Path file, long size) throws IOException {
        byte[] head;
        try (InputStream in = Files.newInputStream(file)) {
            head = in.readNBytes(Eligibility.HEAD_LENGTH);
        }
        // What looks like a delta file has to be wrapped by the engine.
        return DeltaFile.isDelta(head)
                || (delta
                        && new Eligibility(EngineOptions.defaults().minSize())
                                .eligible(size, head));
    }

    /** Sends a file as the request's object. */
    void upload(PutObjectRequest request, SentFile file, ByteProgress progress) throws IOException {
        String sha256 = sha256(file);
        String upload =
                client.createMultipartUpload(begin(request, RawContent.of(file.size(), sha256)))
                        .uploadId();
        try {
            List<CompletedPart> parts = send(request, upload, file.path(), file.size(), progress);
            file.requireUnspoilt();
            // Who reads it will compare it with the digest.
            if (file.state() == SentFile.State.GROWN && !sha256(file).equals(sha256)) {
                throw new IOException(
                        "The file was changed while it was sent, so it was not stored: '"
                                + file.path()
                                + "'");
            }
            client.completeMultipartUpload(r ->
                    r.bucket(request.bucket())
                            .key(request.key())
                            .uploadId(upload)
                            .requestPayer(request.requestPayerAsString())
                            .multipartUpload(m -> m.parts(parts)));
        } catch (IOException | RuntimeException e) {
            abort(request, upload, e);
            throw e;
        }
    }

    private static String sha256(SentFile file) throws IOException {
        MessageDigest sha256 = Digests.create("SHA-256");
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = file.open()) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                sha256.update(buffer, 0, count);
            }
        }
        return HexFormat.of().formatHex(sha256.digest());
    }

    private List<CompletedPart> send(
            PutObjectRequest request, String upload, Path file, long size, ByteProgress progress)
            throws IOException {
        long partSize = Math.max(PART_SIZE, Math.ceilDiv(size, MAX_PARTS));
        Semaphore places = new Semaphore(AT_ONCE);
        List<Future<CompletedPart>> parts = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            try {
                for (long at = 0; at < size; at += partSize) {
                    places.acquire();
                    FilePart part = new FilePart(file, at, Math.min(partSize, size - at));
                    int number = parts.size() + 1;
                    parts.add(
                            threads.submit(() -> {
                                try {
                                    return send(request, upload, number, part, progress);
                                } finally {
                                    places.release();
                                }
                            }));
                    if (parts.stream().anyMatch(PartsUploader::hasFailed)) {
                        break;
                    }
                }
                List<CompletedPart> done = new ArrayList<>();
                for (Future<CompletedPart> part : parts) {
                    done.add(part.get());
                }
                return done;
            } catch (InterruptedException e) {
                threads.shutdownNow();
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            } catch (ExecutionException e) {
                threads.shutdownNow();
                switch (e.getCause()) {
                    case IOException io -> throw io;
                    case RuntimeException told -> throw told;
                    case null, default -> throw new IOException(e);
                }
            }
        }
    }

    private static boolean hasFailed(Future<?> part) {
        return part.state() == Future.State.FAILED;
    }

    private CompletedPart send(
            PutObjectRequest request,
            String upload,
            int number,
            FilePart part,
            ByteProgress progress)
            throws IOException {
        PartBody body = new PartBody(part, progress, Digests.create("MD5"));
        UploadPartResponse sent =
                client.uploadPart(
                        r ->
                                r.bucket(request.bucket())
                                        .key(request.key())
                                        .uploadId(upload)
                                        .partNumber(number)
                                        .contentLength(part.length())
                                        .sseCustomerAlgorithm(request.sseCustomerAlgorithm())
                                        .sseCustomerKey(request.sseCustomerKey())
                                        .sseCustomerKeyMD5(request.sseCustomerKeyMD5())
                                        .requestPayer(request.requestPayerAsString()),
                        RequestBody.fromContentProvider(
                                body, part.length(), "application/octet-stream"));
        String md5 = HexFormat.of().formatHex(body.digest());
        String etag = String.valueOf(sent.eTag());
        // Under other keys than the store's own an ETag is no MD5.
        boolean plain =
                sent.ssekmsKeyId() == null
                        && request.ssekmsKeyId() == null
                        && request.sseCustomerKey() == null;
        if (plain && MD5.matcher(etag).matches() && !etag.contains(md5)) {
            throw new IOException(
                    "part "
                            + number
                            + " of '"
                            + part.file()
                            + "' arrived as something else: its MD5 is "
                            + md5
                            + ", the store says "
                            + etag);
        }
        return CompletedPart.builder().partNumber(number).eTag(sent.eTag()).build();
    }

    /** The parts that are there would go on costing money. */
    private void abort(PutObjectRequest request, String upload, Exception reason) {
        // Who was interrupted still sends this one request.
        boolean interrupted = Thread.interrupted();
        try {
            client.abortMultipartUpload(r ->
                    r.bucket(request.bucket())
                            .key(request.key())
                            .uploadId(upload)
                            .requestPayer(request.requestPayerAsString()));
        } catch (SdkException e) {
            reason.addSuppressed(e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @SuppressWarnings("deprecation") // a PUT takes Expires as an instant only
    private static CreateMultipartUploadRequest begin(
            PutObjectRequest request, RawContent content) {
        CreateMultipartUploadRequest.Builder begin = CreateMultipartUploadRequest.builder();
        if (request.hasMetadata()) {
            begin.metadata(request.metadata());
        }
        return begin.bucket(request.bucket())
                .key(request.key())
                .acl(request.aclAsString())
                .grantRead(request.grantRead())
                .grantReadACP(request.grantReadACP())
                .grantWriteACP(request.grantWriteACP())
                .grantFullControl(request.grantFullControl())
                .storageClass(request.storageClassAsString())
                .serverSideEncryption(request.serverSideEncryptionAsString())
                .ssekmsKeyId(request.ssekmsKeyId())
                .sseCustomerAlgorithm(request.sseCustomerAlgorithm())
                .sseCustomerKey(request.sseCustomerKey())
                .sseCustomerKeyMD5(request.sseCustomerKeyMD5())
                .contentType(request.contentType())
                .cacheControl(request.cacheControl())
                .contentDisposition(request.contentDisposition())
                .contentEncoding(request.contentEncoding())
                .contentLanguage(request.contentLanguage())
                .expires(request.expires())
                .websiteRedirectLocation(request.websiteRedirectLocation())
                .tagging(request.tagging())
                .requestPayer(request.requestPayerAsString())
                .overrideConfiguration(c -> c.putExecutionAttribute(RawContent.KNOWN, content))
                .build();
    }
}
