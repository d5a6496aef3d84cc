package io.deltaglider.store;

import io.deltaglider.store.error.S3Errors;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.services.s3.model.Tag;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Object tags in the form of the {@code x-amz-tagging} header, a URL query, and as the SDK's type. Checks S3's limits. */
final class Tags {
    private static final int MAX_TAGS = 10;
    private static final int MAX_KEY = 128;
    private static final int MAX_VALUE = 256;

    private Tags() {}

    static String encode(List<Tag> tags) {
        check(tags);
        return tags.stream()
                .map(tag -> encode(tag.key()) + "=" + encode(tag.value()))
                .collect(Collectors.joining("&"));
    }

    static List<Tag> decode(String query) {
        List<Tag> tags = new ArrayList<>();
        for (String pair : query.split("&", -1)) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String key = equals < 0 ? pair : pair.substring(0, equals);
                String value = equals < 0 ? "" : pair.substring(equals + 1);
                tags.add(Tag.builder().key(decodePart(key)).value(decodePart(value)).build());
            }
        }
        check(tags);
        return tags;
    }

    /** Checks the tags that a PUT carries, if any. */
    static void checkHeader(@Nullable String header) {
        if (header != null) {
            decode(header);
        }
    }

    private static void check(List<Tag> tags) {
        if (tags.size() > MAX_TAGS) {
            throw S3Errors.of(
                    400,
                    "BadRequest",
                    "an object can have at most " + MAX_TAGS + " tags, not " + tags.size());
        }
        Set<String> keys = new HashSet<>();
        for (Tag tag : tags) {
            if (tag.key().isEmpty()
                    || tag.key().length() > MAX_KEY
                    || tag.value().length() > MAX_VALUE
                    || !keys.add(tag.key())) {
                throw S3Errors.of(
                        400,
                        "InvalidTag",
                        "the tag '"
                                + tag.key()
                                + "' is empty, there twice, or too long: "
                                + MAX_KEY
                                + " characters for a key, "
                                + MAX_VALUE
                                + " for a value");
            }
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String decodePart(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw S3Errors.invalidArgument("not a URL-encoded tag: " + text);
        }
    }
}
