package io.deltaglider.engine.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deltaglider.delta.Content;
import io.deltaglider.delta.DeltaHeader;
import io.deltaglider.delta.Effort;
import io.deltaglider.engine.spool.BodyReceiver;
import io.deltaglider.engine.spool.Spool;
import io.deltaglider.engine.spool.WorkFolder;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What goes wrong inside the codec is an IOException to the engine, and leaves nothing behind. */
class DeltaMakerTest {
    private static final int SIZE = 3_000_000;

    @TempDir Path temporary;

    private WorkFolder folder;
    private DeltaMaker maker;
    private Spool target;
    private DeltaHeader header;
    private byte[] bytes;

    @BeforeEach
    void receive() throws IOException {
        bytes = new byte[SIZE];
        new Random(5).nextBytes(bytes);
        folder = WorkFolder.at(temporary.resolve("tmp"));
        maker = new DeltaMaker(Effort.BALANCED, folder);
        target = new BodyReceiver(folder).receive(new ByteArrayInputStream(bytes));
        header =
                new DeltaHeader(
                        SIZE,
                        target.sha256(),
                        target.md5(),
                        target.md5(),
                        "",
                        Optional.of(new DeltaHeader.ReferenceId("0".repeat(64), SIZE, "")));
    }

    @AfterEach
    void close() throws IOException {
        target.close();
        folder.close();
    }

    /** A reference whose first reads fail. */
    private final class Failing implements Content {
        private final Supplier<Throwable> failure;
        private int left;

        Failing(int failures, Supplier<Throwable> failure) {
            this.left = failures;
            this.failure = failure;
        }

        @Override
        public long size() {
            return SIZE;
        }

        @Override
        public synchronized void read(long position, byte[] into, int from, int length) {
            if (left > 0) {
                left--;
                throw DeltaMakerTest.<RuntimeException>sneaky(failure.get());
            }
            System.arraycopy(bytes, (int) position, into, from, length);
        }

        @Override
        public void close() {}
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> RuntimeException sneaky(Throwable failure) throws T {
        throw (T) failure;
    }

    private Optional<Spool> make(Content reference) throws IOException {
        return maker.make(reference, target, header, Long.MAX_VALUE);
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                ArrayIndexOutOfBoundsException.class,
                IllegalStateException.class,
                StackOverflowError.class
            })
    void aDefectOfTheCodecIsAnIoException(Class<? extends Throwable> kind) {
        assertThatThrownBy(() -> make(new Failing(Integer.MAX_VALUE, () -> instance(kind))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the codec failed")
                .hasRootCauseInstanceOf(kind);
        assertThat(files()).isEqualTo(1);
    }

    private static Throwable instance(Class<? extends Throwable> kind) {
        try {
            return kind.getConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("no constructor without arguments: " + kind, e);
        }
    }

    @Test
    void whatRanOutOfMemoryBesideOthersIsTriedAgainAlone() throws IOException {
        try (Spool delta = make(new Failing(1, OutOfMemoryError::new)).orElseThrow()) {
            assertThat(delta.size()).isLessThan(2000);
        }
    }

    @Test
    void whatRunsOutOfMemoryAloneIsAnIoException() {
        assertThatThrownBy(() -> make(new Failing(Integer.MAX_VALUE, OutOfMemoryError::new)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("heap of")
                .hasMessageContaining("-Xmx");
        assertThat(files()).isEqualTo(1);
    }

    /** The target's own file is left. */
    private long files() {
        try (Stream<Path> files = Files.list(folder.directory())) {
            return files.filter(each -> !each.getFileName().toString().endsWith(".lock")).count();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
