package io.deltaglider.delta.archive;

import java.nio.charset.StandardCharsets;

/**
 * Hashes of paths. The pattern of a path has each part that tends to change between versions replaced by one mark:
 * {@code lib/x-1.2.3.jar}, {@code lib/x-1.3.0-rc1.jar} and {@code lib/x-20240102.jar} are the same, and so are {@code
 * app.3f2a9c1b.js} and {@code app.77aa01cd.js}. Per segment of the path, a word (a run of ASCII letters and digits, or
 * bytes beyond ASCII) becomes the mark if it is a number, a {@code v} with a number, a number with letters behind, or
 * looks like a content hash; words of that kind that follow each other become one mark, with the usual qualifiers
 * ({@code rc1}, {@code SNAPSHOT}) among them. In other words each run of digits becomes the mark.
 */
final class PathHash {
    private static final int MARK = '#';
    private static final long FACTOR = 0x9E3779B97F4A7C15L;

    /** Shortest run of hexadecimal digits that is taken for a hash: that of an abbreviated commit. */
    private static final int SHORTEST_HEX = 7;

    private static final int SHORTEST_HASH = 8;

    private static final byte SEPARATOR = 0;
    private static final byte DIGIT = 1;
    private static final byte HEX_LETTER = 2;
    private static final byte LETTER = 3;

    private static final byte[] KINDS = kinds();

    private static final byte[][] QUALIFIERS = {
        ascii("alpha"), ascii("b"), ascii("beta"), ascii("cr"), ascii("dev"), ascii("final"),
        ascii("ga"), ascii("m"), ascii("p"), ascii("pre"), ascii("rc"), ascii("release"),
        ascii("snapshot"), ascii("sp"),
    };

    private PathHash() {}

    private static byte[] ascii(String word) {
        return word.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] kinds() {
        byte[] kinds = new byte[256];
        for (int c = 0; c < kinds.length; c++) {
            int lower = c | 0x20;
            if (c >= '0' && c <= '9') {
                kinds[c] = DIGIT;
            } else if (lower >= 'a' && lower <= 'f' && c < 0x80) {
                kinds[c] = HEX_LETTER;
            } else if ((lower >= 'a' && lower <= 'z' && c < 0x80) || c >= 0x80) {
                kinds[c] = LETTER;
            } else {
                kinds[c] = SEPARATOR;
            }
        }
        return kinds;
    }

    static long exact(byte[] path, int from, int length, long seed) {
        long hash = mix(seed + length);
        for (int i = from; i < from + length; i++) {
            hash = step(hash, path[i]);
        }
        return mix(hash);
    }

    static long pattern(byte[] path, int from, int length, long seed) {
        int end = from + length;
        long hash = mix(seed + 1);
        boolean afterMark = false;
        int separators = from;
        int at = from;
        while (at < end) {
            int kind = KINDS[path[at] & 0xFF];
            if (kind == SEPARATOR) {
                if (path[at] == '/') {
                    afterMark = false;
                }
                at++;
                continue;
            }
            int word = at;
            int kinds = 0;
            int changes = 0;
            int previous = kind;
            while (at < end && (kind = KINDS[path[at] & 0xFF]) != SEPARATOR) {
                kinds |= 1 << kind;
                changes += kind == DIGIT != (previous == DIGIT) ? 1 : 0;
                previous = kind;
                at++;
            }
            if (isVersion(path, word, at, kinds, changes)
                    || (afterMark && isQualifier(path, word, at))) {
                if (!afterMark) {
                    hash = step(run(hash, path, separators, word), MARK);
                }
                afterMark = true;
            } else {
                hash = words(run(hash, path, separators, word), path, word, at);
                afterMark = false;
            }
            separators = at;
        }
        return mix(run(hash, path, separators, end));
    }

    private static boolean isVersion(byte[] path, int from, int to, int kinds, int changes) {
        if ((kinds & 1 << DIGIT) == 0) {
            return false;
        }
        int length = to - from;
        boolean hexOnly = (kinds & 1 << LETTER) == 0;
        return KINDS[path[from] & 0xFF] == DIGIT
                || ((path[from] | 0x20) == 'v' && changes == 1)
                || (hexOnly && length >= SHORTEST_HEX)
                || (changes >= 3 && length >= SHORTEST_HASH);
    }

    /** Whether a word is a qualifier of versions, perhaps with a number behind it. */
    private static boolean isQualifier(byte[] path, int from, int to) {
        int end = to;
        while (end > from && KINDS[path[end - 1] & 0xFF] == DIGIT) {
            end--;
        }
        for (byte[] qualifier : QUALIFIERS) {
            if (qualifier.length == end - from) {
                int same = 0;
                while (same < qualifier.length && (path[from + same] | 0x20) == qualifier[same]) {
                    same++;
                }
                if (same == qualifier.length) {
                    return true;
                }
            }
        }
        return false;
    }

    private static long run(long hash, byte[] path, int from, int to) {
        long h = hash;
        for (int i = from; i < to; i++) {
            h = step(h, path[i]);
        }
        return h;
    }

    /** A word, with each run of digits in it as one mark. */
    private static long words(long hash, byte[] path, int from, int to) {
        long h = hash;
        boolean inDigits = false;
        for (int i = from; i < to; i++) {
            boolean digit = KINDS[path[i] & 0xFF] == DIGIT;
            if (!digit) {
                h = step(h, path[i]);
            } else if (!inDigits) {
                h = step(h, MARK);
            }
            inDigits = digit;
        }
        return h;
    }

    private static long step(long hash, int value) {
        return (hash ^ (value & 0xFF)) * FACTOR;
    }

    /** Spreads all bits over all others: the finaliser of MurmurHash3 (Austin Appleby, public domain). */
    static long mix(long value) {
        long h = value;
        h = (h ^ (h >>> 33)) * 0xFF51AFD7ED558CCDL;
        h = (h ^ (h >>> 33)) * 0xC4CEB9FE1A85EC53L;
        return h ^ (h >>> 33);
    }
}
