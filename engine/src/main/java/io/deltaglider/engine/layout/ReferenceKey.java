package io.deltaglider.engine.layout;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the stored key of a reference says of it, so that one LIST of a deltaspace is the catalogue of its references.
 *
 * @param deltaspaceId 16 lower-case hex digits
 * @param sha256 of the reference's logical bytes, 64 lower-case hex digits
 * @param generation 0 for the first copy of this content; a retired reference is never revived, so when its content is needed
 *     again it is written under the next generation
 * @param size logical bytes, 0 or more
 * @param depth how many other references have to be read to rebuild this one: 0 for one that stands alone, raw or packed
 * @param sketch the similarity sketch in URL-safe base64 without padding, or {@link #NO_SKETCH}
 */
public record ReferenceKey(
        String deltaspaceId, String sha256, int generation, long size, int depth, String sketch) {
    /** Where all references are. */
    public static final String REFERENCES_PREFIX = ReservedKeys.PREFIX + "refs/";

    /** What is added to a reference's key to say that it is retired: so a LIST of the references shows which of them are. */
    private static final String RETIRED = ".retired";

    /** Stands for a sketch that has not been computed; base64 never has this form, since it takes two characters at least. */
    public static final String NO_SKETCH = "-";

    public static final int MAX_GENERATION = 999_999;
    public static final int MAX_DEPTH = 99;

    /** Keeps the whole key, and that of its marker, far below S3's 1,024 bytes. */
    public static final int MAX_SKETCH_LENGTH = 512;

    private static final Pattern DELTASPACE_ID = Pattern.compile("[0-9a-f]{16}");
    private static final Pattern GROUP_ID = Pattern.compile("[0-9a-f]{8}");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern SKETCH =
            Pattern.compile("-|[A-Za-z0-9_-]{2," + MAX_SKETCH_LENGTH + "}");

    /** Numbers have no leading zeros, so that a reference has one key and no other. */
    private static final Pattern ID =
            Pattern.compile(
                    "("
                            + DELTASPACE_ID
                            + ")/("
                            + SHA256
                            + ")\\.(0|[1-9][0-9]{0,5})\\.(0|[1-9][0-9]{0,18})\\.(0|[1-9][0-9]?)\\.("
                            + SKETCH
                            + ")");

    public ReferenceKey {
        require(DELTASPACE_ID.matcher(deltaspaceId).matches(), "deltaspace id", deltaspaceId);
        require(SHA256.matcher(sha256).matches(), "SHA-256", sha256);
        require(generation >= 0 && generation <= MAX_GENERATION, "generation", generation);
        require(size >= 0, "size", size);
        require(depth >= 0 && depth <= MAX_DEPTH, "depth", depth);
        require(SKETCH.matcher(sketch).matches(), "sketch", sketch);
    }

    /** The prefix under which all references of a deltaspace are, and nothing else. */
    public static String listPrefix(String deltaspaceId) {
        require(DELTASPACE_ID.matcher(deltaspaceId).matches(), "deltaspace id", deltaspaceId);
        return REFERENCES_PREFIX + deltaspaceId + "/";
    }

    /** The prefix under which all references of a group of deltaspaces are, whose ids begin alike. */
    public static String groupPrefix(String groupId) {
        require(GROUP_ID.matcher(groupId).matches(), "group of deltaspaces", groupId);
        return REFERENCES_PREFIX + groupId;
    }

    /** The full stored key. */
    public String key() {
        return REFERENCES_PREFIX + id();
    }

    /** The stored key without {@link #REFERENCES_PREFIX}: what objects name their reference by. */
    public String id() {
        return deltaspaceId
                + "/"
                + sha256
                + "."
                + generation
                + "."
                + size
                + "."
                + depth
                + "."
                + sketch;
    }

    /** The key whose existence says that this reference is retired. */
    public String markerKey() {
        return key() + RETIRED;
    }

    /** Reads the key of a marker: the reference that it retires; empty unless it is exactly what {@link #markerKey} would write. */
    public static Optional<ReferenceKey> parseMarker(String key) {
        return key.endsWith(RETIRED)
                ? parse(key.substring(0, key.length() - RETIRED.length()))
                : Optional.empty();
    }

    public boolean hasSketch() {
        return !sketch.equals(NO_SKETCH);
    }

    /**
     * The same content under the next generation.
     *
     * @throws IllegalStateException after generation {@value #MAX_GENERATION}
     */
    public ReferenceKey nextGeneration() {
        if (generation == MAX_GENERATION) {
            throw new IllegalStateException("reference " + id() + " has no next generation");
        }
        return new ReferenceKey(deltaspaceId, sha256, generation + 1, size, depth, sketch);
    }

    /** The same content, so many references away from one that stands alone. */
    public ReferenceKey withDepth(int newDepth) {
        return new ReferenceKey(deltaspaceId, sha256, generation, size, newDepth, sketch);
    }

    /** Reads a full stored key; empty unless it is exactly what {@link #key} would write. */
    public static Optional<ReferenceKey> parse(String key) {
        return key.startsWith(REFERENCES_PREFIX)
                ? ofId(key.substring(REFERENCES_PREFIX.length()))
                : Optional.empty();
    }

    /** Reads an id; empty unless it is exactly what {@link #id} would write. */
    public static Optional<ReferenceKey> ofId(String id) {
        Matcher parts = ID.matcher(id);
        if (!parts.matches()) {
            return Optional.empty();
        }
        long size;
        try {
            size = Long.parseLong(parts.group(4));
        } catch (NumberFormatException e) {
            return Optional.empty(); // 19 digits may exceed a long
        }
        return Optional.of(
                new ReferenceKey(
                        parts.group(1),
                        parts.group(2),
                        Integer.parseInt(parts.group(3)),
                        size,
                        Integer.parseInt(parts.group(5)),
                        parts.group(6)));
    }

    private static void require(boolean valid, String what, Object value) {
        if (!valid) {
            throw new IllegalArgumentException("not a valid " + what + " of a reference: " + value);
        }
    }
}
