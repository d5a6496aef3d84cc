package io.deltaglider.engine.layout;

import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the stored key of a reference says of it, so that a LIST of a deltaspace is the catalogue of its references: first the landmarks,
 * which many others hang on, then the rest; of each the newest first. So one page or two of it tell enough of a family of any size.
 *
 * @param deltaspaceId 16 lower-case hex digits
 * @param lineage where it stands in its family; empty for references of early builds, whose keys do not say
 * @param sha256 of the reference's logical bytes, 64 lower-case hex digits
 * @param generation 0 for the first copy of this content; a retired reference is never revived, so when its content is needed
 *     again it is written under the next generation
 * @param size logical bytes, 0 or more
 * @param depth how many other references have to be read to rebuild this one: 0 for one that stands alone, raw or packed
 * @param sketch the similarity sketch in URL-safe base64 without padding, or {@link #NO_SKETCH}
 */
public record ReferenceKey(
        String deltaspaceId,
        Optional<Lineage> lineage,
        String sha256,
        int generation,
        long size,
        int depth,
        String sketch) {
    /** Where all references are. */
    public static final String REFERENCES_PREFIX = ReservedKeys.PREFIX + "refs/";

    /** What is added to a reference's key to say that it is retired: so a LIST of the references shows which of them are. */
    private static final String RETIRED = ".retired";

    /** Stands for a sketch that has not been computed; base64 never has this form, since it takes two characters at least. */
    public static final String NO_SKETCH = "-";

    /** Stands for a sketch that whoever names the reference has left out. No stored key has it. */
    private static final String UNSAID = "~";

    public static final int MAX_GENERATION = 999_999;
    public static final int MAX_DEPTH = 99;

    /** Keeps the whole key, and that of its marker, far below S3's 1,024 bytes. */
    public static final int MAX_SKETCH_LENGTH = 512;

    /** How the keys of landmarks begin, and those of the others, so that they come after them. */
    private static final String LANDMARK = "0";

    private static final String OTHER = "1";

    private static final int HOUR_DIGITS = 6;
    private static final HexFormat HEX = HexFormat.of();

    private static final Pattern DELTASPACE_ID = Pattern.compile("[0-9a-f]{16}");
    private static final Pattern GROUP_ID = Pattern.compile("[0-9a-f]{8}");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern SKETCH =
            Pattern.compile("-|~|[A-Za-z0-9_-]{2," + MAX_SKETCH_LENGTH + "}");

    /** Numbers have no leading zeros, so that a reference has one key and no other. */
    private static final Pattern ID =
            Pattern.compile(
                    "(?<space>[0-9a-f]{16})/"
                            + "(?:(?<order>[01][0-9a-f]{6})\\.)?"
                            + "(?<sha256>[0-9a-f]{64})"
                            + "\\.(?<generation>0|[1-9][0-9]{0,5})"
                            + "\\.(?<size>0|[1-9][0-9]{0,18})"
                            + "\\.(?<depth>0|[1-9][0-9]?)"
                            + "(?:\\.(?<ordinal>0|[1-9][0-9]?)\\.(?<base>-|[0-9a-f]{12}))?"
                            + "\\.(?<sketch>"
                            + SKETCH
                            + ")");

    /** How a delta file names its reference, whose SHA-256 and size it says itself. */
    private static final Pattern LOCATOR =
            Pattern.compile(
                    "refs/(?<space>[0-9a-f]{16})/(?<order>[01][0-9a-f]{6})"
                            + "\\.(?<generation>0|[1-9][0-9]{0,5})"
                            + "\\.(?<depth>0|[1-9][0-9]?)"
                            + "\\.(?<ordinal>0|[1-9][0-9]?)\\.(?<base>-|[0-9a-f]{12})");

    public ReferenceKey {
        require(DELTASPACE_ID.matcher(deltaspaceId).matches(), "deltaspace id", deltaspaceId);
        require(SHA256.matcher(sha256).matches(), "SHA-256", sha256);
        require(generation >= 0 && generation <= MAX_GENERATION, "generation", generation);
        require(size >= 0, "size", size);
        require(depth >= 0 && depth <= MAX_DEPTH, "depth", depth);
        require(SKETCH.matcher(sketch).matches(), "sketch", sketch);
    }

    /** One whose key does not say where it stands in its family. */
    public ReferenceKey(
            String deltaspaceId,
            String sha256,
            int generation,
            long size,
            int depth,
            String sketch) {
        this(deltaspaceId, Optional.empty(), sha256, generation, size, depth, sketch);
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

    /** The prefix under which the newest references of a deltaspace are that are no landmarks, first the very newest. */
    public static String newestPrefix(String deltaspaceId) {
        return listPrefix(deltaspaceId) + OTHER;
    }

    /** The stored key without {@link #REFERENCES_PREFIX}: what objects name their reference by. */
    public String id() {
        String content = sha256 + "." + generation + "." + size + "." + depth + ".";
        return deltaspaceId
                + "/"
                + lineage.map(each ->
                                order(each)
                                        + "."
                                        + content
                                        + each.ordinal()
                                        + "."
                                        + each.base()
                                        + ".")
                        .orElse(content)
                + sketch;
    }

    /**
     * Names the reference to one who knows its SHA-256 and its size, in as few bytes as will do: what is left is the sketch, which a LIST of
     * {@link #prefix} tells. A key of an early build is its own locator.
     */
    public String locator() {
        return lineage.map(each ->
                        "refs/"
                                + deltaspaceId
                                + "/"
                                + order(each)
                                + "."
                                + generation
                                + "."
                                + depth
                                + "."
                                + each.ordinal()
                                + "."
                                + each.base())
                .orElseGet(this::key);
    }

    /**
     * Reads what {@link #locator} gave, or a full stored key; empty when it is neither, or the key of something else.
     *
     * @return the key; without its sketch ({@link #isWhole}) where that is not said
     */
    public static Optional<ReferenceKey> ofLocator(String locator, String sha256, long size) {
        Matcher parts = LOCATOR.matcher(locator);
        if (!parts.matches()) {
            return parse(locator).filter(key -> key.sha256().equals(sha256) && key.size() == size);
        }
        return Optional.of(
                new ReferenceKey(
                        parts.group("space"),
                        Optional.of(lineage(parts)),
                        sha256,
                        Integer.parseInt(parts.group("generation")),
                        size,
                        Integer.parseInt(parts.group("depth")),
                        UNSAID));
    }

    /** Whether this is the key under which the reference is stored; else that begins with {@link #prefix}. */
    public boolean isWhole() {
        return !sketch.equals(UNSAID);
    }

    /** All of the stored key but the sketch. */
    public String prefix() {
        String key = key();
        return key.substring(0, key.length() - sketch.length());
    }

    /** Later hours come first. */
    private static String order(Lineage of) {
        return (of.landmark() ? LANDMARK : OTHER)
                + HEX.toHexDigits(Lineage.MAX_HOUR - of.hour(), HOUR_DIGITS);
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
        return new ReferenceKey(deltaspaceId, lineage, sha256, generation + 1, size, depth, sketch);
    }

    /** The same content at another place in its family. */
    public ReferenceKey at(int newDepth, Lineage newLineage) {
        return new ReferenceKey(
                deltaspaceId, Optional.of(newLineage), sha256, generation, size, newDepth, sketch);
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
        boolean filed = parts.group("order") != null;
        if (filed != (parts.group("base") != null)) {
            return Optional.empty();
        }
        long size;
        try {
            size = Long.parseLong(parts.group("size"));
        } catch (NumberFormatException e) {
            return Optional.empty(); // 19 digits may exceed a long
        }
        return Optional.of(
                new ReferenceKey(
                        parts.group("space"),
                        filed ? Optional.of(lineage(parts)) : Optional.empty(),
                        parts.group("sha256"),
                        Integer.parseInt(parts.group("generation")),
                        size,
                        Integer.parseInt(parts.group("depth")),
                        parts.group("sketch")));
    }

    private static Lineage lineage(Matcher parts) {
        return new Lineage(
                Lineage.MAX_HOUR
                        - HexFormat.fromHexDigits(parts.group("order"), 1, 1 + HOUR_DIGITS),
                parts.group("order").startsWith(LANDMARK),
                Integer.parseInt(parts.group("ordinal")),
                parts.group("base"));
    }

    private static void require(boolean valid, String what, Object value) {
        if (!valid) {
            throw new IllegalArgumentException("not a valid " + what + " of a reference: " + value);
        }
    }
}
