package io.deltaglider.delta.archive;

import static io.deltaglider.delta.archive.Containers.ascii;
import static io.deltaglider.delta.archive.Containers.concat;
import static io.deltaglider.delta.archive.Containers.tarEntry;
import static io.deltaglider.delta.archive.Containers.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.deltaglider.delta.archive.Containers.Entry;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.Arrays;

class TarFilesTest {
    private static final byte[] TEXT = text(3000, 1);
    private static final byte[] GZIP = Containers.gzip(TEXT);
    private static final byte[] END = new byte[1024];

    private static StreamName name(String path) {
        byte[] bytes = ascii(path);
        return StreamName.ROOT.child(bytes, 0, bytes.length);
    }

    private static void assertHolds(byte[] tar, String path) throws IOException {
        Found found = Found.in(tar);
        assertThat(found.contents()).containsExactly(TEXT);
        assertThat(found.streams().name(0)).isEqualTo(name(path));
        assertThat(found.streams().limit(0)).isLessThanOrEqualTo(tar.length);
    }

    @Test
    void entriesAreLookedIntoByTheirBytes() throws IOException {
        byte[] tar =
                Containers.tar(
                        Entry.packed("readme", text(700, 2)),
                        Entry.packed("a/b.bin", GZIP),
                        Entry.packed("c.jar", Containers.zip(Entry.packed("X.class", text(99, 3)))),
                        Entry.packed("d.png", Containers.png(Containers.zlib(text(5000, 4)))),
                        Entry.packed("inner.tar", Containers.tar(Entry.packed("e", GZIP))));
        Found found = Found.in(tar);
        assertThat(found.contents()).containsExactly(TEXT, text(99, 3), text(5000, 4), TEXT);
        PackedStreams streams = found.streams();
        byte[] file = ascii("X.class");
        assertThat(streams.name(0)).isEqualTo(name("a/b.bin"));
        assertThat(streams.name(1)).isEqualTo(name("c.jar").child(file, 0, file.length));
        assertThat(streams.name(3)).isEqualTo(name("inner.tar").child(ascii("e"), 0, 1));
        assertThat(streams.limit(0)).isEqualTo(512 + 1024 + 512 + GZIP.length);
    }

    @Test
    void namesComeFromPrefixesAndLongNamesAndExtendedHeaders() throws IOException {
        String size = String.format("%011o", GZIP.length);
        String longName = "dir/".repeat(60) + "file";
        assertHolds(concat(tarEntry("f", "p/q", '0', size, GZIP), END), "p/q/f");
        assertHolds(
                concat(
                        tarEntry("././@LongLink", 'L', ascii(longName + "\0")),
                        tarEntry("cut", '0', GZIP),
                        END),
                longName);
        assertHolds(
                concat(
                        tarEntry(
                                "g",
                                'g',
                                ascii("52 comment=0123456789012345678901234567890123456789\n")),
                        tarEntry("x", 'x', ascii("12 mtime=12\n19 path=some/where\n")),
                        tarEntry("cut", '0', GZIP),
                        END),
                "some/where");
        assertHolds(
                concat(
                        tarEntry("l", 'K', ascii("target\0")),
                        tarEntry("link", "", '2', size, new byte[0]),
                        tarEntry("last", '7', GZIP)),
                "last");
    }

    @Test
    void aNameHoldsForOneEntryOnly() throws IOException {
        Found found =
                Found.in(
                        concat(
                                tarEntry("x", 'x', ascii("19 path=some/where\n")),
                                tarEntry("a", '0', GZIP),
                                tarEntry("b", '0', GZIP)));
        assertThat(found.streams().name(0)).isEqualTo(name("some/where"));
        assertThat(found.streams().name(1)).isEqualTo(name("b"));
    }

    @Test
    void sizesInBinaryAndInExtendedHeadersCount() throws IOException {
        byte[] binary = tarEntry("a", "", '0', "00000000000", GZIP);
        binary[124] = (byte) 0x80;
        for (int i = 1; i < 12; i++) {
            binary[124 + i] = (byte) (i < 8 ? 0 : GZIP.length >>> (8 * (11 - i)));
        }
        byte[] header = Containers.tarChecksum(Arrays.copyOf(binary, 512));
        System.arraycopy(header, 0, binary, 0, 512);
        byte[] behind = tarEntry("b", '0', GZIP);
        assertThat(Found.in(concat(binary, behind, END)).contents()).hasSize(2);

        String record = "00 size=" + GZIP.length + "\n";
        record = (record.length() > 9 ? "" : "0") + record.length() + record.substring(2);
        byte[] extended = tarEntry("x", 'x', ascii(record));
        byte[] unsized = tarEntry("a", "", '0', "00000000000", GZIP);
        assertThat(Found.in(concat(extended, unsized, behind, END)).contents()).hasSize(2);
    }

    @Test
    void oldHeadersWithoutMagicAreKnownByTheirChecksum() throws IOException {
        byte[] tar = tarEntry("old", '\0', GZIP);
        Arrays.fill(tar, 257, 512, (byte) 0);
        System.arraycopy(Containers.tarChecksum(Arrays.copyOf(tar, 512)), 0, tar, 0, 512);
        assertHolds(tar, "old");
    }

