package io.deltaglider.engine.deltaspace;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A set of objects that share references: what one expects to be versions of the same thing. Named by the pattern that their
 * keys have in common, {@code releases/v#/app-#.zip}, or by whoever stores them.
 *
 * @param name not empty
 */
public record Deltaspace(String name) {
    private static final int HALF_BYTES = 4;

    public Deltaspace {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("the name of a deltaspace must not be empty");
        }
    }

    /**
     * The deltaspace that a key belongs to when nothing else was said.
     *
     * @param key not empty
     */
    public static Deltaspace of(String key) {
        return new Deltaspace(PatternRule.patternOf(key));
    }

    /** A deltaspace by its name. Naming it as a pattern does, character by character, gives the deltaspace of that pattern. */
    public static Deltaspace named(String name) {
        return new Deltaspace(name);
    }

    /**
     * 16 lower-case hex digits that stand for the name, and for the version of the rule, in stored keys. The first half are those
     * of the {@link #groupId}, so that one listing finds what is in the same directory as well.
     */
    public String id() {
        return groupId() + digits(name);
    }

    /** 8 lower-case hex digits that all deltaspaces of the same directory and extension share: {@code releases/v#/*.zip}. */
    public String groupId() {
        return digits(group());
    }

    /** Directory and extension: where to look for a reference when the deltaspace has none. */
    private String group() {
        int file = name.lastIndexOf('/') + 1;
        String last = name.substring(file);
        int dot = last.lastIndexOf('.');
        String extension = dot > 0 ? last.substring(dot) : "";
        if (dot > 0 && last.substring(0, dot).endsWith(".tar")) {
            extension = ".tar" + extension;
        }
        return name.substring(0, file) + "*" + extension;
    }

    private static String digits(String text) {
        byte[] digest =
                sha256().digest(
                                (PatternRule.VERSION + "\n" + text)
                                        .getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest, 0, HALF_BYTES);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
