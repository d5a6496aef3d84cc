package io.deltaglider.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Ranges of a delta are those of the bytes that the client put. */
class RangeTest extends EngineFixture {
    @Test
    void everyRangeIsThatOfTheLogicalBytes() {
        byte[] base = Bodies.random(21, 18_000_000);
        byte[] target = Bodies.version(base, 22);
        Stores.put(client, BUCKET, "v1/app.bin", base);
        Stores.put(client, BUCKET, "v2/app.bin", target);
        assertThat(client.inspect(BUCKET, "v2/app.bin").storedSize()).isLessThan(20_000);
        Random random = new Random(23);
        for (int i = 0; i < 60; i++) {
            int from = random.nextInt(target.length);
            int length = random.nextInt(i % 3 == 0 ? target.length - from : 5_000) + 1;
            int to = Math.min(from + length, target.length);
            assertThat(Stores.range(client, BUCKET, "v2/app.bin", "bytes=" + from + "-" + (to - 1)))
                    .isEqualTo(Arrays.copyOfRange(target, from, to));
        }
        for (int boundary : List.of(8 << 20, 16 << 20)) {
            assertThat(
                            Stores.range(
                                    client,
                                    BUCKET,
                                    "v2/app.bin",
                                    "bytes=" + (boundary - 3) + "-" + (boundary + 3)))
                    .isEqualTo(Arrays.copyOfRange(target, boundary - 3, boundary + 4));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=0-0, 0, 1",
        "bytes=0-, 0, 200000",
        "bytes=199999-, 199999, 1",
        "bytes=-1, 199999, 1",
        "bytes=-900000, 0, 200000",
        "bytes=5-900000, 5, 199995",
        "bytes=100-199, 100, 100"
    })
    void answersSayWhichBytesTheyHold(String range, int offset, int length) {
        Stores.put(client, BUCKET, "v1/app.bin", FIRST);
        ResponseBytes<GetObjectResponse> got =
                client.getObjectAsBytes(r -> r.bucket(BUCKET).key("v1/app.bin").range(range));
        assertThat(got.asByteArray()).isEqualTo(Arrays.copyOfRange(FIRST, offset, offset + length));
        String contentRange = "bytes " + offset + "-" + (offset + length - 1) + "/200000";
        assertThat(got.response().contentRange()).isEqualTo(contentRange);
        assertThat(got.response().contentLength()).isEqualTo(length);
        assertThat(got.response().eTag()).isEqualTo('"' + Bodies.md5(FIRST) + '"');
        HeadObjectResponse head =
                client.headObject(r -> r.bucket(BUCKET).key("v1/app.bin").range(range));
        assertThat(head.contentLength()).isEqualTo(length);
        assertThat(head.contentRange()).isEqualTo(contentRange);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=200000-", "bytes=900000-900001", "bytes=-0"})
    void rangesOutsideAreRefused(String range) {
        Stores.put(client, BUCKET, "v1/app.bin", FIRST);
        Stores.put(client, BUCKET, "raw", new byte[300]);
        for (String key : List.of("v1/app.bin", "raw")) {
            assertThatThrownBy(() -> Stores.range(client, BUCKET, key, range))
                    .isInstanceOfSatisfying(
                            S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(416));
        }
        assertThat(Stores.get(client, BUCKET, "v1/app.bin")).isEqualTo(FIRST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=5-2", "lines=1-2", "bytes=", "bytes=a-b", "bytes=0-1,5-6"})
    void whatIsNoRangeGetsTheWholeObject(String range) {
        Stores.put(client, BUCKET, "v1/app.bin", FIRST);
        engine(store, "fresh");
        assertThat(Stores.range(client, BUCKET, "v1/app.bin", range)).isEqualTo(FIRST);
    }

    @Test
    void aRangeThatLiesBeyondTheStoredBytesIsFound() {
        Stores.put(client, BUCKET, "v1/app.bin", FIRST);
        assertThat(client.inspect(BUCKET, "v1/app.bin").storedSize()).isLessThan(10_000);
        assertThat(
                        Stores.range(
                                engine(store, "fresh"),
                                BUCKET,
                                "v1/app.bin",
                                "bytes=100000-100004"))
                .isEqualTo(Arrays.copyOfRange(FIRST, 100_000, 100_005));
    }

    @Test
    void theFirstPartOfADeltaIsAllOfIt() {
        Stores.put(client, BUCKET, "v1/app.bin", FIRST);
        assertThat(
                        client.getObjectAsBytes(
                                        r -> r.bucket(BUCKET).key("v1/app.bin").partNumber(1))
                                .asByteArray())
                .isEqualTo(FIRST);
    }
}
