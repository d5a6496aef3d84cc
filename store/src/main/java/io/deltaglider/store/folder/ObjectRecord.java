package io.deltaglider.store.folder;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the store keeps about an object, a part or an upload besides its bytes. Immutable. Written as lines {@code name value}, with
 * {@code %}, CR and LF in values as {@code %25}, {@code %0d}, {@code %0a}.
 *
 * @param key the object's key; it is in the path too, and here for people and for repairs
 * @param size bytes of payload
 * @param eTag as S3 makes it, without quotes
 * @param modified when it was stored, to the millisecond
 * @param headers the system headers kept, by {@link StoredHeader#header}
 * @param metadata the user's, names in lower case
 * @param checksums Base64 by algorithm (CRC32, SHA256, ...), of the whole payload
 * @param partSizes bytes of each part, in order, if it was stored in parts; else empty
 * @param blocks checksums of the payload
 * @param upload the multipart upload that it came from, if any: a repeated completion is recognised by it
 */
record ObjectRecord(
        String key,
        long size,
        String eTag,
        Instant modified,
        SortedMap<String, String> headers,
        SortedMap<String, String> metadata,
        SortedMap<String, String> checksums,
        List<Long> partSizes,
        @Nullable String upload,
        BlockChecksums blocks) {

    /** Bytes; more than what is too short to be anything but its own bytes. */
    private static final int SMALLEST_DAMAGED = 1024;

    ObjectRecord {
        headers = new TreeMap<>(headers);
        metadata = new TreeMap<>(metadata);
        checksums = new TreeMap<>(checksums);
        partSizes = List.copyOf(partSizes);
    }

    /** Before the payload is there: no size, no ETag. */
    static ObjectRecord planned(
            String key, Map<String, String> headers, Map<String, String> metadata) {
        return new ObjectRecord(
                key,
                0,
                "",
                Instant.EPOCH,
                new TreeMap<>(headers),
                new TreeMap<>(metadata),
                new TreeMap<>(),
                List.of(),
                null,
                BlockChecksums.NONE);
    }

    /** Once the payload is there. */
    ObjectRecord stored(long newSize, String newETag, Map<String, String> newChecksums) {
        Instant now = Instant.ofEpochMilli(System.currentTimeMillis());
        return new ObjectRecord(
                key,
                newSize,
                newETag,
                now,
                headers,
                metadata,
                new TreeMap<>(newChecksums),
                partSizes,
                upload,
                blocks);
    }

    /** With the checksums of its payload. */
    ObjectRecord withBlocks(BlockChecksums newBlocks) {
        return new ObjectRecord(
                key, size, eTag, modified, headers, metadata, checksums, partSizes, upload,
                newBlocks);
    }

    /**
     * Stands in a listing for a file that cannot be read. Who asks small objects nothing, since they can be of no consequence, must
     * ask this one: it has a size, and is not old.
     */
    ObjectRecord damaged(long fileSize, Instant fileModified) {
        return new ObjectRecord(
                key,
                Math.max(fileSize, SMALLEST_DAMAGED),
                "damaged",
                fileModified,
                headers,
                metadata,
                checksums,
                partSizes,
                upload,
                blocks);
    }

    ObjectRecord fromUpload(String uploadId, List<Long> sizes) {
        return new ObjectRecord(
                key, size, eTag, modified, headers, metadata, checksums, sizes, uploadId, blocks);
    }

    /** The same object with one header set, or removed if the value is null; its time of change stays. */
    ObjectRecord withHeader(StoredHeader header, @Nullable String value) {
        SortedMap<String, String> changed = new TreeMap<>(headers);
        if (value == null) {
            changed.remove(header.header());
        } else {
            changed.put(header.header(), value);
        }
        return new ObjectRecord(
                key, size, eTag, modified, changed, metadata, checksums, partSizes, upload, blocks);
    }

    @Nullable String header(StoredHeader header) {
        return headers.get(header.header());
    }

    /** S3 shows times to the second only; so that HEAD and LIST agree, so do we. */
    Instant modifiedSecond() {
        return Instant.ofEpochSecond(modified.getEpochSecond());
    }

    byte[] encode() {
        StringBuilder text = new StringBuilder(256);
        line(text, "key", key);
        line(text, "size", Long.toString(size));
        line(text, "etag", eTag);
        line(text, "modified", Long.toString(modified.toEpochMilli()));
        headers.forEach((name, value) -> line(text, "header." + name, value));
        metadata.forEach((name, value) -> line(text, "meta." + name, value));
        checksums.forEach((name, value) -> line(text, "checksum." + name, value));
        if (!partSizes.isEmpty()) {
            line(text, "parts", String.join(",", partSizes.stream().map(String::valueOf).toList()));
        }
        if (upload != null) {
            line(text, "upload", upload);
        }
        line(text, "blocks", blocks.encode());
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    static ObjectRecord decode(byte[] bytes) throws IOException {
        SortedMap<String, String> plain = new TreeMap<>();
        SortedMap<String, String> headers = new TreeMap<>();
        SortedMap<String, String> metadata = new TreeMap<>();
        SortedMap<String, String> checksums = new TreeMap<>();
        new String(bytes, StandardCharsets.UTF_8)
                .lines()
                .forEach(line -> {
                    int space = line.indexOf(' ');
                    String name = space < 0 ? line : line.substring(0, space);
                    String value = space < 0 ? "" : unescape(line.substring(space + 1));
                    int dot = name.indexOf('.');
                    String group = dot < 0 ? "" : name.substring(0, dot);
                    String rest = name.substring(dot + 1);
                    switch (group) {
                        case "header" -> headers.put(rest, value);
                        case "meta" -> metadata.put(rest, value);
                        case "checksum" -> checksums.put(rest, value);
                        default -> plain.put(name, value);
                    }
                });
        try {
            List<Long> parts = new ArrayList<>();
            String sizes = plain.getOrDefault("parts", "");
            if (!sizes.isEmpty()) {
                for (String size : sizes.split(",", -1)) {
                    parts.add(Long.parseLong(size));
                }
            }
            return new ObjectRecord(
                    plain.getOrDefault("key", ""),
                    Long.parseLong(plain.getOrDefault("size", "")),
                    plain.getOrDefault("etag", ""),
                    Instant.ofEpochMilli(Long.parseLong(plain.getOrDefault("modified", ""))),
                    headers,
                    metadata,
                    checksums,
                    parts,
                    plain.get("upload"),
                    BlockChecksums.decode(plain.getOrDefault("blocks", "")));
        } catch (NumberFormatException e) {
            throw new IOException("the object's metadata is not readable: " + e.getMessage(), e);
        }
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(name).append(' ');
        text.append(value.replace("%", "%25").replace("\r", "%0d").replace("\n", "%0a"))
                .append('\n');
    }

    private static String unescape(String value) {
        return value.replace("%0a", "\n").replace("%0d", "\r").replace("%25", "%");
    }
}
