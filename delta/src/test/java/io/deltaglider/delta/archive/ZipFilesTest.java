package io.deltaglider.delta.archive;

import static io.deltaglider.delta.archive.Containers.ascii;
import static io.deltaglider.delta.archive.Containers.concat;
import static io.deltaglider.delta.archive.Containers.little;
import static io.deltaglider.delta.archive.Containers.localEntry;
import static io.deltaglider.delta.archive.Containers.putLittle;
import static io.deltaglider.delta.archive.Containers.random;
import static io.deltaglider.delta.archive.Containers.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.deltaglider.delta.Content;
import io.deltaglider.delta.archive.Containers.Entry;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

class ZipFilesTest {
    private static final byte[] A = text(3000, 1);
    private static final byte[] B = text(20_000, 2);
    private static final byte[] C = text(150, 3);
    private static final int END_LENGTH = 22;

    private static byte[] threeEntries() {
        return Containers.zip(
                Entry.packed("a.txt", A), Entry.packed("dir/b.txt", B), Entry.packed("c", C));
    }

    private static int directory(byte[] zip) {
        int end = zip.length - END_LENGTH;
        return (zip[end + 16] & 0xFF) | (zip[end + 17] & 0xFF) << 8 | (zip[end + 18] & 0xFF) << 16;
    }

    @Test
    void entriesHaveTheirLengthsNamesAndChecksums() throws IOException {
        Found found = Found.in(threeEntries());
        assertThat(found.contents()).containsExactly(A, B, C);
        PackedStreams streams = found.streams();
        for (int i = 0; i < 3; i++) {
            assertThat(streams.kind(i)).isEqualTo(StreamKind.ZIP);
            assertThat(streams.packedLength(i)).isEqualTo(found.end(i) - streams.position(i));
        }
        byte[] name = ascii("dir/b.txt");
        assertThat(streams.name(1)).isEqualTo(StreamName.ROOT.child(name, 0, name.length));
        assertThat(streams.checksum(1)).isEqualTo(Containers.crc(B) << 32 | B.length);
    }

    @Test
    void storedEntriesAreLookedInto() throws IOException {
        byte[] inner = threeEntries();
        byte[] zip =
                Containers.zip(
                        Entry.stored("raw", random(500, 1)),
                        Entry.stored("in.jar", inner),
                        Entry.packed("packed.jar", inner),
                        Entry.stored("x.png", Containers.png(Containers.zlib(A))),
                        Entry.stored("launcher", concat(random(5000, 2), inner)));
        assertThat(Found.in(zip).contents()).containsExactly(A, B, C, inner, A, A, B, C);
        ArchiveLimits flat = new ArchiveLimits(100, 0, 100, 0);
        assertThat(Found.in(zip, flat).contents()).containsExactly(inner);
    }

    @Test
    void aProgramInFrontShiftsEverything() throws IOException {
        byte[] program = random(70_000, 5);
        assertThat(Found.in(concat(program, threeEntries())).contents()).containsExactly(A, B, C);
        byte[] adjusted = threeEntries();
        int directory = directory(adjusted);
        int entry = directory;
        for (int i = 0; i < 3; i++) {
            int local =
                    (adjusted[entry + 42] & 0xFF)
                            | (adjusted[entry + 43] & 0xFF) << 8
                            | (adjusted[entry + 44] & 0xFF) << 16;
            putLittle(adjusted, entry + 42, 4, local + program.length);
            entry += 46 + adjusted[entry + 28] + adjusted[entry + 30];
        }
        putLittle(adjusted, adjusted.length - 6, 4, directory + program.length);
        assertThat(Found.in(concat(program, adjusted)).contents()).containsExactly(A, B, C);
    }

    @Test
    void aSigningBlockBetweenEntriesAndDirectoryIsNoMatter() throws IOException {
        byte[] zip = threeEntries();
        int directory = directory(zip);
        byte[] block = random(4096, 7);
        byte[] signed =
                concat(
                        Arrays.copyOf(zip, directory),
                        block,
                        Arrays.copyOfRange(zip, directory, zip.length));
        putLittle(signed, signed.length - 6, 4, directory + block.length);
        assertThat(Found.in(signed).contents()).containsExactly(A, B, C);
    }

    @Test
    void commentsAndEverythingBehindAreAllowed() throws IOException {
        byte[] zip = threeEntries();
        putLittle(zip, zip.length - 2, 2, 1000);
        byte[] commented = concat(zip, text(1000, 8));
        assertThat(Found.in(commented).contents()).containsExactly(A, B, C);
        assertThat(Found.in(concat(threeEntries(), text(1000, 8))).contents())
                .containsExactly(A, B, C);
        assertThat(Found.in(concat(threeEntries(), random(100_000, 8))).contents())
                .containsExactly(A, B, C);
        assertThat(Found.in(concat(commented, Containers.gzip(C))).contents())
                .containsExactly(A, B, C, C);
    }

