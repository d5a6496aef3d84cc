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
import java.util.Arrays;
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

    private static Opening open(
            byte[] reference, byte[] target, Workers workers, ScratchSpace scratch)
            throws IOException {
        return Opening.of(
                Content.of(reference),
                Content.of(target),
                Effort.BALANCED,
                false,
                workers,
                scratch);
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

    /** Files packed one by one, one behind the other in a tar file; it is this many bytes from one to the next at least. */
    private static byte[] tarOfPacked(int files, int size) {
        Entry[] entries = new Entry[files];
        for (int i = 0; i < files; i++) {
            byte[] content = Containers.gzip(Containers.text(size, 70 + i));
            entries[i] = Entry.packed("doc/" + i + "/changelog.gz", content);
        }
        return Containers.tar(entries);
    }

    private static byte[] without(byte[] bytes, String text) {
        byte[] changed = bytes.clone();
        byte[] wanted = Containers.ascii(text);
        for (int i = 0; i + wanted.length <= changed.length; i++) {
            if (Arrays.equals(changed, i, i + wanted.length, wanted, 0, wanted.length)) {
                changed[i] ^= 1;
            }
        }
        return changed;
    }

    @Test
    void behindADamagedHeaderNothingIsOpenedThatIsThere() throws IOException {
        byte[] reference = tarOfPacked(200, 20_000);
        byte[] target = reference.clone();
        Arrays.fill(target, 20, 400, (byte) 'x');
        try (Workers workers = new Workers(2, "test");
                ScratchSpace scratch = new ScratchSpace()) {
            Opening opening = open(reference, target, workers, scratch);
            assertThat(opening.inflatedTargets()).isZero();
            assertThat(opening.inflatedReferences()).isZero();
        }
    }

    /** Where no structure says how long streams are, it shows in the streams themselves that they are all there. */
    @Test
    void ofStreamsInUnknownBytesOnlyTheChangedIsOpened() throws IOException {
        byte[] reference = without(tarOfPacked(200, 20_000), "ustar");
        int at = reference.length / 2;
        byte[] other = without(tarOfPacked(200, 20_000), "ustar");
        byte[] target = other.clone();
        // The file in the middle is another one at its end, and so its stream is.
        int[] changed = fileAround(target, at);
        byte[] content = Containers.text(20_000, 70 + 100);
        content[19_000] ^= 1;
        byte[] packed = Containers.gzip(content);
        target =
                Containers.concat(
                        Arrays.copyOf(target, changed[0]),
                        packed,
                        Arrays.copyOfRange(target, changed[1], target.length));
        try (Workers workers = new Workers(2, "test");
                ScratchSpace scratch = new ScratchSpace()) {
            Opening opening = open(reference, target, workers, scratch);
            assertThat(opening.inflatedTargets()).isEqualTo(1);
            assertThat(opening.inflatedReferences()).isEqualTo(1);
            assertThat(opening.depths().get(1).isCovered(0, 15_000)).isTrue();
        }
    }

    /** Where the packed file number 100 begins and ends. */
    private static int[] fileAround(byte[] tar, int around) {
        byte[] packed = Containers.gzip(Containers.text(20_000, 70 + 100));
        for (int i = around - 40_000; i < around + 40_000; i++) {
            if (Arrays.equals(tar, i, i + packed.length, packed, 0, packed.length)) {
                return new int[] {i, i + packed.length};
            }
        }
        throw new AssertionError("not where it was expected");
    }
}
