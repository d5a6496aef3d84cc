package io.deltaglider.engine.object;

import io.deltaglider.engine.layout.Ancestry;
import io.deltaglider.engine.layout.ReferenceKey;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * The user metadata of a stored object: the client's own entries, and those beginning with {@code dg-} that say what the
 * object is. An object without {@code dg-format} is not ours, or was copied by a tool that drops metadata: its first bytes decide.
 */
public final class StoredMetadata {
    /** Every name that begins with this is ours: never shown to clients, never accepted from them. */
    public static final String PREFIX = "dg-";

    /** What the stored Content-Type of a delta file is, whatever the type of its target. */
    public static final String DELTA_CONTENT_TYPE = "application/vnd.deltaglider";

    /** S3's bound on the names and values of an object's user metadata, in bytes. */
    static final int LIMIT = 2048;

    private static final String FORMAT = "dg-format";
    private static final String SIZE = "dg-size";
    private static final String ETAG = "dg-etag";
    private static final String SHA256 = "dg-sha256";
    private static final String REFERENCE = "dg-ref";
    private static final String CHAIN = "dg-chain";
    private static final String CONTENT_TYPE = "dg-content-type";
    private static final String MODIFIED = "dg-modified";

    private static final String RAW = "raw";
    private static final String DELTA = "delta";

    /** Some servers count the header's prefix too; counting it always is on the safe side. */
    private static final int NAME_OVERHEAD = "x-amz-meta-".length();

    /** Of the key's SHA-256, to tell an object from a copy of it elsewhere. */
    private static final int KEY_HASH_BYTES = 8;

    private static final Pattern HEX_SHA256 = Pattern.compile("[0-9a-f]{64}");

    /** What an object says of itself. */
    public enum Mark {
        RAW,
        DELTA,
        NONE
    }

    private StoredMetadata() {}

    public static Mark mark(@Nullable Map<String, String> stored) {
        return switch (value(stored, FORMAT)) {
            case RAW -> Mark.RAW;
            case DELTA -> Mark.DELTA;
            default -> Mark.NONE;
        };
    }

    /** The description that the metadata hold, or empty when it did not fit or is not whole: then the file's header serves. */
    public static Optional<DeltaDescription> description(@Nullable Map<String, String> stored) {
        String etag = value(stored, ETAG);
        String sha256 = value(stored, SHA256);
        long size = size(value(stored, SIZE));
        if (mark(stored) != Mark.DELTA
                || etag.isEmpty()
                || size < 0
                || !HEX_SHA256.matcher(sha256).matches()) {
            return Optional.empty();
        }
        String type = value(stored, CONTENT_TYPE);
        String reference = value(stored, REFERENCE);
        if (!reference.isEmpty() && ReferenceKey.ofId(reference).isEmpty()) {
            return Optional.empty(); // never taken for "none"
        }
        return Optional.of(
                new DeltaDescription(
                        size,
                        etag,
                        sha256,
                        type.isEmpty() ? Optional.empty() : Optional.of(PercentText.decode(type)),
                        reference.isEmpty()
                                ? Optional.empty()
                                : ReferenceKey.ofId(reference).map(ReferenceKey::key)));
    }

    /** The content type that a copy has given to a delta whose other marks are in its header; empty when there is none. */
    public static Optional<String> contentType(@Nullable Map<String, String> stored) {
        return Optional.of(value(stored, CONTENT_TYPE))
                .filter(type -> !type.isEmpty())
                .map(PercentText::decode);
    }

    /**
     * The metadata to store with a delta file. When all of it would not fit beside the client's own, or not all of it is known, only the
     * format is noted.
     *
     * @return empty when not even that fits: the object has to be stored raw
     */
    public static Optional<Map<String, String>> ofDelta(
            @Nullable Map<String, String> client, DeltaDescription delta) {
        Map<String, String> full = clientOnly(client);
        full.put(FORMAT, DELTA);
        full.put(SIZE, Long.toString(delta.size()));
        full.put(ETAG, delta.etag());
        full.put(SHA256, delta.sha256());
        Optional<ReferenceKey> reference = delta.referenceKey().flatMap(ReferenceKey::parse);
        boolean told = reference.map(ReferenceKey::isWhole).orElse(true);
        reference.ifPresent(each -> full.put(REFERENCE, each.id()));
        delta.contentType().ifPresent(type -> full.put(CONTENT_TYPE, PercentText.encode(type)));
        if (told && bytes(full) <= LIMIT) {
            return Optional.of(full);
        }
        Map<String, String> least = clientOnly(client);
        least.put(FORMAT, DELTA);
        return bytes(least) <= LIMIT ? Optional.of(least) : Optional.empty();
    }

    /** The metadata to store with a raw object of which nothing is known; the mark is left out when it would not fit. */
    public static Map<String, String> ofRaw(@Nullable Map<String, String> client) {
        return ofRaw(client, RawContent.UNKNOWN);
    }

    /** The metadata to store with a raw object. What would not fit is left out: first what is known of the content, then the mark. */
    public static Map<String, String> ofRaw(
            @Nullable Map<String, String> client, RawContent content) {
        Map<String, String> full = clientOnly(client);
        full.put(FORMAT, RAW);
        content.size().ifPresent(size -> full.put(SIZE, Long.toString(size)));
        content.md5().ifPresent(md5 -> full.put(ETAG, md5));
        content.sha256().ifPresent(sha256 -> full.put(SHA256, sha256));
        if (bytes(full) <= LIMIT) {
            return full;
        }
        Map<String, String> marked = clientOnly(client);
        marked.put(FORMAT, RAW);
        return bytes(marked) <= LIMIT ? marked : clientOnly(client);
    }

