package io.deltaglider.delta.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deltaglider.delta.CorruptDeltaException;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.HexFormat;

class NumbersTest {
    private static ByteCursor cursor(byte[] bytes) {
        return new ByteCursor(bytes, 0, bytes.length, 100, "test");
    }

    @Property
    void everyNumberComesBack(@ForAll @LongRange(min = 0) long number)
            throws CorruptDeltaException {
        ByteBuilder out = new ByteBuilder(1);
        out.putVarint(number);
        assertThat(out.length()).isEqualTo(ByteBuilder.varintLength(number));
        assertThat(cursor(out.toByteArray()).varint()).isEqualTo(number);
    }

    @Property
    void everySignedNumberComesBack(
            @ForAll @LongRange(min = -(1L << 61), max = 1L << 61) long number)
            throws CorruptDeltaException {
        ByteBuilder out = new ByteBuilder(1);
        out.putSigned(number);
        assertThat(cursor(out.toByteArray()).signed()).isEqualTo(number);
    }

    @ParameterizedTest
    @CsvSource({"0,00", "127,7f", "128,8001", "300,ac02", "9223372036854775807,ffffffffffffffff7f"})
    void numbersLookAsSpecified(long number, String hex) {
        ByteBuilder out = new ByteBuilder(1);
        out.putVarint(number);
        assertThat(HexFormat.of().formatHex(out.toByteArray())).isEqualTo(hex);
    }

    @ParameterizedTest
    @ValueSource(strings = {"8000", "ff00", "ffffffffffffffffff01", "80", "", "ffffffffffffffffff"})
    void otherNumbersAreRefused(String hex) {
        assertThatThrownBy(() -> cursor(HexFormat.of().parseHex(hex)).varint())
                .isInstanceOf(CorruptDeltaException.class)
                .hasMessageContaining("at byte 1");
    }

    @Test
    void nothingIsReadPastTheEnd() throws CorruptDeltaException {
        ByteCursor cursor = cursor(new byte[5]);
        assertThat(cursor.u32()).isZero();
        assertThatThrownBy(cursor::i32)
                .isInstanceOf(CorruptDeltaException.class)
                .hasMessageContaining("at byte 104");
    }
}
