package io.deltaglider.cli.command;

import io.deltaglider.cli.shell.CommandException;
import io.deltaglider.cli.transfer.ObjectLocation;

/** An argument that means a bucket, as {@code name}, {@code s3://name} or {@code s3://name/}. */
final class BucketName {
    private BucketName() {}

    /** Throws {@link CommandException} for what is none. */
    static String parse(String argument) {
        ObjectLocation location = ObjectLocation.parse(argument);
        if (location.bucket().isEmpty() || !location.key().isEmpty()) {
            throw CommandException.usage("'" + argument + "' is no bucket");
        }
        return location.bucket();
    }
}
