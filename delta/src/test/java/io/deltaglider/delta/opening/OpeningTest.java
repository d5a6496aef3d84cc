package io.deltaglider.delta.opening;

import static org.assertj.core.api.Assertions.assertThat;

import io.deltaglider.delta.Content;
import io.deltaglider.delta.Effort;
import io.deltaglider.delta.archive.ArchiveLimits;
import io.deltaglider.delta.archive.ArchiveScanner;
import io.deltaglider.delta.archive.Containers;
import io.deltaglider.delta.archive.Containers.Entry;
import io.deltaglider.delta.scratch.ScratchSpace;
import io.deltaglider.delta.work.Workers;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
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

    private static Opening open(
            byte[] reference, byte[] target, Workers workers, ScratchSpace scratch)
            throws IOException {
        return Opening.of(
                Content.of(reference),
                Content.of(target),
                Effort.BALANCED,
                false,
                workers,
                scratch,
                Optional.of(new ArchiveScanner(ArchiveLimits.DEFAULT)));
    }

    @Test
    void aChangedClassIsInflatedAndItsCounterpart() throws IOException {
        byte[] reference = jar(Set.of());
        byte[] target = jar(Set.of(7, 5000, 9998));
        try (Workers workers = new Workers(2, "test");
                ScratchSpace scratch = new ScratchSpace()) {
            Opening opening = open(reference, target, workers, scratch);
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
            Opening opening = open(jar, jar, workers, scratch);
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
            Opening opening = open(reference, target, workers, scratch);
            assertThat(opening.inflatedTargets()).isEqualTo(3);
            assertThat(opening.inflatedReferences()).isEqualTo(3);
            assertThat(opening.depths().get(1).isCovered(0, 8_000)).isTrue();
        }
    }

    private static byte[] packed(int file) {
        return Containers.gzip(Containers.text(20_000, 70 + file));
    }

    @Test
    void behindADamagedHeaderNothingIsOpenedThatIsThere() throws IOException {
        Entry[] entries = new Entry[201];
        for (int i = 0; i < 200; i++) {
            entries[i] = Entry.packed("doc/" + i + "/changelog.gz", packed(i));
        }
        entries[200] = Entry.packed("changed last", Containers.text(2_000, 1));
        byte[] reference = Containers.tar(entries);
        entries[200] = Entry.packed("changed last", Containers.text(2_000, 2));
        byte[] target = Containers.tar(entries);
        Arrays.fill(target, 20, 400, (byte) 'x');
        try (Workers workers = new Workers(2, "test");
                ScratchSpace scratch = new ScratchSpace()) {
            Opening opening = open(reference, target, workers, scratch);
            assertThat(opening.inflatedTargets()).isZero();
            assertThat(opening.inflatedReferences()).isZero();
            // The one whose header is damaged: those behind it are as long as their headers say.
            assertThat(opening.measuredTargets()).isEqualTo(1);
        }
    }

    /** Packed files in bytes of no structure that would tell their lengths, from the file of this number on. */
    private static byte[] unknown(int first, byte[]... files) {
        byte[][] parts = new byte[2 * files.length][];
        for (int i = 0; i < files.length; i++) {
            parts[2 * i] = Containers.text(600, 5_000 + first + i);
            parts[2 * i + 1] = files[i];
        }
        return Containers.concat(parts);
    }

    /** It shows in the streams themselves that they are all there; and one that is not has its counterpart where it lies. */
    @Test
    void ofStreamsInUnknownBytesOnlyTheChangedIsOpened() throws IOException {
        byte[][] files = new byte[200][];
        Arrays.setAll(files, OpeningTest::packed);
        byte[] reference = unknown(0, files);
        // One less in front, so that no other is the file of the same number.
        byte[][] later = Arrays.copyOfRange(files, 1, files.length);
        byte[] content = Containers.text(20_000, 70 + 100);
        content[19_000] ^= 1;
        later[99] = Containers.gzip(content);
        byte[] target = unknown(1, later);
        try (Workers workers = new Workers(2, "test");
                ScratchSpace scratch = new ScratchSpace()) {
            Opening opening = open(reference, target, workers, scratch);
            assertThat(opening.inflatedTargets()).isEqualTo(1);
            assertThat(opening.inflatedReferences()).isEqualTo(1);
            assertThat(opening.depths().get(1).isCovered(0, 15_000)).isTrue();
        }
    }
}
