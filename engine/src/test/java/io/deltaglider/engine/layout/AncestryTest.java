package io.deltaglider.engine.layout;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;

class AncestryTest {
    private static final String SPACE = "0123456789abcdef";

    private static ReferenceKey key(
            String sha256, int hour, int depth, String base, String sketch) {
        Lineage lineage = new Lineage(hour, depth == 0, depth == 0 ? 0 : 2, base);
        return new ReferenceKey(SPACE, Optional.of(lineage), sha256, 1, 70_000, depth, sketch);
    }

    /** The form that buckets hold. */
    @Test
    void isWrittenAsSpecified() {
        ReferenceKey child = key("ab".repeat(32), 500_000, 1, "cdcdcdcdcdcd", "AQIDBA");
        ReferenceKey root = key("cd".repeat(32), 499_998, 0, "-", "AQIEBA");
        String text = Ancestry.encode(child, List.of(root), 1000);
        // flags 1; SHA-256; 2 hours, 0 bytes, 1 step less; generation 1; ordinal 0; one change:
        // after two equal bytes, 4
        assertThat(HexFormat.of().formatHex(Base64.getUrlDecoder().decode(text)))
                .isEqualTo(
                        "01" + "cd".repeat(32) + "04" + "00" + "02" + "01" + "00" + "01" + "0204");
        assertThat(Ancestry.decode(child, text)).containsExactly(root);
    }

    @RepeatedTest(50)
    void comesBack(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        List<ReferenceKey> keys = new ArrayList<>();
        byte[] sketch = new byte[129];
        for (int depth = 10; depth >= 0; depth--) {
            byte[] sha256 = new byte[32];
            random.nextBytes(sha256);
            for (int i = random.nextInt(20); i > 0; i--) {
                sketch[random.nextInt(sketch.length)] = (byte) random.nextInt();
            }
            Lineage lineage =
                    new Lineage(
                            random.nextInt(Lineage.MAX_HOUR + 1),
                            random.nextBoolean(),
                            random.nextInt(100),
                            random.nextInt(5) == 0
                                    ? "-"
                                    : String.format("%012x", random.nextLong(1L << 48)));
            String text =
                    random.nextInt(6) == 0
                            ? "-"
                            : Base64.getUrlEncoder().withoutPadding().encodeToString(sketch);
            keys.add(
                    new ReferenceKey(
                            SPACE,
                            Optional.of(lineage),
                            HexFormat.of().formatHex(sha256),
                            random.nextInt(3),
                            random.nextLong(Long.MAX_VALUE),
                            depth,
                            text));
        }
        List<ReferenceKey> ancestors = keys.subList(1, keys.size());
        String text = Ancestry.encode(keys.getFirst(), ancestors, 10_000);
        assertThat(Ancestry.decode(keys.getFirst(), text)).isEqualTo(ancestors);
        String some = Ancestry.encode(keys.getFirst(), ancestors, 300);
        assertThat(some.length()).isBetween(1, 300);
        List<ReferenceKey> known = Ancestry.decode(keys.getFirst(), some);
        assertThat(known).isNotEmpty().isEqualTo(ancestors.subList(0, known.size()));
    }

    /** Whatever comes is read as keys, or as none. */
    @RepeatedTest(20)
    void readsWhatIsDamaged(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        ReferenceKey child = key("ab".repeat(32), 500_000, 1, "cdcdcdcdcdcd", "AQIDBA");
        for (int round = 0; round < 500; round++) {
            byte[] bytes = new byte[random.nextInt(120)];
            random.nextBytes(bytes);
            if (bytes.length > 0) {
                bytes[0] &= 7;
            }
            String text = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
            List<ReferenceKey> keys = Ancestry.decode(child, text);
            assertThat(keys)
                    .allMatch(each -> ReferenceKey.parse(each.key()).equals(Optional.of(each)));
        }
        assertThat(Ancestry.decode(child, "not base64 at all")).isEmpty();
        assertThat(Ancestry.decode(child, "")).isEmpty();
    }

    @Test
    void leavesOutWhatItCannotTell() {
        ReferenceKey child = key("ab".repeat(32), 5, 1, "cdcdcdcdcdcd", "-");
        ReferenceKey early = new ReferenceKey(SPACE, "cd".repeat(32), 0, 1, 0, "-");
        assertThat(Ancestry.encode(child, List.of(early), 1000)).isEmpty();
        assertThat(Ancestry.encode(child, List.of(), 1000)).isEmpty();
        ReferenceKey elsewhere =
                new ReferenceKey(
                        "f".repeat(16),
                        Optional.of(new Lineage(1, true, 0, "-")),
                        "cd".repeat(32),
                        0,
                        1,
                        0,
                        "-");
        assertThat(Ancestry.encode(child, List.of(elsewhere), 1000)).isEmpty();
    }
}
