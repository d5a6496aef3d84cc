package io.deltaglider.engine.copy;

import io.deltaglider.engine.backend.ObjectAddress;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectTaggingRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.Tag;
import software.amazon.awssdk.services.s3.model.TaggingDirective;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** The tags of a copy that the store does not make itself. */
final class Tags {
    private Tags() {}

    /** As a PUT has them: those of the source unless the request replaces them; null for none. */
    static @Nullable String forCopy(
            S3Client backend,
            CopyObjectRequest request,
            ObjectAddress source,
            HeadObjectResponse stored) {
        if (request.taggingDirective() == TaggingDirective.REPLACE) {
            return request.tagging();
        }
        if (stored.tagCount() == null || stored.tagCount() == 0) {
            return null;
        }
        List<Tag> tags =
                backend.getObjectTagging(
                                GetObjectTaggingRequest.builder()
                                        .bucket(source.bucket())
                                        .key(source.key())
                                        .versionId(source.versionId())
                                        .expectedBucketOwner(source.caller().bucketOwner())
                                        .requestPayer(source.caller().payer())
                                        .overrideConfiguration(source.caller().identity())
                                        .build())
                        .tagSet();
        return tags.stream()
                .map(tag -> encode(tag.key()) + "=" + encode(tag.value()))
                .collect(Collectors.joining("&"));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
