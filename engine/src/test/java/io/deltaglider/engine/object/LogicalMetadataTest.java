package io.deltaglider.engine.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.Optional;

final class LogicalMetadataTest {
    @Test
    void keepsETagsWithoutQuotesAndShowsThemWith() {
        LogicalMetadata metadata = new LogicalMetadata(1, "\"abc-2\"", Optional.empty(), true);
        assertThat(metadata.etag()).isEqualTo("abc-2");
        assertThat(metadata.quotedEtag()).isEqualTo("\"abc-2\"");
        assertThat(metadata).isEqualTo(new LogicalMetadata(1, "abc-2", Optional.empty(), true));
    }

    @Test
    void removesWholePairsOfQuotesOnly() {
        assertThat(LogicalMetadata.unquoted("\"")).isEqualTo("\"");
        assertThat(LogicalMetadata.unquoted("\"a")).isEqualTo("\"a");
        assertThat(LogicalMetadata.unquoted("\"\"")).isEmpty();
        assertThat(LogicalMetadata.unquoted("")).isEmpty();
    }

    @Test
    void refusesNegativeSizes() {
        assertThatThrownBy(() -> new LogicalMetadata(-1, "e", Optional.empty(), false))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
