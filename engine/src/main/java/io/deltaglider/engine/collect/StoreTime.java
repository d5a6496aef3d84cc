package io.deltaglider.engine.collect;

import software.amazon.awssdk.services.s3.model.S3Response;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** What time it is where the store is, whose clock dates what is stored. */
public final class StoreTime {
    private StoreTime() {}

    /**
     * The time at which the store answered, to the second; this machine's where the answer does not say, as one of a store in this
     * process.
     */
    public static Instant of(S3Response answer, InstantSource clock) {
        return told(answer).orElseGet(clock::instant);
    }

    /** The time at which the store answered, if the answer says. */
    public static Optional<Instant> told(S3Response answer) {
        if (answer.sdkHttpResponse() == null) {
            return Optional.empty();
        }
        return answer.sdkHttpResponse().firstMatchingHeader("Date").flatMap(StoreTime::parse);
    }

    private static Optional<Instant> parse(String date) {
        try {
            return Optional.of(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date, Instant::from));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
