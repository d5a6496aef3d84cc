package io.deltaglider.cli.migrate;

import io.deltaglider.cli.connect.Connection;
import io.deltaglider.cli.shell.Shell;

import java.util.Optional;

/** Advice on where to run a migration. */
public final class Regions {
    private Regions() {}

    /**
     * What to say about the transfer between this machine and a bucket; empty on machines that are not Amazon's.
     *
     * @param asked the {@code --region} that was given, if one was
     */
    public static Optional<String> advice(
            Connection connection, Shell shell, String bucket, Optional<String> asked) {
        String region = BucketRegion.of(connection.backend(), bucket);
        return InstanceRegion.detect(shell)
                .map(instance -> RegionAdvice.of(instance, bucket, region, asked));
    }
}
