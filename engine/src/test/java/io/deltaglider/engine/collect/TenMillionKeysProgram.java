package io.deltaglider.engine.collect;

import io.deltaglider.engine.layout.ReferenceKey;
import io.deltaglider.engine.object.DeltaDescription;
import io.deltaglider.engine.object.StoredMetadata;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetBucketVersioningRequest;
import software.amazon.awssdk.services.s3.model.GetBucketVersioningResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsRequest;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Object;

import java.io.ByteArrayInputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Collects in a bucket of ten million objects that exists as a formula only: every thousandth is a delta, and of ten thousand
 * references they point to every second one. The others must be retired, and no more.
 */
public final class TenMillionKeysProgram {
    private static final int OBJECTS = 10_000_000;
    private static final int DELTA_EVERY = 1000;
    private static final int REFERENCES = 10_000;
    private static final int PAGE = 1000;

    /** So that the order of numbers is that of keys. */
    private static final int FIRST = 100_000_000;

    private static final Instant LONG_AGO = Instant.parse("2001-02-03T04:05:06Z");

    private TenMillionKeysProgram() {}

    public static void main(String[] args) {
        Formula bucket = new Formula();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CollectReport report =
                    new Collector(bucket, "formula", threads, Instant::now)
                            .collect("bucket", CollectOptions.defaults());
            System.out.println("errors: " + report.errors());
            System.out.println("scanned: " + report.objectsScanned());
            System.out.println("references: " + report.referencesFound());
            System.out.println("retired: " + report.referencesRetired());
            System.out.println("wrongly retired: " + bucket.wrong.get());
        }
    }

    private static ReferenceKey reference(int number) {
        return new ReferenceKey(
                String.format("%016x", number / 64),
                String.format("%016x", 0x9e3779b97f4a7c15L * (number + 1)) + "0".repeat(48),
                0,
                100_000,
                0,
                "-");
    }

    private static final class Formula implements S3Client {
        final AtomicInteger wrong = new AtomicInteger();

        @Override
        public ListObjectsV2Response listObjectsV2(ListObjectsV2Request request) {
            String prefix = request.prefix() == null ? "" : request.prefix();
            if (prefix.equals(ReferenceKey.REFERENCES_PREFIX)) {
                return references(request.startAfter());
            }
            if (!prefix.isEmpty()) {
                return ListObjectsV2Response.builder().isTruncated(false).build();
            }
            int next =
                    request.startAfter() == null
                            ? 0
                            : Integer.parseInt(request.startAfter().substring(1)) - FIRST + 1;
            List<S3Object> page = new ArrayList<>(PAGE);
            for (int i = next; i < Math.min(next + PAGE, OBJECTS); i++) {
                page.add(
                        S3Object.builder()
                                .key("k" + (FIRST + i))
                                .size(i % DELTA_EVERY == 0 ? 300L : 30L)
                                .eTag("etag")
                                .lastModified(LONG_AGO)
                                .build());
            }
            return ListObjectsV2Response.builder()
                    .contents(page)
                    .isTruncated(next + PAGE < OBJECTS)
                    .build();
        }

        /** The deltaspace in the key of a reference. */
        private static int spaceOf(String key) {
            int start = key.indexOf('/', key.indexOf('/') + 1) + 1;
            return Integer.parseInt(key.substring(start, key.indexOf('/', start)), 16);
        }

        private ListObjectsV2Response references(String after) {
            List<S3Object> page = new ArrayList<>(PAGE);
            int space = after == null ? 0 : spaceOf(after) + 1;
            int last = Math.min(space + 15, (REFERENCES - 1) / 64);
            for (int i = space * 64; i < Math.min((last + 1) * 64, REFERENCES); i++) {
                page.add(
                        S3Object.builder()
                                .key(reference(i).key())
                                .size(100_000L)
                                .lastModified(LONG_AGO)
                                .build());
            }
            return ListObjectsV2Response.builder()
                    .contents(page)
                    .isTruncated((last + 1) * 64 < REFERENCES)
                    .build();
        }

        @Override
        public <T> T getObject(
                GetObjectRequest request, ResponseTransformer<GetObjectResponse, T> transformer) {
            int delta = (Integer.parseInt(request.key().substring(1)) - FIRST) / DELTA_EVERY;
            ReferenceKey reference = reference(delta * 2 % REFERENCES);
            Map<String, String> metadata =
                    StoredMetadata.ofDelta(
                                    Map.of(),
                                    new DeltaDescription(
                                            100_000,
                                            "etag",
                                            "ab".repeat(32),
                                            Optional.empty(),
                                            Optional.of(reference.key())))
                            .orElseThrow();
            try {
                return transformer.transform(
                        GetObjectResponse.builder()
                                .metadata(metadata)
                                .eTag("etag")
                                .contentRange("bytes 0-7/300")
                                .build(),
                        AbortableInputStream.create(new ByteArrayInputStream(new byte[8])));
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public PutObjectResponse putObject(PutObjectRequest request, RequestBody body) {
            ReferenceKey retired = ReferenceKey.parseMarker(request.key()).orElseThrow();
            for (int i = 0; i < REFERENCES; i += 2) {
                if (i / 64 == Integer.parseInt(retired.deltaspaceId(), 16)
                        && reference(i).equals(retired)) {
                    wrong.incrementAndGet();
                }
            }
            return PutObjectResponse.builder().eTag("marker").build();
        }

        @Override
        public GetBucketVersioningResponse getBucketVersioning(GetBucketVersioningRequest request) {
            return GetBucketVersioningResponse.builder().build();
        }

        @Override
        public ListMultipartUploadsResponse listMultipartUploads(
                ListMultipartUploadsRequest request) {
            return ListMultipartUploadsResponse.builder().isTruncated(false).build();
        }

        @Override
        public String serviceName() {
            return "s3";
        }

        @Override
        public void close() {}
    }
}
