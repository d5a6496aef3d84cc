package io.deltaglider.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deltaglider.delta.archive.Containers;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Files with so much new content that their levels are in sections, with literals that go on from frame to frame. */
class SectionedFilesTest {
    private static final int FRAME = 4 << 20;
    private static final int FRAMES = 20;
    private static final byte[] REFERENCE = new byte[FRAMES * FRAME];
    private static final byte[] TARGET = new byte[FRAMES * FRAME];

    /** What is new, in most frames the same; its bits do not get smaller by themselves. */
    private static final byte[] NEW = Containers.random(60_000, 1);

    /** Frames that have next to nothing new, and so are modelled, between those in sections. */
    private static final List<Integer> QUIET = List.of(3, 4, 9);

    private static byte[] delta = {};

    @BeforeAll
    static void encode() throws IOException {
        byte[] block = Containers.random(1 << 16, 2);
        for (int at = 0; at < REFERENCE.length; at += block.length) {
            System.arraycopy(block, 0, REFERENCE, at, block.length);
            REFERENCE[at] = (byte) (at >>> 16);
            REFERENCE[at + 1] = (byte) (at >>> 24);
        }
        System.arraycopy(REFERENCE, 0, TARGET, 0, TARGET.length);
        for (int frame = 0; frame < FRAMES; frame++) {
            int n = QUIET.contains(frame) ? 20 : NEW.length;
            System.arraycopy(NEW, 0, TARGET, frame * FRAME + 500_000, n);
        }
        delta = Codec.encode(REFERENCE, TARGET);
    }

    @Test
    void whatIsNewAgainAndAgainIsStoredOnceForEachStream() throws IOException {
        DeltaInspection inspection = DeltaInspection.of(new ByteArrayInputStream(delta));
        List<String> sections = new ArrayList<>();
        inspection.frames().forEach(f -> f.sections().forEach(s -> sections.add(s.name())));
        assertThat(sections).contains("kinds of covers", "modelled");
        // The stream of literals begins anew once on the way: two copies, and a little for each
        // frame.
        assertThat(delta.length).isBetween(NEW.length, 2 * NEW.length + 20_000);
        assertThat(Codec.decode(REFERENCE, delta)).isEqualTo(TARGET);
    }

    @Test
    void rangesFindTheLiteralsThatTheyGoOnFrom() throws IOException {
        for (int from = 499_000; from < TARGET.length; from += FRAME + 1) {
            int length = Math.min(30_000, TARGET.length - from);
            assertThat(Codec.decodeRange(REFERENCE, delta, from, length))
                    .as("from %d", from)
                    .isEqualTo(Arrays.copyOfRange(TARGET, from, from + length));
        }
        int many = 9 * FRAME;
        assertThat(Codec.decodeRange(REFERENCE, delta, 5 * FRAME + 7, many))
                .isEqualTo(Arrays.copyOfRange(TARGET, 5 * FRAME + 7, 5 * FRAME + 7 + many));
    }

    @Test
    void rangesOfAStreamThatCannotBeSeekedAreTheSame() throws IOException {
        int from = 15 * FRAME + 400_000;
        assertThat(Codec.decodeRangeForwards(REFERENCE, delta, from, 200_000))
                .isEqualTo(Arrays.copyOfRange(TARGET, from, from + 200_000));
    }

    @Test
    void everyEffortComesBack() throws IOException {
        for (Effort effort : Effort.values()) {
            byte[] target = Arrays.copyOf(TARGET, 5 * FRAME);
            byte[] encoded = Codec.encode(REFERENCE, target, effort);
            assertThat(Codec.decode(REFERENCE, encoded)).as("%s", effort).isEqualTo(target);
        }
    }

    @Test
    void damageIsNoticed() {
        for (int at = 200; at < delta.length; at += 19_997) {
            byte[] damaged = delta.clone();
            damaged[at] ^= 0x40;
            assertThatThrownBy(() -> Codec.decode(REFERENCE, damaged))
                    .isInstanceOf(CorruptDeltaException.class);
        }
    }

    /** The first of these literals decide by themselves at which level all are coded that go on from them. */
    @Test
    void textAfterMuchThatCannotBeMadeSmallerComesBack() throws IOException {
        byte[] target = REFERENCE.clone();
        System.arraycopy(Containers.random(2 << 20, 3), 0, target, 1000, 2 << 20);
        System.arraycopy(Containers.text(300_000, 4), 0, target, FRAME + 70_000, 300_000);
        byte[] coded = Codec.encode(REFERENCE, target);
        assertThat(coded.length).isBetween(2 << 20, (2 << 20) + 150_000);
        assertThat(Codec.decode(REFERENCE, coded)).isEqualTo(target);
    }
}
