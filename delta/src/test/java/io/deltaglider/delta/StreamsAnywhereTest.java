package io.deltaglider.delta;

import static io.deltaglider.delta.archive.Containers.concat;
import static io.deltaglider.delta.archive.Containers.gzip;
import static io.deltaglider.delta.archive.Containers.random;
import static io.deltaglider.delta.archive.Containers.tar;
import static io.deltaglider.delta.archive.Containers.text;
import static io.deltaglider.delta.archive.Containers.zip;
import static io.deltaglider.delta.archive.Containers.zlib;

import static org.assertj.core.api.Assertions.assertThat;

import io.deltaglider.delta.archive.Containers.Entry;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Streams in bytes of no known format are found wherever these lie, not in a file by itself only. */
class StreamsAnywhereTest {
    private static final int SECTOR = 4096;
    private static final int RECORDS = 12;

    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Pair(String name, byte[] reference, byte[] target) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** As games keep their worlds: packed records in sectors, of which each has another time in every version. */
    private static byte[] region(int version) {
        byte[][] records = new byte[RECORDS][];
        for (int i = 0; i < RECORDS; i++) {
            byte[] content = concat(text(6_000, i), random(3_000, i));
            content[8] = (byte) version;
            content[9] = (byte) (version * 31);
            byte[] packed = zlib(content);
            byte[] head = {0, 0, (byte) (packed.length >>> 8), (byte) packed.length, 2};
            byte[] record = concat(head, packed);
            records[i] = Arrays.copyOf(record, Math.ceilDiv(record.length, SECTOR) * SECTOR);
        }
        return concat(text(2 * SECTOR, 99), concat(records));
    }

    private static Pair pair(String name, UnaryOperator<byte[]> around) {
        return new Pair(name, around.apply(region(1)), around.apply(region(2)));
    }

    static Stream<Pair> pairs() {
        byte[] image = text(300_000, 7);
        return Stream.of(
                pair("a file by itself", bytes -> bytes),
                pair("in a tar file", bytes -> tar(Entry.packed("world/r.0.0.mca", bytes))),
                pair(
                        "in a tar file behind others",
                        bytes ->
                                tar(
                                        Entry.packed("a.zip", zip(Entry.packed("a", image))),
                                        Entry.packed("world/r.0.0.mca", bytes),
                                        Entry.packed("z", image))),
                pair("stored in a zip file", bytes -> zip(Entry.stored("r.0.0.mca", bytes))),
                pair(
                        "stored in a zip file in a tar file",
                        bytes -> tar(Entry.packed("w.zip", zip(Entry.stored("r.mca", bytes))))),
                pair("packed in a zip file", bytes -> zip(Entry.packed("r.0.0.mca", bytes))),
                pair(
                        "in a tar file that is packed",
                        bytes -> gzip(tar(Entry.packed("world/r.0.0.mca", bytes)))),
                pair(
                        "in a tar file in an image",
                        bytes -> concat(image, tar(Entry.packed("r.mca", bytes)), image)));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void aChangeInEveryRecordMakesASmallDelta(Pair pair) throws IOException {
        byte[] delta = Codec.encode(pair.reference, pair.target);
        assertThat(Codec.decode(pair.reference, delta)).isEqualTo(pair.target);
        assertThat(delta.length).isLessThan(1_000);
    }
}
