package io.deltaglider.delta;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Whatever was done to a file, its delta is no larger than that of a plain coder of copies and insertions. */
class EditedFilesTest {
    private static final int LENGTH = 60_000;

    /** What the header and the ends of a delta file take, whatever is in it. */
    private static int frame(byte[] reference) throws IOException {
        return Codec.encode(reference, reference).length;
    }

    private enum Material {
        RANDOM {
            @Override
            byte[] make(Random random, int length) {
                byte[] bytes = new byte[length];
                random.nextBytes(bytes);
                return bytes;
            }
        },
        NUMBERS {
            @Override
            byte[] make(Random random, int length) {
                byte[] bytes = new byte[length];
                int number = 1 << 20;
                for (int i = 0; i + 4 <= length; i += 4) {
                    number += random.nextInt(7) - 3;
                    for (int b = 0; b < 4; b++) {
                        bytes[i + b] = (byte) (number >>> (8 * b));
                    }
                }
                return bytes;
            }
        },
        TABLE {
            @Override
            byte[] make(Random random, int length) {
                byte[] bytes = new byte[length];
                for (int i = 0; i + 24 <= length; i += 24) {
                    int key = 1000 + i / 8;
                    bytes[i] = (byte) key;
                    bytes[i + 1] = (byte) (key >>> 8);
                    bytes[i + 4] = (byte) random.nextInt();
                    bytes[i + 5] = (byte) random.nextInt();
                }
                return bytes;
            }
        };

        abstract byte[] make(Random random, int length);
    }

    private enum Edit {
        LOST_RECORDS {
            @Override
            byte[] apply(byte[] bytes, Random random) {
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                for (int i = 0; i < bytes.length; i += 24) {
                    if (random.nextInt(10) > 0) {
                        out.write(bytes, i, Math.min(24, bytes.length - i));
                    }
                }
                return out.toByteArray();
            }
        },
        INSERTIONS {
            @Override
            byte[] apply(byte[] bytes, Random random) {
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                for (int i = 0; i < bytes.length; ) {
                    int n = Math.min(bytes.length - i, 1 + random.nextInt(2000));
                    out.write(bytes, i, n);
                    i += n;
                    byte[] added = new byte[random.nextInt(30)];
                    random.nextBytes(added);
                    out.writeBytes(added);
                }
                return out.toByteArray();
            }
        },
        ONE_LARGE_INSERTION {
            @Override
            byte[] apply(byte[] bytes, Random random) {
                byte[] added = new byte[2531];
                random.nextBytes(added);
                int at = random.nextInt(bytes.length);
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                out.write(bytes, 0, at);
                out.writeBytes(added);
                out.write(bytes, at, bytes.length - at);
                return out.toByteArray();
            }
        },
        MOVES {
            @Override
            byte[] apply(byte[] bytes, Random random) {
                List<byte[]> pieces = new ArrayList<>();
                for (int i = 0; i < bytes.length; i += 960) {
                    pieces.add(Arrays.copyOfRange(bytes, i, Math.min(bytes.length, i + 960)));
                }
                Collections.shuffle(pieces, random);
                return joined(pieces);
            }
        },
        INTERLEAVED {
            @Override
            byte[] apply(byte[] bytes, Random random) {
                List<byte[]> pieces = new ArrayList<>();
                int half = bytes.length / 2;
                for (int i = 0; i < half; i += 240) {
                    pieces.add(Arrays.copyOfRange(bytes, i, i + 240));
                    pieces.add(Arrays.copyOfRange(bytes, half + i, half + i + 240));
                }
                return joined(pieces);
            }
        },
        WIDER_RECORDS {
            @Override
            byte[] apply(byte[] bytes, Random random) {
                List<byte[]> pieces = new ArrayList<>();
                for (int i = 0; i + 24 <= bytes.length; i += 24) {
                    pieces.add(Arrays.copyOf(Arrays.copyOfRange(bytes, i, i + 24), 28));
                }
                return joined(pieces);
            }
        },
        FEW_CHANGED_BYTES {
            @Override
            byte[] apply(byte[] bytes, Random random) {
                byte[] changed = bytes.clone();
                for (int i = random.nextInt(800); i < changed.length; i += random.nextInt(800)) {
                    changed[i] = (byte) random.nextInt();
                }
                return changed;
            }
        },
        TWICE {
            @Override
            byte[] apply(byte[] bytes, Random random) {
                return joined(List.of(bytes, bytes));
            }
        };

        abstract byte[] apply(byte[] bytes, Random random);

        private static byte[] joined(List<byte[]> pieces) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            pieces.forEach(out::writeBytes);
            return out.toByteArray();
        }
    }

    @ParameterizedTest
    @CsvSource({"1", "2"})
    void areNoLargerThanByCopyingAndInserting(int seed) throws IOException {
        List<String> larger = new ArrayList<>();
        for (Material material : Material.values()) {
            for (Edit edit : Edit.values()) {
                Random random = new Random(seed);
                byte[] reference = material.make(random, LENGTH);
                byte[] target = edit.apply(reference, random);
                byte[] delta = Codec.encode(reference, target);
                int own = delta.length - frame(reference);
                int plain = CopyInsertCoder.size(reference, target);
                if (own > plain * 1.1 + 64) {
                    larger.add(material + " " + edit + ": " + own + " bytes for " + plain);
                }
                assertThat(Codec.decode(reference, delta)).isEqualTo(target);
            }
        }
        assertThat(larger).isEmpty();
    }
}
