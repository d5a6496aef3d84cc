package io.deltaglider.delta;

import static io.deltaglider.delta.archive.Containers.ascii;
import static io.deltaglider.delta.archive.Containers.concat;
import static io.deltaglider.delta.archive.Containers.cutUp;
import static io.deltaglider.delta.archive.Containers.dump;
import static io.deltaglider.delta.archive.Containers.gzip;
import static io.deltaglider.delta.archive.Containers.png;
import static io.deltaglider.delta.archive.Containers.random;
import static io.deltaglider.delta.archive.Containers.table;
import static io.deltaglider.delta.archive.Containers.tar;
import static io.deltaglider.delta.archive.Containers.text;
import static io.deltaglider.delta.archive.Containers.zip;
import static io.deltaglider.delta.archive.Containers.zlib;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deltaglider.delta.archive.ContainerFormat;
import io.deltaglider.delta.archive.Containers;
import io.deltaglider.delta.archive.Containers.Entry;
import io.deltaglider.delta.archive.ParserRunner;
import io.deltaglider.delta.deflate.Token;
import io.deltaglider.delta.predict.CodeLengths;
import io.deltaglider.delta.predict.Compressor;
import io.deltaglider.delta.predict.CompressorId;
import io.deltaglider.delta.predict.CompressorModels;
import io.deltaglider.delta.predict.ContentWindow;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** A parser or a model that fails costs the streams that it is needed for: the delta stays exact, and the others stay open. */
class FaultyPartsTest {
    private static final byte[] REFERENCE = archive(UnaryOperator.identity());
    private static final byte[] TARGET = archive(FaultyPartsTest::edited);

    private static byte[] edited(byte[] content) {
        byte[] edited = content.clone();
        System.arraycopy(ascii("CHANGED"), 0, edited, content.length / 2, 7);
        return edited;
    }

    /** One container of every format, and a stream between bytes of none. */
    private static byte[] archive(UnaryOperator<byte[]> change) {
        byte[][] contents = new byte[7][];
        Arrays.setAll(contents, i -> change.apply(text(30_000, i)));
        return concat(
                tar(
                        Entry.stored("a.zip", zip(Entry.packed("x", contents[0]))),
                        Entry.stored("b.gz", gzip(contents[1])),
                        Entry.stored("c.png", png(cutUp(zlib(contents[2]), 2000))),
                        Entry.stored("d.pdf", pdf(contents[3])),
                        Entry.stored("e.dump", dump(table(1, cutUp(zlib(contents[4]), 2000)))),
                        Entry.stored("f.tar", tar(Entry.stored("g.gz", gzip(contents[5]))))),
                random(300, 1),
                zlib(contents[6]),
                random(300, 2));
    }

    private static byte[] pdf(byte[] content) {
        return concat(
                ascii("%PDF-1.4\n1 0 obj\n<< /Filter /FlateDecode >>\nstream\n"),
                zlib(content),
                ascii("\nendstream\nendobj\n"));
    }

    private static DeltaEncoder encoder(ParserRunner parsers, CompressorModels models) {
        return new DeltaEncoder(Effort.BALANCED, 2, parsers, models);
    }

    private static long openedStreams(byte[] delta) throws IOException {
        return DeltaInspection.of(new ByteArrayInputStream(delta)).frames().stream()
                .filter(frame -> !frame.kind().equals("streams"))
                .mapToLong(DeltaInspection.Frame::streams)
                .sum();
    }

    /** How many streams are open in a delta that was checked to be exact. */
    private static long opened(ParserRunner parsers, CompressorModels models) throws IOException {
        byte[] delta = Codec.encode(REFERENCE, TARGET, encoder(parsers, models));
        assertThat(Codec.decode(REFERENCE, delta)).isEqualTo(TARGET);
        return openedStreams(delta);
    }

    @ParameterizedTest
    @EnumSource(ContainerFormat.class)
    void aParserThatFailsCostsItsContainers(ContainerFormat faulty) throws IOException {
        long all = opened(ParserRunner.STANDARD, CompressorModels.STANDARD);
        assertThat(all).isGreaterThanOrEqualTo(9);
        for (boolean atOnce : new boolean[] {true, false}) {
            ParserRunner parsers =
                    (format, parser) -> {
                        // Half of the containers may have been found when it fails.
                        long end = format == faulty && atOnce ? 0 : parser.parse();
                        if (format != faulty) {
                            return end;
                        }
                        if (atOnce) {
                            throw new ArrayIndexOutOfBoundsException(-564);
                        }
                        throw new StackOverflowError();
                    };
            // Some of what one parser fails on is found by the search of unknown bytes.
            assertThat(opened(parsers, CompressorModels.STANDARD)).isBetween(2L, all);
        }
    }

    /** Hands everything on. */
    private static class Delegating implements Compressor {
        private final Compressor model;

        Delegating(Compressor model) {
            this.model = model;
        }

        @Override
        public void restart() {
            model.restart();
        }

        @Override
        public int predict(ContentWindow window, long position) {
            return model.predict(window, position);
        }

        @Override
        public void accept(ContentWindow window, long position, int token) {
            model.accept(window, position, token);
        }

        @Override
        public boolean endsBlock(ContentWindow window, long position) {
            return model.endsBlock(window, position);
        }

        @Override
        public void blockEnded(long position) {
            model.blockEnded(position);
        }

        @Override
        public CodeLengths codeLengths() {
            return model.codeLengths();
        }
    }

