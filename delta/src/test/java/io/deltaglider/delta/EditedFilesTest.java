package io.deltaglider.delta;

import static org.assertj.core.api.Assertions.assertThat;

import io.deltaglider.delta.zstd.PrefixCompressor;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Whatever was done to a file, its delta is no larger than what a plain coder of copies and insertions makes, and zstd with the reference as prefix, by more than a
 * tenth and 64 bytes.
 */
class EditedFilesTest {
    private static final int ZSTD_LEVEL = 19;

    /** What the head of a frame, its checksum, its shape and the heads of up to seven sections take, which the others have no counterparts of. */
    private static final int FRAME = 96;

    /** What a delta file takes, whatever is in it. */
    private static int ends(byte[] reference) throws IOException {
        return Codec.encode(reference, new byte[0]).length + FRAME;
    }

    /** Of all kinds every 13th, from another one on in each round: every content and every edit has its turn. */
    @ParameterizedTest
    @CsvSource({"1, 20000, 0, 13", "2, 20000, 5, 13", "3, 300, 0, 7", "4, 200000, 9, 97"})
    void areNoLargerThanByCopyingAndInserting(long seed, int length, int first, int step)
            throws IOException {
        List<EditedFiles.Pair> pairs = EditedFiles.pairs(seed, length);
        List<String> larger = new ArrayList<>();
        try (PrefixCompressor zstd = new PrefixCompressor()) {
            for (int i = first; i < pairs.size(); i += step) {
                EditedFiles.Edited pair = pairs.get(i).make();
                byte[] reference = pair.reference();
                byte[] target = pair.target();
                byte[] delta = Codec.encode(reference, target);
                int own = delta.length - ends(reference);
                int plain = CopyInsertCoder.size(reference, target);
                int patch = zstd.compress(reference, target, target.length, ZSTD_LEVEL).length;
                if (own > Math.min(plain, patch) * 1.1 + 64) {
                    larger.add(
                            "%s: %d bytes for %d and %d"
                                    .formatted(pairs.get(i).name(), own, plain, patch));
                }
                assertThat(Codec.decode(reference, delta)).isEqualTo(target);
            }
        }
        assertThat(larger).isEmpty();
    }
}