    @Test
    void severalInARowAreAllFound() throws IOException {
        byte[] empty = Containers.zip();
        byte[] all = concat(threeEntries(), empty, threeEntries(), random(99, 1), threeEntries());
        assertThat(Found.in(all).contents()).containsExactly(A, B, C, A, B, C, A, B, C);
        assertThat(Found.in(empty).streams().count()).isZero();
    }

    @Test
    void withoutADirectoryTheLocalHeadersLeadOn() throws IOException {
        byte[] sized = concat(localEntry("a", A), localEntry("b", B), localEntry("c", C));
        Found found = Found.in(sized);
        assertThat(found.contents()).containsExactly(A, B, C);
        assertThat(found.streams().packedLength(2)).isPositive();
        assertThat(Found.in(concat(sized, Containers.gzip(A))).contents())
                .containsExactly(A, B, C, A);

        byte[] zip = threeEntries();
        byte[] streamed = Arrays.copyOf(zip, directory(zip));
        found = Found.in(streamed);
        assertThat(found.contents()).containsExactly(A, B, C);
        assertThat(found.streams().packedLength(0)).isEqualTo(-1);
        byte[] cut = Arrays.copyOf(zip, directory(zip) - 60);
        assertThat(Found.in(cut).contents()).containsExactly(A, B);
    }

    @Test
    void storedEntriesAreLookedIntoWithoutADirectoryToo() throws IOException {
        byte[] zip =
                Containers.zip(Entry.stored("in.gz", Containers.gzip(A)), Entry.packed("b", B));
        assertThat(Found.in(Arrays.copyOf(zip, directory(zip))).contents()).containsExactly(A, B);
    }

    @Test
    void aDirectoryThatPointsElsewhereIsNotBelieved() throws IOException {
        byte[] zip = threeEntries();
        int entry = directory(zip);
        byte[] oneWrong = zip.clone();
        putLittle(oneWrong, entry + 42, 4, 1);
        // What lies in front of the entries that are right is looked into by itself.
        assertThat(Found.in(oneWrong).contents()).containsExactly(A, B, C);
        for (long lie : new long[] {1, 0x7FFF_FFFFL, 0xFFFF_FFFFL}) {
            byte[] allWrong = zip.clone();
            int at = entry;
            for (int i = 0; i < 3; i++) {
                putLittle(allWrong, at + 42, 4, lie);
                at += 46 + zip[at + 28] + zip[at + 30];
            }
            assertThat(Found.in(allWrong).contents()).as("at %d", lie).containsExactly(A, B, C);
        }
        byte[] longLie = zip.clone();
        putLittle(longLie, entry + 20, 4, 0x7FFF_FFFF);
        assertThat(Found.in(longLie).contents()).containsExactly(A, B, C);
    }

    @Test
    void anEndRecordThatLiesLeavesTheLocalHeaders() throws IOException {
        byte[] zip = threeEntries();
        for (int field : new int[] {4, 6, 12, 16}) {
            byte[] lie = zip.clone();
            putLittle(lie, zip.length - END_LENGTH + field, 2, 0x1234);
            assertThat(Found.in(lie).contents()).as("field %d", field).containsExactly(A, B, C);
        }
    }

    @Test
    void overlappingEntriesAreDropped() throws IOException {
        byte[] zip = threeEntries();
        int entry = directory(zip);
        int second = entry + 46 + zip[entry + 28] + zip[entry + 30];
        // The first entry now claims the place of the second, and reaches over it.
        putLittle(zip, entry + 20, 4, 3000);
        PackedStreams streams = Found.in(zip).streams();
        for (int i = 1; i < streams.count(); i++) {
            assertThat(streams.position(i)).isGreaterThanOrEqualTo(streams.limit(i - 1));
        }
        byte[] twice = threeEntries();
        System.arraycopy(twice, entry + 42, twice, second + 42, 4);
        System.arraycopy(twice, entry + 16, twice, second + 16, 12);
        assertThat(Found.in(twice).contents()).containsExactly(A, C);
    }

    @Test
    void encryptedEntriesAndOtherMethodsAreLeftAlone() throws IOException {
        byte[] zip = threeEntries();
        int entry = directory(zip);
        putLittle(zip, entry + 8, 2, 1);
        int second = entry + 46 + zip[entry + 28] + zip[entry + 30];
        putLittle(zip, second + 10, 2, 9);
        assertThat(Found.in(zip).contents()).containsExactly(C);
    }

