package io.deltaglider.delta.archive;

import static io.deltaglider.delta.archive.Containers.ascii;
import static io.deltaglider.delta.archive.Containers.concat;
import static io.deltaglider.delta.archive.Containers.deflate;
import static io.deltaglider.delta.archive.Containers.random;
import static io.deltaglider.delta.archive.Containers.text;
import static io.deltaglider.delta.archive.Containers.zlib;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deltaglider.delta.Content;
import io.deltaglider.delta.archive.Containers.Entry;
import io.deltaglider.delta.deflate.DamagedStreamException;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

class OtherContainersTest {
    private static final byte[] TEXT = text(9000, 1);

    @Test
    void anImageInOnePieceHasAStreamOfKnownLength() throws IOException {
        Found found = Found.in(Containers.png(zlib(TEXT)));
        assertThat(found.contents()).containsExactly(TEXT);
        assertThat(found.streams().packedLength(0)).isEqualTo(zlib(TEXT).length - 6);
        assertThat(found.streams().kind(0)).isEqualTo(StreamKind.ZLIB);
    }

    @Test
    void anImageInSeveralPiecesIsAStreamOfChunks() throws IOException {
        byte[] data = zlib(TEXT);
        Found found = Found.in(Containers.png(Containers.cutUp(data, 1000)));
        assertThat(found.streams().count()).isEqualTo(1);
        assertThat(found.streams().kind(0)).isEqualTo(StreamKind.PNG_CHUNKS);
        assertThat(found.joined(0)).isEqualTo(data);
        assertThat(Found.in(data).contents()).containsExactly(TEXT);
    }

    @Test
    void chunksThatCouldNotBeMadeAgainStayOpaque() throws IOException {
        byte[] data = zlib(TEXT);
        byte[] empty = new byte[0];
        byte[] half = Arrays.copyOf(data, 1000);
        byte[] rest = Arrays.copyOfRange(data, 1000, data.length);
        assertThat(Found.in(Containers.png(half, empty, rest)).streams().count()).isZero();
        byte[] whole = Containers.png(half, rest);
        byte[] cut = Arrays.copyOf(whole, whole.length - 100);
        assertThat(Found.in(cut).streams().kind(0)).isEqualTo(StreamKind.ZLIB);
        byte[] wrong = whole.clone();
        wrong[8 + 25 + 8 + 10] ^= 1;
        Found found = Found.in(wrong);
        assertThatThrownBy(() -> found.joined(0)).isInstanceOf(DamagedStreamException.class);
    }

    @Test
    void imagesInARowAndCutImagesAreRead() throws IOException {
        byte[] png = Containers.png(zlib(TEXT));
        assertThat(Found.in(concat(png, png, Containers.gzip(TEXT))).contents())
                .containsExactly(TEXT, TEXT, TEXT);
        for (int length = 0; length < png.length; length += 37) {
            assertThat(Found.in(Arrays.copyOf(png, length)).streams().count())
                    .isLessThanOrEqualTo(1);
        }
    }

    @Test
    void packedStreamsOfAPdfAreFoundByTheirKeywords() throws IOException {
        byte[] pdf =
                concat(
                        ascii("%PDF-1.7\n1 0 obj<</Length 5>>\nstream\nplain\nendstream\nendobj\n"),
                        ascii("2 0 obj<</Filter/FlateDecode>>\nstream\r\n"),
                        zlib(TEXT),
                        ascii("\nendstream\nendobj\n3 0 obj\nstream\n"),
                        zlib(text(200_000, 2)),
                        ascii("endstream\n%%EOF\n"));
        Found found = Found.in(pdf);
        assertThat(found.contents()).containsExactly(TEXT, text(200_000, 2));
        PackedStreams streams = found.streams();
        assertThat(streams.packedLength(0)).isEqualTo(-1);
        assertThat(streams.limit(0)).isLessThan(streams.position(1));
        assertThat(streams.patternHash(0)).isEqualTo(streams.patternHash(1));
        assertThat(streams.nameHash(0)).isNotEqualTo(streams.nameHash(1));
        byte[] tar = Containers.tar(Entry.packed("doc.pdf", pdf));
        assertThat(Found.in(tar).contents()).containsExactly(TEXT, text(200_000, 2));
        ArchiveLimits noSearch = new ArchiveLimits(10, 10, 10, 0);
        assertThat(Found.in(pdf, noSearch).streams().count()).isZero();
    }

    @Test
    void tablesOfADumpAreStreamsOfChunks() throws IOException {
        byte[] packed = zlib(text(100_000, 3));
        byte[] dump =
                Containers.dump(
                        Containers.table(7, zlib(TEXT)),
                        Containers.table(8, Containers.cutUp(packed, 4096)),
                        Containers.table(9, zlib(text(70_000, 5))));
        Found found = Found.in(dump);
        assertThat(found.streams().count()).isEqualTo(3);
        assertThat(found.streams().kind(1)).isEqualTo(StreamKind.POSTGRES_CHUNKS);
        assertThat(found.joined(0)).isEqualTo(zlib(TEXT));
        assertThat(found.joined(1)).isEqualTo(packed);
        assertThat(found.joined(2)).isEqualTo(zlib(text(70_000, 5)));
        byte[] cut = Arrays.copyOf(dump, dump.length - 3);
        assertThat(Found.in(cut).streams().count()).isEqualTo(2);
    }

