package io.deltaglider.delta;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;

/** Delta files of every format version as they were first written. They are kept for ever, and must be readable for ever. */
class GoldenFilesTest {
    /** A golden file of a version of the format. */
    record Stored(int version, GoldenFiles golden) {
        byte[] bytes(String suffix) throws IOException {
            return resource("/golden/v" + version + "/" + golden.fileName(suffix));
        }
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in =
                Objects.requireNonNull(GoldenFilesTest.class.getResourceAsStream(name), name)) {
            return in.readAllBytes();
        }
    }

    static Stream<Stored> files() {
        return Stream.of(
                        GoldenFiles.FIRST.stream().sorted().map(golden -> new Stored(1, golden)),
                        GoldenFiles.SECOND.stream().map(golden -> new Stored(2, golden)),
                        GoldenFiles.THIRD.stream().map(golden -> new Stored(3, golden)),
                        Stream.of(GoldenFiles.values()).map(golden -> new Stored(4, golden)))
                .flatMap(stream -> stream);
    }

    @ParameterizedTest
    @MethodSource("files")
    void isRead(Stored file) throws IOException {
        byte[] reference = file.bytes("reference");
        byte[] target = file.bytes("target");
        byte[] delta = file.bytes("delta");
        assertThat(Codec.decode(reference, delta)).isEqualTo(target);
        for (int from = 0; from < target.length; from += 777) {
            int length = Math.min(900, target.length - from);
            assertThat(Codec.decodeRange(reference, delta, from, length))
                    .isEqualTo(Arrays.copyOfRange(target, from, from + length));
        }
        try (DeltaFile read = DeltaFile.open(Content.of(delta))) {
            assertThat(read.header()).isEqualTo(GoldenFiles.header(reference, target));
        }
    }

    /** In version 2 shorter covers led to tokens of the reference than they do now; a file that depends on it, as its writer left it. */
    @Test
    void version2IsReadByItsOwnRules() throws IOException {
        byte[] reference = resource("/golden/v2/short_covers.reference");
        byte[] target = resource("/golden/v2/short_covers.target");
        byte[] delta = resource("/golden/v2/short_covers.delta");
        assertThat(Codec.decode(reference, delta)).isEqualTo(target);
        assertThat(Codec.decodeRange(reference, delta, 1000, 2000))
                .isEqualTo(Arrays.copyOfRange(target, 1000, 3000));
    }

    /**
     * From the stored files: a library may compress the generated ones otherwise. Another release of zstd may change this, and so may
     * a better encoder: what it writes then stands beside what was first written, which stays.
     */
    @ParameterizedTest
    @EnumSource(GoldenFiles.class)
    void isWrittenAsBefore(GoldenFiles golden) throws IOException {
        Stored file = new Stored(4, golden);
        byte[] reference = file.bytes("reference");
        byte[] target = file.bytes("target");
        byte[] expected = file.bytes("delta");
        assertThat(golden.encode(reference, target)).isEqualTo(expected);
    }

    static Stream<GoldenFiles> rewritten() {
        return GoldenFiles.REWRITTEN.stream();
    }

    /** What a later encoder made in version 3. */
    @ParameterizedTest
    @MethodSource("rewritten")
    void isReadAsRewritten(GoldenFiles golden) throws IOException {
        Stored file = new Stored(3, golden);
        byte[] delta = resource("/golden/v3-rewritten/" + golden.fileName("delta"));
        assertThat(Codec.decode(file.bytes("reference"), delta)).isEqualTo(file.bytes("target"));
    }
}
