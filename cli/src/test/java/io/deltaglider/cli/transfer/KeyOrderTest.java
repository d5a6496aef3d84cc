package io.deltaglider.cli.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

class KeyOrderTest {
    @Test
    void theOrderIsThatOfTheBytes() {
        List<String> keys =
                List.of(
                        "", "a", "a/", "a/b", "a-", "b", "é", "\uD7FF", "\uE000", "\uFB00", "🎈",
                        "🎈a", "\uFFFD");
        for (String one : keys) {
            for (String other : keys) {
                assertThat(Integer.signum(KeyOrder.compare(one, other)))
                        .as("%s and %s", one, other)
                        .isEqualTo(
                                Integer.signum(
                                        Arrays.compareUnsigned(
                                                one.getBytes(StandardCharsets.UTF_8),
                                                other.getBytes(StandardCharsets.UTF_8))));
            }
        }
    }
}
