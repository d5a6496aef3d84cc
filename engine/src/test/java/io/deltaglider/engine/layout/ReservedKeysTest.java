package io.deltaglider.engine.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import software.amazon.awssdk.services.s3.model.S3Exception;

final class ReservedKeysTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                ".deltaglider/",
                ".deltaglider/refs/0123456789abcdef/x",
                ".deltaglider/x",
                ".deltaglider//"
            })
    void refusesReservedKeys(String key) {
        S3Exception refused = refusal(key);
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.awsErrorDetails().errorCode()).isEqualTo("InvalidArgument");
        assertThat(refused).hasMessageContaining(key).hasMessageContaining("reserved");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".deltaglider",
                ".deltaglider0",
                ".deltagliderx/refs",
                ".DeltaGlider/x",
                "/.deltaglider/x",
                "a/.deltaglider/x",
                "a//b",
                "..",
                " ",
                "😀"
            })
    void acceptsAllOthers(String key) {
        assertThat(ReservedKeys.isReserved(key)).isFalse();
        assertThatCode(() -> ReservedKeys.requireUserKey(key)).doesNotThrowAnyException();
    }

    @Test
    void refusesMissingAndEmptyKeys() {
        assertThat(refusal("").awsErrorDetails().errorCode()).isEqualTo("InvalidArgument");
        S3Exception missing =
                catchThrowableOfType(S3Exception.class, () -> ReservedKeys.requireUserKey(null));
        assertThat(missing.awsErrorDetails().errorCode()).isEqualTo("InvalidArgument");
    }

    @Test
    void countsTheLengthInBytes() {
        assertThatCode(() -> ReservedKeys.requireUserKey("a".repeat(1024)))
                .doesNotThrowAnyException();
        assertThatCode(() -> ReservedKeys.requireUserKey("ä".repeat(512)))
                .doesNotThrowAnyException();
        for (String key :
                new String[] {"a".repeat(1025), "ä".repeat(512) + "a", "😀".repeat(257)}) {
            S3Exception refused = refusal(key);
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(refused.awsErrorDetails().errorCode()).isEqualTo("KeyTooLongError");
            assertThat(refused).hasMessageContaining("1024").message().hasSizeLessThan(300);
        }
    }

    @Test
    void refusesHalfSurrogatePairs() {
        for (String key : new String[] {"a\ud83d", "\ude00a", "\ude00\ud83d"}) {
            assertThat(refusal(key)).hasMessageContaining("Unicode");
        }
    }

    private static S3Exception refusal(String key) {
        return catchThrowableOfType(S3Exception.class, () -> ReservedKeys.requireUserKey(key));
    }
}
