package io.deltaglider.delta.archive;

import static io.deltaglider.delta.archive.Containers.ascii;
import static io.deltaglider.delta.archive.Containers.concat;
import static io.deltaglider.delta.archive.Containers.little;
import static io.deltaglider.delta.archive.Containers.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.deltaglider.delta.Content;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.Arrays;

class GzipFilesTest {
    private static final byte[] TEXT = text(5000, 1);

    @Test
    void aMemberHasItsLimitAndTheNameOfTheFile() throws IOException {
        byte[] gzip = Containers.gzip(TEXT);
        Found found = Found.in(gzip);
        assertThat(found.contents()).containsExactly(TEXT);
        assertThat(found.streams().get(0))
                .isEqualTo(
                        new PackedStream(10, -1, gzip.length, StreamKind.GZIP, StreamName.ROOT, 0));
        assertThat(found.next(0).count()).isZero();
    }

    @Test
    void allFieldsOfTheHeaderAreSkipped() throws IOException {
        byte[] extra = concat(little(2, 7), ascii("XY"), little(2, 3), ascii("abc"));
        byte[] name = ascii("name\0");
        byte[] comment = ascii("a comment\0");
        byte[] crc = little(2, 77);
        for (int flags = 0; flags < 32; flags++) {
            byte[] none = new byte[0];
            byte[] fields =
                    concat(
                            (flags & 4) != 0 ? extra : none,
                            (flags & 8) != 0 ? name : none,
                            (flags & 16) != 0 ? comment : none,
                            (flags & 2) != 0 ? crc : none);
            Found found = Found.in(Containers.gzip(flags, fields, TEXT));
            assertThat(found.contents()).as("flags %d", flags).containsExactly(TEXT);
            assertThat(found.streams().position(0)).isEqualTo(10 + fields.length);
        }
    }

    @Test
    void furtherMembersAreFoundOnceTheEndOfOneIsKnown() throws IOException {
        byte[] first = Containers.gzip(TEXT);
        byte[] second = Containers.gzip(8, ascii("x\0"), text(300, 2));
        byte[] tar = Containers.tar(Containers.Entry.packed("a.gz", Containers.gzip(TEXT)));
        byte[] file = concat(first, second, tar);
        Found found = Found.in(file);
        assertThat(found.streams().count()).isEqualTo(1);
        PackedStreams next = found.next(0);
        assertThat(next.count()).isEqualTo(1);
        assertThat(next.position(0)).isEqualTo(first.length + 12);
        assertThat(next.patternHash(0)).isEqualTo(found.streams().patternHash(0));
        assertThat(next.nameHash(0)).isNotEqualTo(found.streams().nameHash(0));
        PackedStreams last =
                new ArchiveScanner(ArchiveLimits.DEFAULT)
                        .next(Content.of(file), next, 0, first.length + second.length - 8);
        assertThat(last.count()).isEqualTo(1);
        assertThat(last.position(0)).isEqualTo(first.length + second.length + 512 + 10);
    }

    @Test
    void whatCannotBeTheEndOfAMemberLeadsNowhere() throws IOException {
        byte[] gzip = concat(Containers.gzip(TEXT), Containers.gzip(TEXT));
        PackedStreams streams = Found.in(gzip).streams();
        ArchiveScanner scanner = new ArchiveScanner(ArchiveLimits.DEFAULT);
        for (long end : new long[] {-1, Long.MIN_VALUE, gzip.length - 7, Long.MAX_VALUE}) {
            assertThat(scanner.next(Content.of(gzip), streams, 0, end).count()).isZero();
        }
    }

    @Test
    void membersThatTellTheirLengthsAreAllFoundAtOnce() throws IOException {
        byte[] end = Containers.blockGzip(new byte[0]);
        byte[] file =
                concat(
                        Containers.blockGzip(TEXT),
                        Containers.blockGzip(text(100, 2)),
                        Containers.blockGzip(text(60_000, 3)),
                        end,
                        Containers.gzip(text(10, 4)));
        Found found = Found.in(file);
        assertThat(found.contents())
                .containsExactly(TEXT, text(100, 2), text(60_000, 3), text(10, 4));
        assertThat(found.streams().count()).isEqualTo(5);
        assertThat(found.streams().packedLength(0)).isEqualTo(found.end(0) - 18);
        assertThat(found.streams().checksum(0)).isEqualTo(Containers.crc(TEXT) << 32 | TEXT.length);
        assertThat(found.next(0).count()).isZero();
    }

    @Test
    void aMemberThatLiesAboutItsLengthIsOneOfUnknownLength() throws IOException {
        byte[] file = Containers.blockGzip(TEXT);
        for (int length : new int[] {0, 20, 25, file.length, 0xFFFF}) {
            byte[] lie = file.clone();
            Containers.putLittle(lie, 16, 2, length);
            Found found = Found.in(lie);
            assertThat(found.streams().packedLength(0)).as("length %d", length).isEqualTo(-1);
            assertThat(found.contents()).containsExactly(TEXT);
        }
    }

    @Test
    void brokenHeadersHoldNothing() throws IOException {
        byte[] gzip = Containers.gzip(8, ascii("name\0"), TEXT);
        for (int length = 0; length < 15; length++) {
            assertThat(Found.in(Arrays.copyOf(gzip, length)).streams().count()).isZero();
        }
        byte[] reserved = gzip.clone();
        reserved[3] = (byte) 0x80;
        assertThat(Found.in(reserved).contents()).isEmpty();
        byte[] endless = new byte[100_000];
        Arrays.fill(endless, (byte) 'x');
        System.arraycopy(gzip, 0, endless, 0, 10);
        assertThat(Found.in(endless).streams().count()).isZero();
    }
}