    @Test
    void streamsInUnknownBytesAreCandidates() throws IOException {
        byte[] object = text(40, 8);
        byte[] bytes =
                concat(
                        ascii("PACK\0\0\0\2\0\0\0\3"),
                        new byte[] {(byte) 0x95, 0x0A},
                        zlib(TEXT),
                        new byte[] {0x28},
                        zlib(object),
                        random(70_000, 6),
                        Containers.gzip(8, ascii("n\0"), TEXT),
                        random(1000, 7),
                        Containers.zip(Entry.packed("z", TEXT)),
                        random(200_000, 8),
                        deflateAs(0x78, 0xDA, TEXT));
        Found found = Found.in(bytes);
        assertThat(found.contents()).containsExactly(TEXT, object, TEXT, TEXT, TEXT);
        assertThat(found.streams().kind(0)).isEqualTo(StreamKind.CANDIDATE);
        ArchiveLimits noSearch = new ArchiveLimits(10, 10, 10, 0);
        assertThat(Found.in(bytes, noSearch).streams().count()).isZero();
    }

    private static byte[] deflateAs(int method, int flags, byte[] content) {
        return concat(new byte[] {(byte) method, (byte) flags}, deflate(content, 9, true));
    }

    @Test
    void fewCandidatesAreFoundInBytesThatHoldNone() throws IOException {
        assertThat(Found.in(random(16 << 20, 9)).streams().count()).isLessThan(20);
        assertThat(Found.in(text(4 << 20, 9)).streams().count()).isZero();
    }

    /** What one scan may search must not be used up by bytes that nobody wants streams of. */
    @Test
    void onlyWhatTheFilterAcceptsIsSearched() throws IOException {
        List<Containers.Entry> entries = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            entries.add(Containers.Entry.packed("same/" + i, text(20_000, i)));
        }
        entries.add(Containers.Entry.packed("changed", concat(text(1_000, 1), zlib(TEXT))));
        byte[] tar = Containers.tar(entries.toArray(Containers.Entry[]::new));
        ArchiveScanner scanner = new ArchiveScanner(new ArchiveLimits(1000, 8, 4096, 30_000));
        Content content = Content.of(tar);
        StreamName changed = StreamName.ROOT.child(ascii("changed"), 0, 7);
        PackedStreams wanted =
                scanner.scan(
                        content,
                        0,
                        tar.length,
                        StreamName.ROOT,
                        (from, to, name, depth) -> name.equals(changed));
        assertThat(wanted.count()).isEqualTo(1);
        assertThat(scanner.scan(content, 0, tar.length, StreamName.ROOT).count()).isZero();
    }

    @Test
    void formatsThatDeflateCannotBeInAreNotSearched() throws IOException {
        byte[] zstd =
                concat(new byte[] {0x28, (byte) 0xB5, 0x2F, (byte) 0xFD}, Containers.gzip(TEXT));
        assertThat(Found.in(zstd).streams().count()).isZero();
        assertThat(Found.in(concat(new byte[] {1}, zstd)).contents()).containsExactly(TEXT);
    }

    @Test
    void everyZlibStreamIsPlausible() throws IOException {
        ByteWindow window;
        for (int level = 0; level <= 9; level++) {
            for (int length : new int[] {0, 1, 2, 10, 50, 1000, 30_000}) {
                for (byte[] content :
                        new byte[][] {
                            text(length, level), random(length, level), new byte[length]
                        }) {
                    byte[] packed = deflate(content, level, false);
                    window = new ByteWindow(Content.of(packed), 0, packed.length, 512);
                    assertThat(new DeflateStart(window).isZlib(0, packed.length))
                            .as("level %d, length %d", level, length)
                            .isTrue();
                }
            }
        }
    }

    @Test
    void aZlibFileByItselfIsFound() throws IOException {
        Found found = Found.in(zlib(TEXT));
        assertThat(found.contents()).containsExactly(TEXT);
        assertThat(found.streams().kind(0)).isEqualTo(StreamKind.ZLIB);
        assertThat(Found.in(Containers.tar(Entry.packed("o", zlib(TEXT)))).contents())
                .containsExactly(TEXT);
    }

    /** The end record of a zip was once looked for in front of bytes shorter than it. */
    @Test
    void bytesTooFewForAnyContainerHoldNothing() throws IOException {
        byte[] around = new byte[2000];
        for (int length = 0; length < 100; length++) {
            assertThat(Found.in(new byte[length]).streams().count()).isZero();
            PackedStreams inside =
                    new ArchiveScanner(ArchiveLimits.DEFAULT)
                            .scan(Content.of(around), 600, 600 + length, StreamName.ROOT);
            assertThat(inside.count()).isZero();
        }
    }
}
