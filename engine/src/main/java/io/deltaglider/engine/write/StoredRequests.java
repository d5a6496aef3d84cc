package io.deltaglider.engine.write;

import io.deltaglider.engine.object.RawContent;
import io.deltaglider.engine.object.StoredMetadata;
import io.deltaglider.engine.spool.Spool;

import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

import java.util.Map;

/** A client's PUT as it goes to the store: everything that it says of the object, and nothing that is true of the logical bytes alone. */
final class StoredRequests {
    private StoredRequests() {}

    static PutObjectRequest delta(PutObjectRequest request, Map<String, String> metadata) {
        return withoutChecksums(request).toBuilder()
                .contentType(StoredMetadata.DELTA_CONTENT_TYPE)
                .metadata(metadata)
                .build();
    }

    /** The stored bytes are the client's, so its checksums stay, for the store to check as well. */
    static PutObjectRequest raw(PutObjectRequest request, Spool bytes) {
        return raw(request, RawContent.of(bytes.size(), bytes.sha256(), bytes.md5()));
    }

    /** The same, with what is known of bytes that go straight through. */
    static PutObjectRequest raw(PutObjectRequest request, RawContent content) {
        boolean marked = request.contentLength() == null || request.contentLength() > 0;
        return request.toBuilder()
                .metadata(
                        marked
                                ? StoredMetadata.ofRaw(request.metadata(), content)
                                : StoredMetadata.clientOnly(request.metadata()))
                .build();
    }

    /** What the client sent has been checked against the bytes that it sent: it may have its checksums back. */
    static PutObjectResponse logical(
            PutObjectResponse stored, PutObjectRequest request, String etag) {
        return stored.toBuilder()
                .eTag(etag)
                .size(null)
                .checksumCRC32(request.checksumCRC32())
                .checksumCRC32C(request.checksumCRC32C())
                .checksumCRC64NVME(request.checksumCRC64NVME())
                .checksumSHA1(request.checksumSHA1())
                .checksumSHA256(request.checksumSHA256())
                .checksumSHA512(request.checksumSHA512())
                .checksumMD5(request.checksumMD5())
                .checksumXXHASH64(request.checksumXXHASH64())
                .checksumXXHASH3(request.checksumXXHASH3())
                .checksumXXHASH128(request.checksumXXHASH128())
                .build();
    }

    private static PutObjectRequest withoutChecksums(PutObjectRequest request) {
        return request.toBuilder()
                .contentLength(null)
                .contentMD5(null)
                .checksumCRC32(null)
                .checksumCRC32C(null)
                .checksumCRC64NVME(null)
                .checksumSHA1(null)
                .checksumSHA256(null)
                .checksumSHA512(null)
                .checksumMD5(null)
                .checksumXXHASH64(null)
                .checksumXXHASH3(null)
                .checksumXXHASH128(null)
                .build();
    }
}
