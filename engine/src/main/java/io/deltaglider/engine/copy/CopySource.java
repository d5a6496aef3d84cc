package io.deltaglider.engine.copy;

import io.deltaglider.engine.object.S3Errors;

import org.jspecify.annotations.Nullable;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/** Where a copy comes from. */
record CopySource(String bucket, String key, @Nullable String versionId) {
    private static final String VERSION = "?versionId=";
    private static final String ACCESS_POINT_OBJECT = "/object/";

    /** @param header the value of x-amz-copy-source, URL-encoded, if the request has one; else its three parts */
    static CopySource of(
            @Nullable String header,
            @Nullable String bucket,
            @Nullable String key,
            @Nullable String versionId) {
        if (header == null) {
            if (bucket == null || key == null) {
                throw S3Errors.invalidArgument("the copy has no source: set its bucket and key");
            }
            return new CopySource(bucket, key, versionId);
        }
        String path = header.startsWith("/") ? header.substring(1) : header;
        String version = versionId;
        int question = path.lastIndexOf(VERSION);
        if (question >= 0) {
            version = path.substring(question + VERSION.length());
            path = path.substring(0, question);
        }
        String decoded = decode(path);
        boolean arn = decoded.startsWith("arn:");
        int slash = arn ? decoded.indexOf(ACCESS_POINT_OBJECT) : decoded.indexOf('/');
        int after = slash + (arn ? ACCESS_POINT_OBJECT.length() : 1);
        if (slash <= 0 || after >= decoded.length()) {
            throw S3Errors.invalidArgument(
                    "the copy source \"" + header + "\" is not of the form bucket/key");
        }
        return new CopySource(decoded.substring(0, slash), decoded.substring(after), version);
    }

    private static String decode(String encoded) {
        try {
            return URLDecoder.decode(encoded, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw S3Errors.error(
                    400,
                    "InvalidArgument",
                    "the copy source \"" + encoded + "\" is not URL-encoded: " + e.getMessage(),
                    e);
        }
    }
}
