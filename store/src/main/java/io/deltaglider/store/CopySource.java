package io.deltaglider.store;

import io.deltaglider.store.error.S3Errors;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/** What a request copies from: given as members, or in the deprecated form {@code bucket/key?versionId=...}, URL-encoded. */
record CopySource(String bucket, String key) {
    private static final String VERSION = "?versionId=";

    @SuppressWarnings("deprecation")
    static CopySource of(CopyObjectRequest request) {
        return of(
                request.sourceBucket(),
                request.sourceKey(),
                request.sourceVersionId(),
                request.copySource());
    }

    @SuppressWarnings("deprecation")
    static CopySource of(UploadPartCopyRequest request) {
        return of(
                request.sourceBucket(),
                request.sourceKey(),
                request.sourceVersionId(),
                request.copySource());
    }

    private static CopySource of(
            @Nullable String bucket,
            @Nullable String key,
            @Nullable String versionId,
            @Nullable String copySource) {
        if (bucket != null && key != null) {
            Unsupported.checkVersion(versionId);
            return new CopySource(bucket, key);
        }
        String source = copySource == null ? "" : copySource;
        int query = source.indexOf(VERSION);
        Unsupported.checkVersion(query < 0 ? null : source.substring(query + VERSION.length()));
        String path = query < 0 ? source : source.substring(0, query);
        String decoded = URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
        String relative = decoded.startsWith("/") ? decoded.substring(1) : decoded;
        int slash = relative.indexOf('/');
        if (slash <= 0) {
            throw S3Errors.invalidArgument(
                    "the source of a copy must be a bucket and a key, not '" + source + "'");
        }
        return new CopySource(relative.substring(0, slash), relative.substring(slash + 1));
    }
}