    /**
     * Models that fail after so many questions, the estimator's included.
     *
     * @param level of the models that do
     */
    private static CompressorModels failing(int level, int questions, Supplier<Throwable> fault) {
        return id -> {
            Compressor model = CompressorModels.STANDARD.create(id);
            if (id.level() != level) {
                return model;
            }
            AtomicInteger left = new AtomicInteger(questions);
            return new Delegating(model) {
                @Override
                public boolean endsBlock(ContentWindow window, long position) {
                    if (left.getAndDecrement() <= 0) {
                        throwIt(fault.get());
                    }
                    return super.endsBlock(window, position);
                }
            };
        };
    }

    private static void throwIt(Throwable fault) {
        switch (fault) {
            case RuntimeException runtime -> throw runtime;
            case Error error -> throw error;
            default -> throw new IllegalStateException(fault);
        }
    }

    static Stream<Supplier<Throwable>> faults() {
        return Stream.of(
                () -> new ArrayIndexOutOfBoundsException("Index -564 out of bounds"),
                () -> new IllegalStateException("no such state"),
                StackOverflowError::new);
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aModelThatFailsCostsItsStreams(Supplier<Throwable> fault) throws IOException {
        byte[] one = text(60_000, 1);
        byte[] two = text(60_000, 2);
        byte[] reference = pair(one, two);
        byte[] target = pair(edited(one), edited(two));
        for (int questions : new int[] {0, 20_000}) {
            // The one of level 6, not the one of level 1.
            DeltaEncoder encoder = encoder(ParserRunner.STANDARD, failing(6, questions, fault));
            byte[] delta = Codec.encode(reference, target, encoder);
            assertThat(Codec.decode(reference, delta)).isEqualTo(target);
            assertThat(openedStreams(delta)).isBetween(1L, 2L);
        }
    }

    private static byte[] pair(byte[] one, byte[] two) {
        return tar(Entry.stored("1.gz", gzipOf(one, 6)), Entry.stored("2.gz", gzipOf(two, 1)));
    }

    private static byte[] gzipOf(byte[] content, int level) {
        byte[] usual = gzip(content);
        byte[] packed = Containers.deflate(content, level, true);
        return concat(
                Arrays.copyOf(usual, 10),
                packed,
                Arrays.copyOfRange(usual, usual.length - 8, usual.length));
    }

    @ParameterizedTest
    @EnumSource(CompressorId.Family.class)
    void aFamilyOfModelsThatCannotBeMadeCostsNothingElse(CompressorId.Family family)
            throws IOException {
        long all = opened(ParserRunner.STANDARD, CompressorModels.STANDARD);
        CompressorModels models =
                id -> {
                    if (id.family() == family) {
                        throw new IllegalArgumentException("no such model");
                    }
                    return CompressorModels.STANDARD.create(id);
                };
        // Streams of zlib's are made again without a model of it, or by one of its kin.
        assertThat(opened(ParserRunner.STANDARD, models)).isBetween(1L, all);
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aStreamOverManyStretchesThatFailsLateIsLeftClosed(Supplier<Throwable> fault)
            throws IOException {
        byte[] long1 = text(3 << 20, 1);
        byte[] small = text(60_000, 2);
        byte[] reference =
                tar(Entry.stored("1.gz", gzipOf(long1, 6)), Entry.stored("2.gz", gzipOf(small, 1)));
        byte[] target =
                tar(
                        Entry.stored("1.gz", gzipOf(edited(long1), 6)),
                        Entry.stored("2.gz", gzipOf(edited(small), 1)));
        DeltaEncoder encoder = encoder(ParserRunner.STANDARD, failing(6, 30_000, fault));
        byte[] delta = Codec.encode(reference, target, encoder);
        assertThat(Codec.decode(reference, delta)).isEqualTo(target);
        assertThat(openedStreams(delta)).isEqualTo(1);
        byte[] whole = Codec.encode(reference, target, Effort.BALANCED);
        assertThat(openedStreams(whole)).isEqualTo(2);
        assertThat(Codec.decode(reference, whole)).isEqualTo(target);
    }

    /** Models that predict something else than the ones that the file is read with. */
    private static final CompressorModels LIARS =
            id ->
                    new Delegating(CompressorModels.STANDARD.create(id)) {
                        @Override
                        public int predict(ContentWindow window, long position) {
                            int token = super.predict(window, position);
                            return position % 100 == 7
                                    ? Token.literal(window.bytes()[window.index(position)])
                                    : token;
                        }
                    };

    @TempDir Path folder;

    @Test
    void whatDoesNotComeBackRightIsWrittenAgainWithAllStreamsClosed() throws IOException {
        Path reference = Files.write(folder.resolve("reference"), REFERENCE);
        Path target = Files.write(folder.resolve("target"), TARGET);
        Path delta = folder.resolve("delta");
        DeltaEncoder lying = encoder(ParserRunner.STANDARD, LIARS);
        byte[] wrong = Codec.encode(REFERENCE, TARGET, lying);
        assertThatThrownBy(() -> Codec.decode(REFERENCE, wrong))
                .isInstanceOf(CorruptDeltaException.class);
        for (boolean packing : new boolean[] {false, true}) {
            Optional<Path> from = packing ? Optional.empty() : Optional.of(reference);
            DeltaFiles.write(from, target, delta, lying, packing);
            assertThat(openedStreams(Files.readAllBytes(delta))).isZero();
            DeltaFiles.decode(from, delta, folder.resolve("back"));
            assertThat(folder.resolve("back")).hasBinaryContent(TARGET);
        }
    }
}
