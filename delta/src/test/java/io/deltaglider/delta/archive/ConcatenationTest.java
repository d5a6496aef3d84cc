package io.deltaglider.delta.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.deltaglider.delta.archive.Containers.Entry;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Containers one behind the other and one inside the other: everything packed in them is found. */
class ConcatenationTest {
    /** What is put into a file, and what is to be found in it. */
    enum Piece {
        GZIP,
        BLOCK_GZIP,
        ZIP,
        EMPTY_ZIP,
        ZIP_WITH_COMMENT,
        ZIP_WITHOUT_DIRECTORY,
        ZIP_OF_STORED,
        TAR,
        IMAGE,
        JUNK
    }

    @Property(tries = 400)
    void everythingIsFound(@ForAll("pieces") List<Piece> pieces) throws IOException {
        List<byte[]> expected = new ArrayList<>();
        byte[] file = file(pieces, 1, expected);
        assertThat(Found.everythingIn(file)).containsExactlyElementsOf(expected);
    }

    @Property(tries = 100)
    void everythingIsFoundInsideOthers(
            @ForAll("pieces") List<Piece> first, @ForAll("pieces") List<Piece> second)
            throws IOException {
        List<byte[]> expected = new ArrayList<>();
        byte[] one = Containers.zip(Entry.stored("one", knownOnly(first, 1, expected)));
        byte[] other = Containers.tar(Entry.packed("two", knownOnly(second, 1000, expected)));
        assertThat(Found.everythingIn(Containers.concat(one, other)))
                .containsExactlyElementsOf(expected);
    }

    @Provide
    Arbitrary<List<Piece>> pieces() {
        return Arbitraries.of(Piece.class).list().ofMaxSize(7);
    }

    /** Inside others, unknown bytes are not searched, and what follows a gzip member comes only after it. */
    private static byte[] knownOnly(List<Piece> pieces, int seed, List<byte[]> expected) {
        List<Piece> known = new ArrayList<>(pieces);
        known.removeIf(piece -> piece == Piece.JUNK || piece == Piece.GZIP);
        known.add(Piece.GZIP);
        return file(known, seed, expected);
    }

    private static byte[] file(List<Piece> pieces, int seed, List<byte[]> expected) {
        byte[][] parts = new byte[pieces.size()][];
        for (int i = 0; i < parts.length; i++) {
            byte[] a = Containers.text(100 + 50 * i, seed + 2 * i);
            byte[] b = Containers.text(3000, seed + 2 * i + 1);
            parts[i] =
                    switch (pieces.get(i)) {
                        case GZIP -> expect(expected, Containers.gzip(a), a);
                        case BLOCK_GZIP -> expect(expected, Containers.blockGzip(b), b);
                        case ZIP -> expect(expected, zip(a, b), a, b);
                        case EMPTY_ZIP -> Containers.zip();
                        case ZIP_WITH_COMMENT -> {
                            byte[] zip = zip(a, b);
                            Containers.putLittle(zip, zip.length - 2, 2, 300);
                            byte[] commented = Containers.concat(zip, new byte[300]);
                            yield expect(expected, commented, a, b);
                        }
                        case ZIP_WITHOUT_DIRECTORY ->
                                expect(expected, Containers.localEntry("x", b), b);
                        case ZIP_OF_STORED -> {
                            Entry inner = Entry.stored("in.gz", Containers.gzip(a));
                            Entry jar = Entry.stored("in.jar", zip(a, b));
                            yield expect(expected, Containers.zip(inner, jar), a, a, b);
                        }
                        case TAR -> {
                            Entry gzip = Entry.packed("in.gz", Containers.gzip(a));
                            Entry zip = Entry.packed("in.zip", zip(b, a));
                            yield expect(expected, Containers.tar(gzip, zip), a, b, a);
                        }
                        case IMAGE -> expect(expected, Containers.png(Containers.zlib(b)), b);
                        case JUNK -> Containers.random(500, seed + i);
                    };
        }
        return Containers.concat(parts);
    }

    private static byte[] zip(byte[] a, byte[] b) {
        return Containers.zip(Entry.packed("a", a), Entry.packed("b", b));
    }

    private static byte[] expect(List<byte[]> expected, byte[] file, byte[]... contents) {
        expected.addAll(Arrays.asList(contents));
        return file;
    }
}
