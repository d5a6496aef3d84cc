package io.deltaglider.cli.transfer;

import java.util.regex.Pattern;

/**
 * Patterns with {@code *} (any characters, slashes too), {@code ?} (any one), {@code [abc]}, {@code [a-z]} and {@code [!abc]}, as in Python's fnmatch,
 * which the AWS CLI's filters are made of. A bracket that is not closed stands for itself. Upper and lower case differ.
 */
public final class ShellPattern {
    private ShellPattern() {}

    public static Pattern compile(String pattern) {
        StringBuilder regex = new StringBuilder();
        int at = 0;
        while (at < pattern.length()) {
            int character = pattern.codePointAt(at);
            at += Character.charCount(character);
            switch (character) {
                case '*' -> regex.append(".*");
                case '?' -> regex.append('.');
                case '[' -> {
                    int end = endOfSet(pattern, at);
                    if (end < 0) {
                        regex.append("\\[");
                    } else {
                        regex.append(set(pattern.substring(at, end)));
                        at = end + 1;
                    }
                }
                default -> regex.append(Pattern.quote(Character.toString(character)));
            }
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }

    /** A closing bracket right after the opening one, or after its exclamation mark, is one of the set. */
    private static int endOfSet(String pattern, int from) {
        int at = from;
        if (at < pattern.length() && pattern.charAt(at) == '!') {
            at++;
        }
        if (at < pattern.length() && pattern.charAt(at) == ']') {
            at++;
        }
        return pattern.indexOf(']', at);
    }

    private static String set(String members) {
        boolean negated = members.startsWith("!");
        String rest = negated ? members.substring(1) : members;
        StringBuilder set = new StringBuilder(negated ? "[^" : "[");
        int at = 0;
        while (at < rest.length()) {
            int from = rest.codePointAt(at);
            at += Character.charCount(from);
            int to = from;
            if (at + 1 < rest.length() && rest.charAt(at) == '-') {
                to = rest.codePointAt(at + 1);
                at += 1 + Character.charCount(to);
            }
            // A range that goes backwards has no members.
            if (from <= to) {
                set.append(String.format("\\x{%x}-\\x{%x}", from, to));
            }
        }
        if (set.length() == (negated ? 2 : 1)) {
            return negated ? "." : "(?!)";
        }
        return set.append(']').toString();
    }
}