    @Test
    void zip64RecordsAreRead() throws IOException {
        assertThat(Found.in(zip64(0)).contents()).containsExactly(A, B);
        assertThat(Found.in(zip64(12)).contents()).containsExactly(A, B);
        assertThat(Found.in(concat(random(5000, 3), zip64(0))).contents()).containsExactly(A, B);
    }

    /** Two entries with all numbers in zip64 fields, and some bytes of extensible data in the end record. */
    private static byte[] zip64(int extensible) {
        byte[] first = localEntry("a", A);
        byte[] second = localEntry("b", B);
        byte[] directory =
                concat(central64("a", A, first, 0), central64("b", B, second, first.length));
        long start = first.length + (long) second.length;
        byte[] end64 =
                concat(
                        ascii("PK\6\6"),
                        little(8, 44 + extensible),
                        little(2, 45),
                        little(2, 45),
                        little(8, 0),
                        little(8, 2),
                        little(8, 2),
                        little(8, directory.length),
                        little(8, start),
                        new byte[extensible]);
        byte[] locator =
                concat(
                        ascii("PK\6\7"),
                        little(4, 0),
                        little(8, start + directory.length),
                        little(4, 1));
        byte[] end =
                concat(
                        ascii("PK\5\6"),
                        little(8, 0xFFFF_FFFF_0000_0000L),
                        little(8, -1),
                        little(2, 0));
        return concat(first, second, directory, end64, locator, end);
    }

    private static byte[] central64(String name, byte[] content, byte[] local, long at) {
        byte[] extra =
                concat(
                        ascii("ZZ"),
                        little(2, 1),
                        new byte[1],
                        little(2, 1),
                        little(2, 24),
                        little(8, content.length),
                        little(8, local.length - 30 - name.length()),
                        little(8, at));
        return concat(
                ascii("PK\1\2"),
                little(2, 45),
                little(2, 45),
                little(2, 0),
                little(2, 8),
                little(4, 0),
                little(4, Containers.crc(content)),
                little(8, -1),
                little(2, name.length()),
                little(2, extra.length),
                little(2, 0),
                little(4, 0),
                little(4, 0),
                little(4, -1),
                ascii(name),
                extra);
    }

    @Test
    void entriesInAnyOrderComeOutByPosition() throws IOException {
        List<byte[]> locals = new ArrayList<>();
        List<byte[]> centrals = new ArrayList<>();
        long at = 0;
        for (int i = 0; i < 50; i++) {
            byte[] local = localEntry("e" + i, text(200, i));
            centrals.add(0, central64("e" + i, text(200, i), local, at));
            locals.add(local);
            at += local.length;
        }
        byte[] entries = concat(locals.toArray(byte[][]::new));
        byte[] directory = concat(centrals.toArray(byte[][]::new));
        byte[] end =
                concat(
                        ascii("PK\5\6"),
                        little(4, 0),
                        little(4, 0),
                        little(4, directory.length),
                        little(4, entries.length),
                        little(2, 0));
        Found found = Found.in(concat(entries, directory, end));
        assertThat(found.streams().count()).isEqualTo(50);
        for (int i = 0; i < 50; i++) {
            assertThat(found.content(i)).isEqualTo(text(200, i));
        }
    }

    @Test
    void aScanThatSearchesNothingReadsLittleOfALargeFile() throws IOException {
        byte[] zip =
                Containers.zip(
                        Entry.stored("big", random(8 << 20, 1)),
                        Entry.packed("a", A),
                        Entry.stored("big2", random(8 << 20, 2)));
        long[] read = new long[1];
        Content counted =
                new Content() {
                    @Override
                    public long size() {
                        return zip.length;
                    }

                    @Override
                    public void read(long position, byte[] into, int from, int length) {
                        System.arraycopy(zip, (int) position, into, from, length);
                        read[0] += length;
                    }

                    @Override
                    public void close() {}
                };
        PackedStreams streams =
                new ArchiveScanner(ArchiveLimits.DEFAULT)
                        .scan(
                                counted,
                                0,
                                zip.length,
                                StreamName.ROOT,
                                (from, to, name, depth) -> false);
        assertThat(streams.count()).isEqualTo(1);
        assertThat(read[0]).isLessThan(20_000);
    }

    @Test
    void noMoreStreamsAreTakenThanTheLimitSays() throws IOException {
        ArchiveLimits two = new ArchiveLimits(2, 8, 100, 1 << 20);
        assertThat(Found.in(threeEntries(), two).contents()).containsExactly(A, B);
        byte[] streamed = Arrays.copyOf(threeEntries(), directory(threeEntries()));
        assertThat(Found.in(streamed, two).contents()).containsExactly(A, B);
    }
}
