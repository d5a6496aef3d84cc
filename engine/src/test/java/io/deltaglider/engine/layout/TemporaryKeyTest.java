package io.deltaglider.engine.layout;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Instant;
import java.util.UUID;

class TemporaryKeyTest {
    private static final UUID ID = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");

    @Test
    void aKeySaysWhenItExpires() {
        TemporaryKey key =
                new TemporaryKey(Instant.parse("2026-02-03T04:05:06.789Z"), ID, "a/b c.zip");
        assertThat(key.key())
                .isEqualTo(
                        ".deltaglider/tmp/20260203T040506Z-00112233-4455-6677-8899-aabbccddeeff/a/b"
                                + " c.zip");
        assertThat(TemporaryKey.parse(key.key())).contains(key);
        assertThat(key.expiry()).isEqualTo(Instant.parse("2026-02-03T04:05:06Z"));
    }

    @Test
    void theOrderOfKeysIsTheOrderOfExpiry() {
        Instant time = Instant.parse("1999-12-31T23:59:59Z");
        String before = TemporaryKey.unique(time, "z").key();
        String after = TemporaryKey.unique(time.plusSeconds(1), "a").key();
        assertThat(before).isLessThan(after);
        assertThat(TemporaryKey.unique(time, "z").key()).isNotEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "20260203T040506Z-00112233-4455-6677-8899-aabbccddeeff/a",
                ".deltaglider/tmp/20260203T040506Z-00112233-4455-6677-8899-aabbccddeeff/",
                ".deltaglider/tmp/20260203T040506Z-00112233-4455-6677-8899-aabbccddeeff",
                ".deltaglider/tmp/20260230T040506Z-00112233-4455-6677-8899-aabbccddeeff/a",
                ".deltaglider/tmp/20260203T040506-00112233-4455-6677-8899-aabbccddeeff/a",
                ".deltaglider/tmp/1770091506-00112233-4455-6677-8899-aabbccddeeff/a",
                ".deltaglider/refs/20260203T040506Z-00112233-4455-6677-8899-aabbccddeeff/a"
            })
    void otherKeysSayNothing(String key) {
        assertThat(TemporaryKey.parse(key)).isEmpty();
    }
}
