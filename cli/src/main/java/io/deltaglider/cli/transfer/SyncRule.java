package io.deltaglider.cli.transfer;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** When {@code sync} takes a file and an object of the same name for different, as the AWS CLI sees it. */
public enum SyncRule {
    /**
     * When sizes differ, or the source was changed after the destination was. On the way from S3 it is the other way round: a file that was
     * changed after the object was is replaced, since a file that came from there has the object's time.
     */
    SIZE_AND_TIME,
    /** When sizes differ. */
    SIZE_ONLY,
    /** As the first, but on the way from S3 any difference in time counts. Files know seconds of it. */
    EXACT_TIMESTAMPS;

    boolean differs(SyncEntry source, SyncEntry target, boolean fromS3ToFiles) {
        if (source.size() != target.size()) {
            return true;
        }
        if (this == SIZE_ONLY) {
            return false;
        }
        if (!fromS3ToFiles) {
            return target.modified().isBefore(source.modified());
        }
        return this == EXACT_TIMESTAMPS
                ? !seconds(source.modified()).equals(seconds(target.modified()))
                : target.modified().isAfter(source.modified());
    }

    private static Instant seconds(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS);
    }
}
