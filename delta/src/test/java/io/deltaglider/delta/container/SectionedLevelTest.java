package io.deltaglider.delta.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deltaglider.delta.Content;
import io.deltaglider.delta.CorruptDeltaException;
import io.deltaglider.delta.Effort;
import io.deltaglider.delta.archive.Containers;
import io.deltaglider.delta.level.Covers;
import io.deltaglider.delta.level.PagedReference;
import io.deltaglider.delta.level.Positions;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

class SectionedLevelTest {
    private static final byte[] REFERENCE = Containers.random(40_000, 1);
    private static final long START = 12_345;

    /** What a writer makes of a level. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Written(byte[] sections, byte[] literals) {}

    private static Written write(byte[] target, Covers covers, Effort effort) throws IOException {
        try (SectionedLevelWriter writer = new SectionedLevelWriter(effort)) {
            writer.collect(
                    target,
                    target.length,
                    Positions.from(START),
                    covers,
                    new PagedReference(Content.of(REFERENCE)));
            ByteBuilder out = new ByteBuilder(16);
            writer.write(target.length, out);
            return new Written(out.toByteArray(), writer.literals());
        }
    }

    private static byte[] read(Written written, int length, Covers covers) throws IOException {
        byte[] into = Containers.random(length, 9);
        byte[] sections = written.sections();
        ByteCursor cursor = new ByteCursor(sections, 0, sections.length, 0, "level");
        try (SectionedLevelReader reader = new SectionedLevelReader()) {
            reader.read(
                    cursor,
                    length,
                    Positions.from(START),
                    written.literals(),
                    new PagedReference(Content.of(REFERENCE)),
                    covers,
                    into);
        }
        cursor.requireEnd();
        return into;
    }

    /** Fills the target: covers of all kinds, some with differences, and literals between. */
    private static Covers cover(byte[] target, Random random) {
        Covers covers = new Covers();
        int at = 0;
        int from = 0;
        while (true) {
            at += random.nextInt(3) == 0 ? 0 : random.nextInt(60);
            int length = 1 + random.nextInt(400);
            if (at + length > target.length) {
                return covers;
            }
            from =
                    random.nextInt(3) == 0
                            ? random.nextInt(REFERENCE.length - 1000)
                            : Math.min(from + random.nextInt(50), REFERENCE.length - 1000);
            System.arraycopy(REFERENCE, from, target, at, length);
            boolean isExact = random.nextBoolean();
            if (!isExact) {
                for (int i = random.nextInt(40); i < length; i += 1 + random.nextInt(80)) {
                    target[at + i] += (byte) random.nextInt(4);
                }
            }
            covers.add(at, length, from, isExact);
            at += length;
            from += length;
        }
    }

    @Property(tries = 200)
    void whatIsWrittenIsRead(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        byte[] target = Containers.random(random.nextInt(20_000), seed + 1);
        Covers covers = cover(target, random);
        Effort effort = List.of(Effort.values()).get(random.nextInt(3));
        Covers found = new Covers();
        assertThat(read(write(target, covers, effort), target.length, found)).isEqualTo(target);
        assertThat(found.count()).isEqualTo(covers.count());
        for (int i = 0; i < found.count(); i++) {
            assertThat(found.start(i)).isEqualTo(covers.start(i));
            assertThat(found.length(i)).isEqualTo(covers.length(i));
            assertThat(found.from(i)).isEqualTo(covers.from(i));
        }
    }

    /** A level may consist of nothing, of literals alone, or of one cover. */
    @ParameterizedTest
    @EnumSource(Effort.class)
    void simpleLevels(Effort effort) throws IOException {
        Covers none = new Covers();
        assertThat(read(write(new byte[0], none, effort), 0, none)).isEmpty();
        byte[] literals = Containers.random(500, 5);
        assertThat(read(write(literals, none, effort), 500, none)).isEqualTo(literals);
        Covers all = new Covers();
        all.add(0, REFERENCE.length, 0, false);
        Written written = write(REFERENCE, all, effort);
        assertThat(written.sections()).hasSizeLessThan(30);
        assertThat(read(written, REFERENCE.length, new Covers())).isEqualTo(REFERENCE);
    }

    /** Whatever is altered, there is an exception or a level, and no other failure. */
    @Property(tries = 300)
    void damageIsRefusedOrHarmless(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        byte[] target = Containers.random(2_000, seed);
        Written written = write(target, cover(target, random), Effort.FAST);
        byte[] sections = written.sections().clone();
        for (int i = 0; i <= random.nextInt(3); i++) {
            sections[random.nextInt(sections.length)] ^= (byte) (1 << random.nextInt(8));
        }
        try {
            byte[] read =
                    read(new Written(sections, written.literals()), target.length, new Covers());
            assertThat(read).hasSize(target.length);
        } catch (CorruptDeltaException expected) {
            assertThat(expected).hasMessageContaining("damaged delta file");
        }
    }

    @Test
    void literalsTooFewOrTooManyAreRefused() throws IOException {
        byte[] target = Containers.random(3_000, 3);
        Written written = write(target, cover(target, new Random(4)), Effort.BALANCED);
        for (int change : new int[] {-1, 1}) {
            byte[] literals = Arrays.copyOf(written.literals(), written.literals().length + change);
            assertThatThrownBy(() ->
                            read(
                                    new Written(written.sections(), literals),
                                    target.length,
                                    new Covers()))
                    .isInstanceOf(CorruptDeltaException.class);
        }
    }

    @Test
    void aCoverOutsideOfTheReferenceIsRefused() throws IOException {
        Covers covers = new Covers();
        covers.add(0, 100, REFERENCE.length - 100L, true);
        byte[] target = Arrays.copyOfRange(REFERENCE, REFERENCE.length - 100, REFERENCE.length);
        Written written = write(target, covers, Effort.BALANCED);
        byte[] sections = written.sections();
        ByteCursor cursor = new ByteCursor(sections, 0, sections.length, 0, "level");
        try (SectionedLevelReader reader = new SectionedLevelReader()) {
            assertThatThrownBy(() ->
                            reader.read(
                                    cursor,
                                    100,
                                    Positions.from(START + 1),
                                    written.literals(),
                                    new PagedReference(Content.of(REFERENCE)),
                                    new Covers(),
                                    new byte[100]))
                    .isInstanceOf(CorruptDeltaException.class)
                    .hasMessageContaining("a cover of 100 bytes");
        }
    }
}
