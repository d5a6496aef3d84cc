package io.deltaglider.delta.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.deltaglider.delta.Content;
import io.deltaglider.delta.archive.Containers.Entry;

import org.junit.jupiter.api.Test;

import java.io.IOException;

class CounterpartsTest {
    private static PackedStreams scan(Entry... entries) throws IOException {
        byte[] zip = Containers.zip(entries);
        return new ArchiveScanner(ArchiveLimits.DEFAULT)
                .scan(Content.of(zip), 0, zip.length, StreamName.ROOT);
    }

    private static Entry entry(String name, int seed) {
        return Entry.packed(name, Containers.text(300 + 20 * seed, seed));
    }

    private static int[] find(PackedStreams reference, PackedStreams target, int stream) {
        return new Counterparts(reference, target).of(stream);
    }

    @Test
    void equalContentComesFirstThenTheNameThenThePattern() throws IOException {
        PackedStreams reference =
                scan(entry("x-1.0", 1), entry("x-2.0", 2), entry("y", 3), entry("other", 4));
        PackedStreams target = scan(entry("x-2.0", 4), entry("x-3.0", 5), entry("new", 6));
        assertThat(find(reference, target, 0)).startsWith(3, 1);
        assertThat(find(reference, target, 1)).isNotEmpty().doesNotContain(2, 3);
        assertThat(find(reference, target, 2)).isEmpty();
    }

    @Test
    void ofEqualContentsTheOneOfTheSameNameIsTaken() throws IOException {
        PackedStreams reference = scan(entry("a", 1), entry("b", 1), entry("c", 1), entry("d", 1));
        PackedStreams target = scan(entry("c", 1), entry("d", 2), entry("a", 1));
        assertThat(find(reference, target, 0)).containsExactly(2);
        assertThat(find(reference, target, 1)).containsExactly(3);
        assertThat(find(reference, target, 2)).containsExactly(0);
    }

    @Test
    void ofEqualPatternsTheNearestAndTheMostAlikeInLengthAreTaken() throws IOException {
        Entry[] before = new Entry[100];
        Entry[] after = new Entry[100];
        for (int i = 0; i < 100; i++) {
            before[i] = entry("L$" + i, i == 60 ? 300 : 10);
            after[i] = entry("L$" + (i + 200), i == 55 ? 301 : 11);
        }
        PackedStreams reference = scan(before);
        PackedStreams target = scan(after);
        int[] found = find(reference, target, 20);
        assertThat(found[0]).isBetween(15, 25);
        assertThat(find(reference, target, 55)).contains(60);
    }

    @Test
    void aReferenceMayBeEmpty() throws IOException {
        assertThat(find(PackedStreams.empty(), scan(entry("x", 1)), 0)).isEmpty();
    }

    @Test
    void everyStreamOfAnUnchangedArchiveFindsItself() throws IOException {
        Entry[] entries = new Entry[300];
        for (int i = 0; i < 300; i++) {
            entries[i] = entry("p/C" + i + ".class", i % 7);
        }
        PackedStreams streams = scan(entries);
        for (int i = 0; i < 300; i++) {
            assertThat(find(streams, streams, i)).startsWith(i);
        }
    }
}
