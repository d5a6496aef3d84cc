package io.deltaglider.cli.transfer;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A bucket, or a key or prefix in it.
 *
 * @param bucket may be empty: {@code s3://} alone stands for all buckets, where that makes sense
 * @param key may be empty: the bucket itself
 */
public record ObjectLocation(String bucket, String key) {
    public static final String SCHEME = "s3://";

    /** Access points take a bucket's place by their ARN, which itself contains a slash. */
    private static final Pattern ACCESS_POINT =
            Pattern.compile(
                    "^(arn:aws[^:]*:s3:[a-z0-9-]*:[0-9]{12}:accesspoint[:/][^/]+)/?(.*)$",
                    Pattern.DOTALL);

    public static boolean isObject(String argument) {
        return argument.startsWith(SCHEME);
    }

    /** With or without {@code s3://} in front. */
    public static ObjectLocation parse(String argument) {
        String path = isObject(argument) ? argument.substring(SCHEME.length()) : argument;
        if (path.startsWith("arn:")) {
            Matcher matcher = ACCESS_POINT.matcher(path);
            if (matcher.matches()) {
                return new ObjectLocation(matcher.group(1), matcher.group(2));
            }
        }
        int slash = path.indexOf('/');
        return slash < 0
                ? new ObjectLocation(path, "")
                : new ObjectLocation(path.substring(0, slash), path.substring(slash + 1));
    }

    public ObjectLocation withKey(String newKey) {
        return new ObjectLocation(bucket, newKey);
    }

    /** As a folder: what a recursive command means by it, so that {@code app} does not take in {@code app-2/}. */
    public ObjectLocation asFolder() {
        return key.isEmpty() || key.endsWith("/") ? this : withKey(key + "/");
    }

    /** What follows the last slash; all of the key when there is none. */
    public String name() {
        return key.substring(key.lastIndexOf('/') + 1);
    }

    /** Whether it lies in {@code target}, and that in {@code source}: it would be copied deeper and deeper into itself. Both are folders. */
    boolean isBehind(ObjectLocation target, ObjectLocation source) {
        return bucket.equals(target.bucket)
                && key.startsWith(target.key)
                && target.key.length() > source.key.length()
                && target.key.startsWith(source.key);
    }

    /**
     * Whether it lies in {@code source}, and that in {@code target}: what is written or removed here is a source of the same command. Both are folders.
     */
    boolean isSourceBelow(ObjectLocation target, ObjectLocation source) {
        return bucket.equals(source.bucket)
                && key.startsWith(source.key)
                && source.key.length() > target.key.length()
                && source.key.startsWith(target.key);
    }

    public String uri() {
        return SCHEME + bucket + "/" + key;
    }

    @Override
    public String toString() {
        return uri();
    }
}
