package io.deltaglider.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AmountsTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0, -",
        "0, 5, 0.0 %",
        "1, 100000, <0.1 %",
        "-1, 100000, 0.0 %",
        "-809, 2000, -40.5 %",
        "1, 2, 50.0 %",
        "99999, 100000, >99.9 %",
        "100000, 100000, 100.0 %",
        "3, -1, -",
    })
    void shares(long part, long whole, String text) {
        assertThat(Amounts.percent(part, whole)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | 0 | nothing",
                "100 | 100 | nothing",
                "1000 | 999 | 1 byte, 0.1 %",
                "1000000 | 999999 | 1 byte, <0.1 %",
                "4096 | 0 | 4.0 KiB (4,096 bytes), 100.0 %",
                "100000 | 100809 | nothing: 809 bytes more than without deltas",
                "0 | 1 | nothing: 1 byte more than without deltas",
            })
    void savings(long size, long stored, String text) {
        assertThat(Amounts.saved(size, stored)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | 0 bytes",
                "1 | 1 byte",
                "1023 | 1,023 bytes",
                "1024 | 1.0 KiB (1,024 bytes)",
                "9223372036854775807 | 8.0 EiB (9,223,372,036,854,775,807 bytes)",
            })
    void sizes(long bytes, String text) {
        assertThat(Amounts.size(bytes)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | 0.00",
                "1e-9 | less than 0.000001",
                "0.00042 | 0.00042",
                "0.0123 | 0.01",
                "1234.5 | 1,234.50",
            })
    void money(double amount, String text) {
        assertThat(Amounts.money(amount)).isEqualTo(text);
    }

    @Test
    void oneIsNotMany() {
        assertThat(Amounts.count(1, "file", "files")).isEqualTo("1 file");
        assertThat(Amounts.count(0, "file", "files")).isEqualTo("0 files");
        assertThat(Amounts.count(1234, "file", "files")).isEqualTo("1,234 files");
    }
}