    @Test
    void theMapsOfSparseFilesAreSkipped() throws IOException {
        byte[] sparse = tarEntry("sparse", "", 'S', String.format("%011o", GZIP.length), GZIP);
        sparse[482] = 1;
        System.arraycopy(Containers.tarChecksum(Arrays.copyOf(sparse, 512)), 0, sparse, 0, 512);
        byte[] more = new byte[512];
        more[504] = 1;
        byte[] tar =
                concat(
                        Arrays.copyOf(sparse, 512),
                        more,
                        new byte[512],
                        Arrays.copyOfRange(sparse, 512, sparse.length));
        assertThat(Found.in(tar).contents()).containsExactly(TEXT);
    }

    /** Damage to one header takes the name of one entry, not those of all behind it. */
    @Test
    void behindADamagedHeaderEntriesKeepTheirNames() throws IOException {
        byte[] damaged = concat(new byte[300], text(212, 8), Containers.padded(GZIP));
        byte[] zeroed = concat(new byte[512], Containers.padded(GZIP));
        byte[] others = concat(tarEntry("b", '0', GZIP), tarEntry("c", '0', GZIP), END);
        for (byte[] entry : new byte[][] {damaged, zeroed}) {
            PackedStreams streams =
                    Found.in(concat(tarEntry("a", '0', GZIP), entry, others)).streams();
            assertThat(streams.count()).isEqualTo(4);
            assertThat(streams.name(0)).isEqualTo(name("a"));
            assertThat(streams.name(2)).isEqualTo(name("b"));
            assertThat(streams.name(3)).isEqualTo(name("c"));
        }
        PackedStreams streams = Found.in(concat(damaged, others)).streams();
        int b = streams.at(damaged.length + 512 + 10);
        assertThat(streams.name(b)).isEqualTo(name("b"));
        assertThat(streams.name(b + 1)).isEqualTo(name("c"));
    }

    /** A tar file without its end, something else, and another tar file. */
    @Test
    void whatLiesBetweenEntriesIsLookedInto() throws IOException {
        byte[] tar =
                concat(
                        tarEntry("a", '0', GZIP),
                        Containers.padded(Containers.gzip(text(900, 5))),
                        tarEntry("b", '0', GZIP));
        assertThat(Found.in(tar).contents()).containsExactly(TEXT, text(900, 5), TEXT);
    }

    @Test
    void aTarFileBehindAProgramIsFound() throws IOException {
        byte[] script = ascii("#!/bin/sh\n# users use ustar\ntail -n +4 $0 | tar x; exit\n");
        byte[] file = concat(script, Containers.tar(Entry.packed("bin/a.gz", GZIP)));
        PackedStreams streams = Found.in(file).streams();
        assertThat(streams.name(0)).isEqualTo(name("bin/a.gz"));
    }

    @Test
    void whatFollowsTheEndIsLookedInto() throws IOException {
        byte[] tar = Containers.tar(Entry.packed("a", GZIP));
        byte[] zip = Containers.zip(Entry.packed("z", text(500, 9)));
        assertThat(Found.in(concat(tar, new byte[8192], tar, zip)).contents())
                .containsExactly(TEXT, TEXT, text(500, 9));
    }

    @Test
    void entriesThatReachBeyondTheEndAreCutThere() throws IOException {
        byte[] tar = concat(tarEntry("a", '0', GZIP), tarEntry("b", "", '0', "77777777777", GZIP));
        Found found = Found.in(tar);
        assertThat(found.contents()).hasSize(2);
        assertThat(found.streams().limit(1)).isEqualTo(tar.length);
        byte[] endless = tarEntry("b", "", '0', "00000000000", GZIP);
        endless[124] = (byte) 0x80;
        Arrays.fill(endless, 125, 136, (byte) 0xFF);
        System.arraycopy(Containers.tarChecksum(Arrays.copyOf(endless, 512)), 0, endless, 0, 512);
        assertThat(Found.in(endless).streams().count()).isLessThanOrEqualTo(1);
    }

    @Test
    void damagedExtendedHeadersAreIgnored() throws IOException {
        for (String records :
                new String[] {
                    "",
                    "x",
                    "99999999999 path=a\n",
                    "3 path=a\n",
                    "0 path=a\n",
                    "50 path=a\n",
                    "12path=abcd\n",
                    "8 path=\n",
                    "9 size=-\n",
                    "30 size=99999999999999999999\n"
                }) {
            Found found =
                    Found.in(
                            concat(
                                    tarEntry("x", 'x', ascii(records)),
                                    tarEntry("a", '0', GZIP),
                                    END));
            assertThat(found.contents()).as(records).containsExactly(TEXT);
        }
    }

    @Test
    void depthIsLimited() throws IOException {
        byte[] nested = GZIP;
        for (int i = 0; i < 12; i++) {
            nested = Containers.tar(Entry.packed("t", nested));
        }
        assertThat(Found.in(nested).streams().count()).isZero();
        ArchiveLimits deep = new ArchiveLimits(10, 12, 100, 1 << 20);
        assertThat(Found.in(nested, deep).contents()).containsExactly(TEXT);
    }
}
