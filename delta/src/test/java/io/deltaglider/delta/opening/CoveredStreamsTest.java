package io.deltaglider.delta.opening;

import static org.assertj.core.api.Assertions.assertThat;

import io.deltaglider.delta.Content;
import io.deltaglider.delta.archive.ArchiveLimits;
import io.deltaglider.delta.archive.ArchiveScanner;
import io.deltaglider.delta.archive.Containers;
import io.deltaglider.delta.archive.PackedStreams;
import io.deltaglider.delta.archive.StreamName;

import org.junit.jupiter.api.Test;

import java.io.IOException;

/** What the reference has whole is known without opening it, and at a bounded cost. */
class CoveredStreamsTest {
    private static final byte[] PACKED = Containers.gzip(new byte[5_000_000]);
    private static final byte[] TARGET =
            Containers.concat(
                    Containers.text(600, 1), PACKED, Containers.text(600, 2), PACKED, new byte[9]);

    /** Of the target, of which the reference has those bytes that lie before a place. */
    private static CoveredStreams streams(int coveredBefore, long mostContent) throws IOException {
        Content target = Content.of(TARGET);
        PackedStreams streams =
                new ArchiveScanner(ArchiveLimits.DEFAULT)
                        .scan(target, 0, TARGET.length, StreamName.ROOT);
        assertThat(streams.count()).isGreaterThanOrEqualTo(2);
        assertThat(streams.packedLength(0)).isEqualTo(-1);
        StretchCovers covers = new StretchCovers(TARGET.length, TARGET.length);
        covers.get(0).add(0, coveredBefore, 0, true);
        return new CoveredStreams(new Depth(target, target, 0, covers), streams, mostContent);
    }

    @Test
    void aStreamThatEndsWithinWhatIsThereIsLeft() throws IOException {
        CoveredStreams covered = streams(600 + PACKED.length, Long.MAX_VALUE);
        assertThat(covered.others()).doesNotContain(0).isNotEmpty();
        assertThat(covered.measured()).isEqualTo(1);
    }

    @Test
    void aStreamOfWhichTheEndIsMissingIsNot() throws IOException {
        assertThat(streams(600 + PACKED.length - 20, Long.MAX_VALUE).others()).contains(0);
    }

    /** Bytes made to inflate to very many are not inflated to the end for this. */
    @Test
    void noMoreThanAllowedIsInflated() throws IOException {
        int before = TARGET.length - 9;
        assertThat(streams(before, 10_000_000).others()).isEmpty();
        assertThat(streams(before, 4_999_999).others()).contains(0);
        assertThat(streams(before, 9_999_999).others()).doesNotContain(0).isNotEmpty();
    }
}
