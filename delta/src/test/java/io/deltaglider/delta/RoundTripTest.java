package io.deltaglider.delta;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Every target comes back from every reference. */
class RoundTripTest {
    @Property(tries = 500)
    void anyTargetComesBackFromAnyReference(@ForAll byte[] reference, @ForAll byte[] target)
            throws IOException {
        assertRoundTrip(reference, target);
    }

    @Property(tries = 500)
    void editedTargetsComeBack(
            @ForAll("references") byte[] reference, @ForAll("edits") List<Edit> edits)
            throws IOException {
        byte[] target = reference;
        for (Edit edit : edits) {
            target = edit.apply(target);
        }
        assertRoundTrip(reference, target);
    }

    private static void assertRoundTrip(byte[] reference, byte[] target) throws IOException {
        byte[] delta = Codec.encode(reference, target);
        assertThat(Codec.decode(reference, delta)).isEqualTo(target);
        int from = target.length / 3;
        int to = target.length - target.length / 4;
        assertThat(Codec.decodeRange(reference, delta, from, to - from))
                .isEqualTo(Arrays.copyOfRange(target, from, to));
    }

    /** A change of a target: positions and lengths are fractions of its size, in 1/1000. */
    record Edit(Kind kind, int position, int length, long seed) {
        enum Kind {
            INSERT,
            DELETE,
            OVERWRITE,
            SPRINKLE,
            MOVE,
            REPEAT
        }

        byte[] apply(byte[] bytes) {
            int at = (int) ((long) bytes.length * position / 1000);
            int n = (int) ((long) (bytes.length - at) * length / 1000);
            byte[] before = Arrays.copyOf(bytes, at);
            byte[] piece = Arrays.copyOfRange(bytes, at, at + n);
            byte[] after = Arrays.copyOfRange(bytes, at + n, bytes.length);
            return switch (kind) {
                case INSERT -> join(before, random(n, seed), piece, after);
                case DELETE -> join(before, after);
                case OVERWRITE -> join(before, random(n, seed), after);
                case SPRINKLE -> join(before, sprinkled(piece, seed), after);
                case MOVE -> join(after, piece, before);
                case REPEAT -> join(before, piece, piece, piece, after);
            };
        }
    }

    private static byte[] sprinkled(byte[] bytes, long seed) {
        byte[] changed = bytes.clone();
        Random random = new Random(seed);
        for (int i = random.nextInt(20); i < changed.length; i += 1 + random.nextInt(20)) {
            changed[i]++;
        }
        return changed;
    }

    private static byte[] random(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    @Provide
    Arbitrary<List<Edit>> edits() {
        return Combinators.combine(
                        Arbitraries.of(Edit.Kind.class),
                        Arbitraries.integers().between(0, 1000),
                        Arbitraries.integers().between(0, 300),
                        Arbitraries.longs())
                .as(Edit::new)
                .list()
                .ofMaxSize(6);
    }

    @Provide
    Arbitrary<byte[]> references() {
        Arbitrary<Integer> sizes = Arbitraries.integers().between(0, 200_000);
        Arbitrary<byte[]> noise =
                Combinators.combine(sizes, Arbitraries.longs()).as(RoundTripTest::random);
        Arbitrary<byte[]> periodic =
                Combinators.combine(sizes, Arbitraries.integers().between(1, 100))
                        .as((size, period) -> {
                            byte[] bytes = new byte[size];
                            for (int i = 0; i < size; i++) {
                                bytes[i] = (byte) (i % period);
                            }
                            return bytes;
                        });
        return Arbitraries.oneOf(noise, periodic);
    }
}
