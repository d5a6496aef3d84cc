package io.deltaglider.cli.migrate;

import io.deltaglider.cli.shell.CommandException;
import io.deltaglider.cli.transfer.ObjectLocation;

/** From where to where. Both end in a slash, or are buckets. */
public record MigrationPlace(ObjectLocation source, ObjectLocation target) {
    /**
     * Reads the arguments.
     *
     * @param preserve whether the last part of the source's prefix goes below the target: {@code s3://a/x/y/} to {@code s3://b/z/} is then to {@code z/y/}
     * @throws CommandException when a bucket is missing, or it leads nowhere
     */
    public static MigrationPlace of(String source, String target, boolean preserve) {
        ObjectLocation from = ObjectLocation.parse(source).asFolder();
        ObjectLocation to = ObjectLocation.parse(target).asFolder();
        if (from.bucket().isEmpty() || to.bucket().isEmpty()) {
            throw CommandException.usage(
                    "'" + (from.bucket().isEmpty() ? source : target) + "' names no bucket");
        }
        if (preserve && !from.key().isEmpty()) {
            String prefix = from.key().substring(0, from.key().length() - 1);
            String last = prefix.substring(prefix.lastIndexOf('/') + 1);
            to = to.withKey(to.key() + last + "/");
        }
        if (from.equals(to)) {
            throw CommandException.usage(
                    "source and destination are both "
                            + from
                            + "; \"deltaglider optimize\" makes deltas of what is there, in place");
        }
        return new MigrationPlace(from, to);
    }
}
