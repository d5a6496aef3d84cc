package io.deltaglider.engine.read;

import io.deltaglider.engine.object.ByteRange;
import io.deltaglider.engine.object.DeltaDescription;
import io.deltaglider.engine.object.ETags;
import io.deltaglider.engine.object.StoredMetadata;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Turns the store's answers into those that a client expects: what was put, not how it lies there. */
final class LogicalResponses {
    private LogicalResponses() {}

    /** A raw object is as it is, but for our mark. */
    static GetObjectResponse raw(GetObjectResponse stored) {
        GetObjectResponse.Builder logical =
                stored.toBuilder().metadata(StoredMetadata.clientOnly(stored.metadata()));
        logical.sdkHttpResponse(http(stored.sdkHttpResponse(), 0, Map.of(), false));
        return logical.build();
    }

    /** The checksums that the store knows are those of the delta file; the logical ones are checked by the engine itself. */
    static GetObjectResponse delta(
            GetObjectResponse stored,
            DeltaDescription delta,
            Optional<ByteRange> range,
            @Nullable String forcedType) {
        String type = forcedType != null ? forcedType : delta.contentType().orElse(null);
        long length = range.map(ByteRange::length).orElse(delta.size());
        String contentRange = range.map(each -> each.contentRange(delta.size())).orElse(null);
        GetObjectResponse.Builder logical =
                stored.toBuilder()
                        .contentLength(length)
                        .contentRange(contentRange)
                        .acceptRanges("bytes")
                        .contentType(type)
                        .eTag(ETags.quoted(delta.etag()))
                        .metadata(StoredMetadata.clientOnly(stored.metadata()))
                        .partsCount(null)
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
                        .checksumType((ChecksumType) null);
        logical.sdkHttpResponse(
                http(
                        stored.sdkHttpResponse(),
                        range.isPresent() ? 206 : 200,
                        headers(length, contentRange, type, delta, stored.lastModified()),
                        true));
        return logical.build();
    }

    static HeadObjectResponse raw(HeadObjectResponse stored, Optional<ByteRange> range) {
        HeadObjectResponse.Builder logical =
                stored.toBuilder().metadata(StoredMetadata.clientOnly(stored.metadata()));
        range.ifPresent(each ->
                logical.contentLength(each.length())
                        .contentRange(
                                each.contentRange(
                                        stored.contentLength() == null
                                                ? 0
                                                : stored.contentLength())));
        logical.sdkHttpResponse(http(stored.sdkHttpResponse(), 0, Map.of(), false));
        return logical.build();
    }

    static HeadObjectResponse delta(
            HeadObjectResponse stored,
            DeltaDescription delta,
            Optional<ByteRange> range,
            @Nullable String forcedType) {
        String type = forcedType != null ? forcedType : delta.contentType().orElse(null);
        long length = range.map(ByteRange::length).orElse(delta.size());
        String contentRange = range.map(each -> each.contentRange(delta.size())).orElse(null);
        HeadObjectResponse.Builder logical =
                stored.toBuilder()
                        .contentLength(length)
                        .contentRange(contentRange)
                        .acceptRanges("bytes")
                        .contentType(type)
                        .eTag(ETags.quoted(delta.etag()))
                        .metadata(StoredMetadata.clientOnly(stored.metadata()))
                        .partsCount(null)
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
                        .checksumType((ChecksumType) null);
        logical.sdkHttpResponse(
                http(
                        stored.sdkHttpResponse(),
                        range.isPresent() ? 206 : 200,
                        headers(length, contentRange, type, delta, stored.lastModified()),
                        true));
        return logical.build();
    }

    private static Map<String, String> headers(
            long length,
            @Nullable String contentRange,
            @Nullable String type,
            DeltaDescription delta,
            @Nullable Instant modified) {
        Map<String, String> headers = new TreeMap<>();
        headers.put("Content-Length", Long.toString(length));
        headers.put("ETag", ETags.quoted(delta.etag()));
        headers.put("Accept-Ranges", "bytes");
        if (modified != null) {
            headers.put(
                    "Last-Modified",
                    DateTimeFormatter.RFC_1123_DATE_TIME.format(modified.atOffset(ZoneOffset.UTC)));
        }
        if (contentRange != null) {
            headers.put("Content-Range", contentRange);
        }
        if (type != null) {
            headers.put("Content-Type", type);
        }
        return headers;
    }

    /** The HTTP side of an answer, for those who look at it: without our names, and with what replaces the stored values. */
    private static @Nullable SdkHttpResponse http(
            @Nullable SdkHttpResponse stored,
            int status,
            Map<String, String> replaced,
            boolean delta) {
        if (stored == null) {
            return null;
        }
        SdkHttpResponse.Builder logical = stored.toBuilder();
        List<String> removed = new ArrayList<>();
        for (String name : stored.headers().keySet()) {
            String lower = name.toLowerCase(Locale.ROOT);
            boolean ours = lower.startsWith("x-amz-meta-" + StoredMetadata.PREFIX);
            boolean ofStoredBytes =
                    delta
                            && (lower.startsWith("x-amz-checksum-")
                                    || lower.equals("x-amz-mp-parts-count")
                                    || lower.equals("content-range")
                                    || lower.equals("content-md5")
                                    || lower.equals("content-type")
                                    || replaced.keySet().stream()
                                            .anyMatch(each -> each.equalsIgnoreCase(name)));
            if (ours || ofStoredBytes) {
                removed.add(name);
            }
        }
        removed.forEach(logical::removeHeader);
        replaced.forEach(logical::putHeader);
        if (status != 0) {
            logical.statusCode(status);
        }
        return logical.build();
    }
}
