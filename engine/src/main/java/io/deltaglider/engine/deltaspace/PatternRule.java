package io.deltaglider.engine.deltaspace;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The rule that turns a key into the pattern it shares with its other versions: every number, date, hash and UUID becomes
 * {@code #}, case is folded, what belongs together ({@code 1.0-rc.1}, {@code 2024-01-01T12:00:00Z}) becomes one {@code #}.
 * Words whose digits tell a platform or a file type stay ({@link KnownWords}). {@code docs/deltaspaces.md} explains it with examples.
 *
 * <p>The deltaspaces of everything stored hang on this: another result for any key needs another {@link #VERSION}, and
 * the old rule kept for finding what it stored. Takes time linear in the key's length.
 */
final class PatternRule {
    static final int VERSION = 2;

    /** One of these between two numbers makes one of both. */
    private static final String JOINERS = ".-_+~:, ";

    /** Git's own shortest abbreviation. */
    private static final int SHORTEST_HASH = 7;

    private static final int UUID_LENGTH = 36;

    /** What a segment is made of. Letters and numbers that touch each other are parts of one word. */
    private enum Kind {
        NUMBER,
        LETTERS,
        KEPT,
        SEPARATOR
    }

    /**
     * @param startsWord whether no other part of the same word is before it
     * @param endsWord whether no other part of the same word comes after it
     */
    private record Part(Kind kind, String text, boolean startsWord, boolean endsWord) {}

    private PatternRule() {}

    static String patternOf(String key) {
        // Unicode keeps the lower case of a character for ever, so this does not change with the
        // Java version.
        String folded = key.toLowerCase(Locale.ROOT);
        StringBuilder pattern = new StringBuilder(folded.length());
        int start = 0;
        for (int slash = folded.indexOf('/'); slash >= 0; slash = folded.indexOf('/', start)) {
            appendPattern(folded.substring(start, slash), pattern);
            pattern.append('/');
            start = slash + 1;
        }
        appendPattern(folded.substring(start), pattern);
        return pattern.toString();
    }

    private static void appendPattern(String segment, StringBuilder pattern) {
        List<Part> parts = partsOf(segment);
        int at = 0;
        while (at < parts.size()) {
            Part part = parts.get(at);
            if (part.kind == Kind.NUMBER) {
                pattern.append('#');
                at = endOfVersion(parts, at);
            } else {
                pattern.append(part.text);
                at++;
            }
        }
    }

    /** The index after the last part of the version, date or the like that begins with the number at {@code first}. */
    private static int endOfVersion(List<Part> parts, int first) {
        boolean lettered =
                first > 0
                        && !parts.get(first).startsWord
                        && isVersionLetter(parts.get(first - 1).text);
        int at = first + 1;
        while (at < parts.size()) {
            boolean joined = isJoiner(parts.get(at));
            int next = joined ? at + 1 : at;
            if (next == parts.size()) {
                break;
            }
            Part part = parts.get(next);
            Part before = parts.get(at - 1);
            if (part.kind == Kind.NUMBER) {
                lettered = joined && parts.get(at).text.equals(".");
            } else if (part.kind != Kind.LETTERS
                    || !(KnownWords.isQualifier(part.text)
                            || isQualifiedNumber(parts, next)
                            || (!joined && isVersionTail(part, before, lettered)))) {
                break;
            }
            at = next + 1;
        }
        return at;
    }

    /** {@code b2} in {@code 1.0-b2}, and the letter between the digits of {@code 8u292} and {@code 20240101T1200}. */
    private static boolean isQualifiedNumber(List<Part> parts, int letters) {
        Part part = parts.get(letters);
        boolean digitsFollow = !part.endsWord && parts.get(letters + 1).kind == Kind.NUMBER;
        return digitsFollow
                && (part.startsWord
                        ? KnownWords.isQualifyingLetter(part.text)
                        : part.text.length() == 1);
    }

    /** The last letter of {@code 1.1.1w}, {@code r25c} and {@code 120000Z}. */
    private static boolean isVersionTail(Part letters, Part digits, boolean lettered) {
        return letters.endsWord
                && letters.text.length() == 1
                && digits.kind == Kind.NUMBER
                && (lettered || (letters.text.equals("z") && digits.text.length() > 1));
    }

    private static boolean isVersionLetter(String letters) {
        return letters.equals("v") || letters.equals("r");
    }

    private static boolean isJoiner(Part part) {
        return part.kind == Kind.SEPARATOR && JOINERS.contains(part.text);
    }

    private static List<Part> partsOf(String segment) {
        List<Part> parts = new ArrayList<>();
        int at = 0;
        while (at < segment.length()) {
            if (!isWordCharacter(segment.charAt(at))) {
                parts.add(new Part(Kind.SEPARATOR, segment.substring(at, at + 1), true, true));
                at++;
            } else if (isUuid(segment, at)) {
                parts.add(
                        new Part(Kind.NUMBER, segment.substring(at, at + UUID_LENGTH), true, true));
                at += UUID_LENGTH;
            } else {
                int end = endOfWord(segment, at);
                String word = segment.substring(at, end);
                if (word.equals("x86") && isWord64(segment, end)) {
                    end += "_64".length();
                    parts.add(new Part(Kind.KEPT, segment.substring(at, end), true, true));
                } else if (KnownWords.isWordSize(word) && followsSystem(parts)) {
                    parts.add(new Part(Kind.KEPT, word, true, true));
                } else {
                    addWord(word, parts);
                }
                at = end;
            }
        }
        return parts;
    }

    private static void addWord(String word, List<Part> parts) {
        if (KnownWords.isKept(word)) {
            parts.add(new Part(Kind.KEPT, word, true, true));
        } else if (KnownWords.isChannel(word) || isHash(word)) {
            parts.add(new Part(Kind.NUMBER, word, true, true));
        } else {
            int start = 0;
            while (start < word.length()) {
                boolean digits = KnownWords.isDigit(word.charAt(start));
                int end = start + 1;
                while (end < word.length() && KnownWords.isDigit(word.charAt(end)) == digits) {
                    end++;
                }
                Kind kind = digits ? Kind.NUMBER : Kind.LETTERS;
                parts.add(
                        new Part(
                                kind,
                                word.substring(start, end),
                                start == 0,
                                end == word.length()));
                start = end;
            }
        }
    }

    /** Whether {@code linux-}, {@code win_} or the like is right before. */
    private static boolean followsSystem(List<Part> parts) {
        int count = parts.size();
        return count >= 2
                && isJoiner(parts.get(count - 1))
                && KnownWords.isSystem(parts.get(count - 2).text);
    }

    /** Whether {@code _64} or {@code -64} is at this place, as a whole word. */
    private static boolean isWord64(String segment, int at) {
        return (segment.startsWith("_64", at) || segment.startsWith("-64", at))
                && endOfWord(segment, at + 1) == at + 3;
    }

    /** A commit or digest: hex digits, some of them decimal, for a word such as "defaced" is none; Git describes with a g before. */
    private static boolean isHash(String word) {
        return isHash(word, 0) || (word.charAt(0) == 'g' && isHash(word, 1));
    }

    private static boolean isHash(String word, int from) {
        boolean decimal = false;
        for (int i = from; i < word.length(); i++) {
            if (!isHexDigit(word.charAt(i))) {
                return false;
            }
            decimal |= KnownWords.isDigit(word.charAt(i));
        }
        return decimal && word.length() - from >= SHORTEST_HASH;
    }

    private static boolean isUuid(String segment, int start) {
        int end = start + UUID_LENGTH;
        if (end > segment.length()
                || (end < segment.length() && isWordCharacter(segment.charAt(end)))) {
            return false;
        }
        for (int i = 0; i < UUID_LENGTH; i++) {
            boolean hyphen = i == 8 || i == 13 || i == 18 || i == 23;
            char c = segment.charAt(start + i);
            if (hyphen ? c != '-' : !isHexDigit(c)) {
                return false;
            }
        }
        return true;
    }

    private static int endOfWord(String segment, int start) {
        int end = start;
        while (end < segment.length() && isWordCharacter(segment.charAt(end))) {
            end++;
        }
        return end;
    }

    /** ASCII letters and digits, and all that is not ASCII. */
    private static boolean isWordCharacter(char c) {
        return (c >= 'a' && c <= 'z') || KnownWords.isDigit(c) || c >= 0x80;
    }

    private static boolean isHexDigit(char c) {
        return KnownWords.isDigit(c) || (c >= 'a' && c <= 'f');
    }
}
