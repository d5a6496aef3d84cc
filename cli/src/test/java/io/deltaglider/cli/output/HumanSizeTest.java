package io.deltaglider.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HumanSizeTest {
    /** The AWS CLI's own results for these. */
    @ParameterizedTest
    @CsvSource({
        "0, 0 Bytes",
        "1, 1 Byte",
        "1023, 1023 Bytes",
        "1024, 1.0 KiB",
        "1536, 1.5 KiB",
        "1048063, 1023.5 KiB",
        "1048064, 1.0 MiB",
        "1048576, 1.0 MiB",
        "61634300, 58.8 MiB",
        "1073741824, 1.0 GiB",
        "5497558138880, 5.0 TiB",
        "1152921504606846976, 1.0 EiB",
        "-2048, -2.0 KiB"
    })
    void asTheAwsCliPrintsThem(long bytes, String text) {
        assertThat(HumanSize.of(bytes)).isEqualTo(text);
    }
}