    /** What the metadata of a raw object say of its content. */
    static RawContent rawContent(@Nullable Map<String, String> stored) {
        if (mark(stored) != Mark.RAW) {
            return RawContent.UNKNOWN;
        }
        long size = size(value(stored, SIZE));
        return new RawContent(
                size < 0 ? OptionalLong.empty() : OptionalLong.of(size),
                Optional.of(value(stored, SHA256))
                        .filter(value -> HEX_SHA256.matcher(value).matches()),
                Optional.of(value(stored, ETAG)).filter(ETags::looksLikeMd5));
    }

    /**
     * The metadata of a delta, with the time at which a client last wrote the object: it differs from the store's own when the
     * object has been stored anew in another form.
     *
     * @param key of the object; a copy under another key is as old as the store says
     * @return empty when that does not fit
     */
    public static Optional<Map<String, String>> withModified(
            Map<String, String> stored, Instant modified, String key) {
        Map<String, String> dated = new LinkedHashMap<>(stored);
        dated.put(MODIFIED, modified + " " + keyHash(key));
        return bytes(dated) <= LIMIT ? Optional.of(dated) : Optional.empty();
    }

    /**
     * The metadata of a delta, with what its reference is a delta to, as far as there is room: so that a reader can ask for all of it at
     * once.
     *
     * @param ancestors of the reference, the nearest first
     */
    public static Map<String, String> withAncestors(
            Map<String, String> stored, ReferenceKey reference, List<ReferenceKey> ancestors) {
        if (!stored.containsKey(REFERENCE)) {
            return stored;
        }
        int room = LIMIT - bytes(stored) - NAME_OVERHEAD - CHAIN.length();
        String chain = Ancestry.encode(reference, ancestors, room);
        if (chain.isEmpty()) {
            return stored;
        }
        Map<String, String> chained = new LinkedHashMap<>(stored);
        chained.put(CHAIN, chain);
        return chained;
    }

    /** What the object's reference is thought to be a delta to, that in turn, and so on; nothing depends on it but time. */
    public static List<ReferenceKey> ancestors(@Nullable Map<String, String> stored) {
        return ReferenceKey.ofId(value(stored, REFERENCE))
                .map(reference -> Ancestry.decode(reference, value(stored, CHAIN)))
                .orElse(List.of());
    }

    /** When a client last wrote the object, where that is not what the store says. */
    public static Optional<Instant> modified(@Nullable Map<String, String> stored, String key) {
        String[] parts = value(stored, MODIFIED).split(" ", 2);
        if (parts.length != 2 || !parts[1].equals(keyHash(key))) {
            return Optional.empty();
        }
        try {
            return Optional.of(Instant.parse(parts[0]));
        } catch (DateTimeParseException notOurs) {
            return Optional.empty();
        }
    }

    /** The store's answer, with the time at which a client last wrote the object. */
    public static HeadObjectResponse dated(HeadObjectResponse stored, String key) {
        return modified(stored.metadata(), key)
                .map(time -> stored.toBuilder().lastModified(time).build())
                .orElse(stored);
    }

    /** The store's answer, with the time at which a client last wrote the object. */
    public static GetObjectResponse dated(GetObjectResponse stored, String key) {
        return modified(stored.metadata(), key)
                .map(time -> stored.toBuilder().lastModified(time).build())
                .orElse(stored);
    }

    private static String keyHash(String key) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(key.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, KEY_HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** What a client may see: a new map without our names. */
    public static Map<String, String> clientOnly(@Nullable Map<String, String> stored) {
        Map<String, String> visible = new LinkedHashMap<>();
        if (stored != null) {
            stored.forEach((name, value) -> {
                if (!isOurs(name)) {
                    visible.put(name, value);
                }
            });
        }
        return visible;
    }

    /** Refuses metadata that would pass for ours. */
    public static void requireClientNames(@Nullable Map<String, String> client) {
        if (client == null) {
            return;
        }
        for (String name : client.keySet()) {
            if (isOurs(name)) {
                throw S3Errors.invalidArgument(
                        "user metadata \""
                                + name
                                + "\": names that begin with \""
                                + PREFIX
                                + "\" are reserved for DeltaGlider; use another name");
            }
        }
    }

    private static boolean isOurs(String name) {
        return name.toLowerCase(Locale.ROOT).startsWith(PREFIX);
    }

    private static String value(@Nullable Map<String, String> stored, String name) {
        if (stored == null) {
            return "";
        }
        String exact = stored.get(name);
        if (exact != null) {
            return exact;
        }
        for (Map.Entry<String, String> entry : stored.entrySet()) {
            if (entry.getKey().equalsIgnoreCase(name)) {
                return entry.getValue();
            }
        }
        return "";
    }

    private static long size(String decimal) {
        try {
            return decimal.isEmpty() ? -1 : Long.parseLong(decimal);
        } catch (NumberFormatException notOurs) {
            return -1;
        }
    }

    private static int bytes(Map<String, String> metadata) {
        int sum = 0;
        for (Map.Entry<String, String> entry : metadata.entrySet()) {
            sum +=
                    NAME_OVERHEAD
                            + entry.getKey().getBytes(StandardCharsets.UTF_8).length
                            + entry.getValue().getBytes(StandardCharsets.UTF_8).length;
        }
        return sum;
    }
}
