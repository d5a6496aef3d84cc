package io.deltaglider.store.folder;

import io.deltaglider.store.error.S3Errors;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.services.s3.model.StorageClass;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The system headers that stay with an object, and the SDK's member names for them. */
enum StoredHeader {
    CACHE_CONTROL("cache-control", "CacheControl"),
    CONTENT_DISPOSITION("content-disposition", "ContentDisposition"),
    CONTENT_ENCODING("content-encoding", "ContentEncoding"),
    CONTENT_LANGUAGE("content-language", "ContentLanguage"),
    CONTENT_TYPE("content-type", "ContentType"),
    EXPIRES("expires", "Expires"),
    WEBSITE_REDIRECT("x-amz-website-redirect-location", "WebsiteRedirectLocation"),
    STORAGE_CLASS("x-amz-storage-class", "StorageClass"),
    ACL("x-amz-acl", "ACL"),
    TAGGING("x-amz-tagging", "Tagging");

    /** S3's limit for user metadata: names and values together. */
    private static final int MAX_METADATA_BYTES = 2048;

    /** What all headers of a request may have together; S3 allows 8 KB. */
    private static final int MAX_HEADER_BYTES = 8192;

    private static final DateTimeFormatter HTTP_DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
                    .withZone(ZoneOffset.UTC);

    private final String header;
    private final String member;

    StoredHeader(String header, String member) {
        this.header = header;
        this.member = member;
    }

    String header() {
        return header;
    }

    /** The headers that a PUT, COPY or CreateMultipartUpload request carries. */
    static Map<String, String> of(SdkRequest request) {
        Map<String, String> headers = new HashMap<>();
        int bytes = 0;
        for (StoredHeader stored : values()) {
            Object value = request.getValueForField(stored.member, Object.class).orElse(null);
            String text =
                    value instanceof Instant time
                            ? HTTP_DATE.format(time)
                            : value == null ? null : value.toString();
            if (stored == CONTENT_ENCODING) {
                text = withoutTransferCoding(text);
            }
            if (text == null
                    || (stored == STORAGE_CLASS && text.equals(StorageClass.STANDARD.toString()))) {
                continue;
            }
            bytes += checkedValue(stored.header, text).length();
            headers.put(stored.header, text);
        }
        if (bytes > MAX_HEADER_BYTES) {
            throw S3Errors.of(
                    400,
                    "RequestHeaderSectionTooLarge",
                    "the headers have "
                            + bytes
                            + " characters, at most "
                            + MAX_HEADER_BYTES
                            + " are kept");
        }
        return headers;
    }

    /** {@code aws-chunked} says how a body was sent, not what the object is. */
    private static @Nullable String withoutTransferCoding(@Nullable String encodings) {
        if (encodings == null || !encodings.toLowerCase(Locale.ROOT).contains("aws-chunked")) {
            return encodings;
        }
        String kept =
                Arrays.stream(encodings.split(",", -1))
                        .map(String::strip)
                        .filter(each -> !each.isEmpty() && !each.equalsIgnoreCase("aws-chunked"))
                        .collect(Collectors.joining(", "));
        return kept.isEmpty() ? null : kept;
    }

    /** Names in lower case, values without surrounding white space, as they come out of HTTP; checks S3's limit of 2 KB. */
    static Map<String, String> userMetadata(Map<String, String> metadata) {
        Map<String, String> kept = new HashMap<>();
        int bytes = 0;
        for (Map.Entry<String, String> entry : metadata.entrySet()) {
            String name = entry.getKey().toLowerCase(Locale.ROOT);
            String value = checkedValue("x-amz-meta-" + name, entry.getValue()).strip();
            if (name.isEmpty() || !name.chars().allMatch(StoredHeader::isTokenCharacter)) {
                throw S3Errors.invalidArgument(
                        "'"
                                + name
                                + "' cannot be the name of user metadata: it must be usable in a"
                                + " header's name");
            }
            bytes += KeyPath.utf8(name).length + KeyPath.utf8(value).length;
            kept.put(name, value);
        }
        if (bytes > MAX_METADATA_BYTES) {
            throw S3Errors.metadataTooLarge(
                    "the user metadata has "
                            + bytes
                            + " bytes, at most "
                            + MAX_METADATA_BYTES
                            + " are allowed");
        }
        return kept;
    }

    /** Sets the member of a response's builder that stands for this header, if it has one. */
    void set(SdkPojo builder, String value) {
        if (this == EXPIRES) {
            set(builder, member, HTTP_DATE.parse(value, Instant::from));
            set(builder, "ExpiresString", value);
        } else {
            set(builder, member, value);
        }
    }

    private static void set(SdkPojo builder, String memberName, Object value) {
        builder.sdkFields().stream()
                .filter(field -> field.memberName().equals(memberName))
                .forEach(field -> field.set(builder, value));
    }

    /** A time in the form of HTTP's headers; null for null. */
    static @Nullable String httpDate(@Nullable Instant time) {
        return time == null ? null : HTTP_DATE.format(time);
    }

    private static String checkedValue(String header, String value) {
        if (value.indexOf('\n') >= 0 || value.indexOf('\r') >= 0 || value.indexOf('\0') >= 0) {
            throw S3Errors.invalidArgument(
                    "the value of '"
                            + header
                            + "' has a line break or NUL, which no header can carry");
        }
        KeyPath.utf8(value);
        return value;
    }

    // RFC 9110, section 5.6.2.
    private static boolean isTokenCharacter(int c) {
        return c > ' ' && c < 0x7f && "\"(),/:;<=>?@[\\]{}".indexOf(c) < 0;
    }
}
