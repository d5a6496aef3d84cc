package io.deltaglider.delta.opening;

import static org.assertj.core.api.Assertions.assertThat;

import io.deltaglider.delta.Content;
import io.deltaglider.delta.Effort;
import io.deltaglider.delta.archive.Containers;
import io.deltaglider.delta.archive.Containers.Entry;
import io.deltaglider.delta.scratch.ScratchSpace;
import io.deltaglider.delta.work.Workers;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Only what differs is opened. */
class OpeningTest {
    private static byte[] jar(Set<Integer> changed) {
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            byte[] content = Containers.text(500, i);
            if (changed.contains(i)) {
                content[200] ^= 1;
            }
            entries.add(Entry.packed("c/" + i + ".class", content));
        }
        return Containers.zip(entries);
    }

    @Test
    void aChangedClassIsInflatedAndItsCounterpart() throws IOException {
        byte[] reference = jar(Set.of());
        byte[] target = jar(Set.of(7, 5000, 9998));
        try (Workers workers = new Workers(2, "test");
                ScratchSpace scratch = new ScratchSpace()) {
            Opening opening =
                    Opening.of(
                            Content.of(reference),
                            Content.of(target),
                            Effort.BALANCED,
                            false,
                            workers,
                            scratch);
            assertThat(opening.inflatedTargets()).isEqualTo(3);
            assertThat(opening.inflatedReferences()).isEqualTo(3);
            assertThat(opening.table().count()).isEqualTo(3);
        }
    }

    @Test
    void nothingIsInflatedOfWhatIsThere() throws IOException {
        byte[] jar = jar(Set.of());
        try (Workers workers = new Workers(2, "test");
                ScratchSpace scratch = new ScratchSpace()) {
            Opening opening =
                    Opening.of(
                            Content.of(jar),
                            Content.of(jar),
                            Effort.BALANCED,
                            false,
                            workers,
                            scratch);
            assertThat(opening.inflatedTargets()).isZero();
            assertThat(opening.inflatedReferences()).isZero();
        }
    }

    /** Names without anything in common, of members that are changed a little. */
    private static byte[] renamed(String[] names, int change) {
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < names.length; i++) {
            byte[] content = Containers.text(20_000, 40 + i);
            content[9_000] += (byte) change;
            entries.add(Entry.packed(names[i], content));
        }
        for (int i = 0; i < 50; i++) {
            entries.add(Entry.packed("same/" + i + ".txt", Containers.text(2_000, 900 + i)));
        }
        return Containers.zip(entries);
    }

    @Test
    void whatWasRenamedAndChangedFindsWhatItWas() throws IOException {
        byte[] reference = renamed(new String[] {"one.c", "two.c", "three.c"}, 0);
        byte[] target = renamed(new String[] {"src/uno.cc", "src/due.cc", "src/tre.cc"}, 1);
        try (Workers workers = new Workers(2, "test");
                ScratchSpace scratch = new ScratchSpace()) {
            Opening opening =
                    Opening.of(
                            Content.of(reference),
                            Content.of(target),
                            Effort.BALANCED,
                            false,
                            workers,
                            scratch);
            assertThat(opening.inflatedTargets()).isEqualTo(3);
            assertThat(opening.inflatedReferences()).isEqualTo(3);
            assertThat(opening.depths().get(1).isCovered(0, 8_000)).isTrue();
        }
    }
}
