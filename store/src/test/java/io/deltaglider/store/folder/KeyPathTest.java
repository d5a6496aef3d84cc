package io.deltaglider.store.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import software.amazon.awssdk.services.s3.model.S3Exception;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.Set;

class KeyPathTest {
    private static List<String> names(String key) {
        return KeyPath.names(KeyPath.bytes(key));
    }

    private static byte[] readBack(List<String> names) {
        ByteArrayOutputStream key = new ByteArrayOutputStream();
        for (String name : names) {
            KeyPath.Entry entry = Objects.requireNonNull(KeyPath.entry(name), name);
            boolean last = name.equals(names.getLast());
            assertThat(entry.kind() == KeyPath.Kind.OBJECT).as(name).isEqualTo(last);
            key.writeBytes(entry.bytes());
        }
        return key.toByteArray();
    }

    @Test
    void ordinaryKeysStayReadable() {
        assertThat(names("releases/v1.2/app-1.2.zip"))
                .containsExactly("releases", "v1.2", "app-1.2.zip=");
        assertThat(names("README")).containsExactly("!r!e!a!d!m!e=");
        assertThat(names("a b%")).containsExactly("a%20b%25=");
    }

    @Test
    void dotsSlashesAndLongSegmentsHaveTheirPlace() {
        assertThat(names("../x")).containsExactly("%2e.", "x=");
        assertThat(names(".")).containsExactly("%2e=");
        assertThat(names("a//b")).containsExactly("a", "%", "b=");
        assertThat(names("/")).containsExactly("%", "=");
        assertThat(names("a/")).containsExactly("a", "=");
        assertThat(names("x".repeat(200))).containsExactly("x".repeat(200) + "+", "=");
        assertThat(names("x".repeat(200) + "/y")).containsExactly("x".repeat(200) + "+", "%", "y=");
        assertThat(names("x".repeat(199))).containsExactly("x".repeat(199) + "=");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\uD800", "a\uDC00b"})
    void whatIsNoKeyIsRefused(String key) {
        assertThatThrownBy(() -> KeyPath.bytes(key))
                .isInstanceOfSatisfying(
                        S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(400));
    }

    @Test
    void theLimitIsThatOfS3() {
        assertThat(KeyPath.bytes("é".repeat(512))).hasSize(1024);
        assertThatThrownBy(() -> KeyPath.bytes("é".repeat(512) + "x"))
                .isInstanceOfSatisfying(
                        S3Exception.class,
                        e ->
                                assertThat(e.awsErrorDetails().errorCode())
                                        .isEqualTo("KeyTooLongError"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "=",
                "+",
                "UPPER",
                "a b",
                "%2",
                "%zz",
                "%41",
                "!",
                "!1",
                "a%",
                ".x",
                "%2E",
                "ab+",
                "x=y",
                "é",
                "a/b",
                ".DS_Store"
            })
    void namesThatNoKeyHasAreNotOurs(String name) {
        if (name.equals("=")) {
            assertThat(KeyPath.entry(name)).isNotNull();
        } else {
            assertThat(KeyPath.entry(name)).as(name).isNull();
        }
    }

    @Test
    void everyKeyComesBackAndNoTwoShareAPath() {
        Random random = new Random(42);
        Set<String> paths = new HashSet<>();
        Set<String> keys = new HashSet<>();
        for (int i = 0; i < 20_000; i++) {
            byte[] key = randomKey(random);
            List<String> names = KeyPath.names(key);
            assertThat(readBack(names)).isEqualTo(key);
            for (String name : names) {
                assertThat(name)
                        .hasSizeLessThan(255)
                        .matches("[a-z0-9_.!%=+-]+")
                        .isNotIn(".", "..");
            }
            String path = String.join("/", names);
            assertThat(path).isEqualTo(path.toLowerCase(Locale.ROOT));
            assertThat(paths.add(path))
                    .isEqualTo(keys.add(new String(key, StandardCharsets.ISO_8859_1)));
        }
    }

    /** Bytes rather than text: whatever encodes more than UTF-8 encodes UTF-8. */
    private static byte[] randomKey(Random random) {
        byte[] alphabet = "aA./%+=!-\0é\u00ff~ bcdefgh".getBytes(StandardCharsets.ISO_8859_1);
        byte[] key =
                new byte[1 + (random.nextInt(20) == 0 ? random.nextInt(1024) : random.nextInt(6))];
        int used = 1 + random.nextInt(alphabet.length);
        for (int i = 0; i < key.length; i++) {
            key[i] = alphabet[random.nextInt(used)];
        }
        return Arrays.copyOf(key, key.length);
    }
}
