package io.deltaglider.store.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Conditional requests. That those on writes are atomic is what everything above builds on. */
abstract class ConditionContract extends ObjectContract {
    private static final String OTHER = "\"0123456789abcdef0123456789abcdef\"";

    @Test
    void conditionalReads() {
        String eTag = put("k", "v");
        Instant before = Instant.now().minus(Duration.ofHours(1));
        Instant after = Instant.now().plus(Duration.ofHours(1));
        client().getObjectAsBytes(b -> b.bucket(bucket).key("k").ifMatch(eTag));
        client().getObjectAsBytes(b -> b.bucket(bucket).key("k").ifNoneMatch(OTHER));
        client().getObjectAsBytes(b -> b.bucket(bucket).key("k").ifModifiedSince(before));
        client().headObject(b -> b.bucket(bucket).key("k").ifMatch(eTag));
        client().headObject(b -> b.bucket(bucket).key("k").ifUnmodifiedSince(after));
        fails(412, () -> client().getObjectAsBytes(b -> b.bucket(bucket).key("k").ifMatch(OTHER)));
        fails(
                304,
                () -> client().getObjectAsBytes(b -> b.bucket(bucket).key("k").ifNoneMatch(eTag)));
        fails(
                412,
                () ->
                        client().getObjectAsBytes(
                                        b -> b.bucket(bucket).key("k").ifUnmodifiedSince(before)));
        fails(412, () -> client().headObject(b -> b.bucket(bucket).key("k").ifMatch(OTHER)));
        fails(304, () -> client().headObject(b -> b.bucket(bucket).key("k").ifNoneMatch(eTag)));
        fails(
                412,
                () ->
                        client().headObject(
                                        b -> b.bucket(bucket).key("k").ifUnmodifiedSince(before)));
    }

    @Test
    void ifNoneMatchOnAPutCreatesOnly() {
        client().putObject(
                        b -> b.bucket(bucket).key("k").ifNoneMatch("*"),
                        RequestBody.fromString("first"));
        S3Exception e =
                fails(
                        412,
                        () ->
                                client().putObject(
                                                b -> b.bucket(bucket).key("k").ifNoneMatch("*"),
                                                RequestBody.fromString("second")));
        assertThat(e.awsErrorDetails().errorCode()).isEqualTo("PreconditionFailed");
        assertThat(get("k")).isEqualTo("first");
        client().deleteObject(b -> b.bucket(bucket).key("k"));
        client().putObject(
                        b -> b.bucket(bucket).key("k").ifNoneMatch("*"),
                        RequestBody.fromString("third"));
        assertThat(get("k")).isEqualTo("third");
    }

    @Test
    void ofRacingCreatorsOneWins() throws Exception {
        for (int round = 0; round < 3; round++) {
            String key = "race-" + round;
            List<Boolean> won =
                    race(
                            8,
                            () -> {
                                String body = Thread.currentThread().threadId() + " was here";
                                try {
                                    client().putObject(
                                                    b -> b.bucket(bucket).key(key).ifNoneMatch("*"),
                                                    RequestBody.fromString(body));
                                    return true;
                                } catch (S3Exception e) {
                                    assertThat(e.statusCode()).isIn(409, 412);
                                    return false;
                                }
                            });
            assertThat(won).containsOnlyOnce(true);
        }
    }

    @Test
    void ifMatchOnAPutReplacesThatVersionOnly() {
        assumeTrue(conditionalPut(), "this store has no compare-and-swap by ETag");
        String first = bare(put("k", "first"));
        String second = putIfMatch("k", "second", first);
        fails(412, () -> putIfMatch("k", "lost", first));
        assertThat(get("k")).isEqualTo("second");
        if (quotedIfMatch()) {
            putIfMatch("k", "third", second);
            assertThat(get("k")).isEqualTo("third");
            fails(412, () -> putIfMatch("k", "lost", second));
        }
        failsWithOneOf(List.of(404, 412), () -> putIfMatch("missing", "x", first));
        assertThat(keys()).containsExactly("k");
    }

    private String putIfMatch(String key, String text, String eTag) {
        return client().putObject(
                        b -> b.bucket(bucket).key(key).ifMatch(eTag), RequestBody.fromString(text))
                .eTag();
    }

    @Test
    void racingIncrementsAreNotLost() throws Exception {
        assumeTrue(conditionalPut(), "this store has no compare-and-swap by ETag");
        int threads = 32;
        put("counter", "0");
        race(
                threads,
                () -> {
                    while (true) {
                        var current =
                                client().getObjectAsBytes(b -> b.bucket(bucket).key("counter"));
                        String next = String.valueOf(Integer.parseInt(current.asUtf8String()) + 1);
                        try {
                            return putIfMatch("counter", next, bare(current.response().eTag()));
                        } catch (S3Exception e) {
                            // Ceph sometimes answers the losers with 500.
                            assertThat(e.statusCode()).isIn(409, 412, 500);
                        }
                    }
                });
        assertThat(get("counter")).isEqualTo(String.valueOf(threads));
    }

    @Test
    void ifMatchOnADeleteDeletesThatVersionOnly() {
        assumeTrue(conditionalDelete(), "this store ignores conditions on DELETE");
        String first = put("k", "first");
        String second = put("k", "second");
        fails(412, () -> client().deleteObject(b -> b.bucket(bucket).key("k").ifMatch(first)));
        assertThat(get("k")).isEqualTo("second");
        client().deleteObject(b -> b.bucket(bucket).key("k").ifMatch(second));
        fails(404, () -> client().headObject(b -> b.bucket(bucket).key("k")));
    }
}
