package io.deltaglider.engine.object;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContentEncodingsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            textBlock =
                    """
                    none                       | none
                    gzip                       | gzip
                    aws-chunked                | none
                    AWS-Chunked                | none
                    aws-chunked, aws-chunked   | none
                    gzip,aws-chunked           | gzip
                    aws-chunked , gzip, br     | gzip, br
                    ' aws-chunked,'            | none
                    not-aws-chunked            | not-aws-chunked
                    """)
    void onlyTheTransfersOwnIsTakenOff(String stored, String kept) {
        assertThat(ContentEncodings.ofObject(stored)).isEqualTo(kept);
    }
}
