package io.deltaglider.cli.transfer;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * {@code --exclude} and {@code --include} as the AWS CLI takes them: an ordered list in which the last pattern that matches decides, and
 * what none matches is taken. A pattern is compared with the whole path below the source or destination, and {@code *} goes
 * across slashes. One that begins with a slash is compared with a local file's absolute path.
 */
public final class PathFilter {
    /** Takes everything. */
    public static final PathFilter ALL = new PathFilter(List.of());

    /** {@code pattern} in the notation of {@link ShellPattern}. */
    public record Rule(boolean include, String pattern) {}

    private record Compiled(boolean include, boolean absolute, Pattern pattern) {}

    private final List<Compiled> rules;

    /** In the order of the command line. */
    public PathFilter(List<Rule> rules) {
        this.rules =
                rules.stream()
                        .map(rule ->
                                new Compiled(
                                        rule.include(),
                                        rule.pattern().startsWith("/"),
                                        ShellPattern.compile(rule.pattern())))
                        .toList();
    }

    /** Whether an object is taken; {@code relative} is its key without the prefix and the slash after it. */
    public boolean takes(String relative) {
        boolean taken = true;
        for (Compiled rule : rules) {
            if (!rule.absolute() && rule.pattern().matcher(relative).matches()) {
                taken = rule.include();
            }
        }
        return taken;
    }

    /** Whether a local file is taken. */
    boolean takes(String relative, Path file) {
        boolean taken = true;
        for (Compiled rule : rules) {
            String path = rule.absolute() ? file.toString() : relative;
            if (rule.pattern().matcher(path).matches()) {
                taken = rule.include();
            }
        }
        return taken;
    }
}
