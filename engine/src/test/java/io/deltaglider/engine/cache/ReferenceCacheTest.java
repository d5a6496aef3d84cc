package io.deltaglider.engine.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

final class ReferenceCacheTest {
    private static final int SIZE = 100_000;
    private static final TestReference A = new TestReference(1, SIZE);
    private static final TestReference B = new TestReference(2, SIZE);
    private static final TestReference C = new TestReference(3, SIZE);

    @TempDir Path folder;

    @Test
    void fetchesOnce() throws IOException {
        AtomicInteger fetched = new AtomicInteger();
        try (ReferenceCache cache = cache(1 << 20)) {
            for (int i = 0; i < 3; i++) {
                try (CachedReference reference =
                        cache.open(
                                A.sha256,
                                SIZE,
                                file -> {
                                    fetched.incrementAndGet();
                                    A.writeTo(file);
                                })) {
                    assertThat(reference.file()).hasBinaryContent(A.bytes);
                    assertThat(reference.sha256()).isEqualTo(A.sha256);
                    assertThat(reference.size()).isEqualTo(SIZE);
                }
            }
            assertThat(cache.entries()).isEqualTo(1);
            assertThat(cache.bytes()).isEqualTo(SIZE);
        }
        try (ReferenceCache cache = cache(1 << 20);
                CachedReference reference = A.openCached(cache)) {
            assertThat(reference.file()).hasBinaryContent(A.bytes);
        }
        assertThat(fetched).hasValue(1);
    }

    @Test
    void leavesNothingBesideItsEntries() throws IOException {
        try (ReferenceCache cache = cache(1 << 20)) {
            CachedReference first = A.open(cache);
            CachedReference second = A.open(cache);
            B.open(cache).close();
            assertThat(workFiles()).hasSize(1);
            first.close();
            first.close();
            assertThat(second.file()).hasBinaryContent(A.bytes);
            second.close();
            assertThat(workFiles()).isEmpty();
        }
        assertThat(folder.resolve("work")).isEmptyDirectory();
    }

    @Test
    void whatIsOpenStaysWhatever() throws IOException {
        try (ReferenceCache cache = cache(1 << 20);
                ReferenceCache other = cache(1)) {
            try (CachedReference reference = A.open(cache)) {
                other.discard(A.sha256);
                assertThat(reference.file()).hasBinaryContent(A.bytes);
                cache.discard(A.sha256);
                assertThat(reference.file()).hasBinaryContent(A.bytes);
                try (CachedReference again = A.open(cache)) {
                    cache.clear();
                    other.clear();
                    assertThat(again.file()).hasBinaryContent(A.bytes);
                    assertThat(reference.file()).hasBinaryContent(A.bytes);
                }
            }
            assertThat(cache.entries()).isZero();
        }
    }

    @Test
    void aDiscardedReferenceIsFetchedAgainThoughItIsOpen() throws IOException {
        try (ReferenceCache cache = cache(1 << 20);
                CachedReference open = A.open(cache)) {
            cache.discard(A.sha256);
            AtomicInteger fetched = new AtomicInteger();
            try (CachedReference again =
                    cache.open(
                            A.sha256,
                            SIZE,
                            file -> {
                                fetched.incrementAndGet();
                                A.writeTo(file);
                            })) {
                assertThat(fetched).hasValue(1);
                assertThat(again.file()).isNotEqualTo(open.file()).hasBinaryContent(A.bytes);
            }
            assertThat(open.file()).hasBinaryContent(A.bytes);
        }
    }

    @Test
    void takesInNothingWrong() throws IOException {
        byte[] altered = A.bytes.clone();
        altered[SIZE / 2] ^= 1;
        try (ReferenceCache cache = cache(1 << 20)) {
            assertWrong(cache, file -> Files.write(file, altered), "SHA-256");
            assertWrong(
                    cache,
                    file -> Files.write(file, Arrays.copyOf(A.bytes, SIZE - 1)),
                    "99999 came");
            assertWrong(
                    cache,
                    file -> Files.write(file, Arrays.copyOf(A.bytes, SIZE + 1)),
                    "100001 came");
            assertWrong(cache, Files::createFile, "but 0 came");
            assertWrong(
                    cache,
                    file ->
                            Files.createSymbolicLink(
                                    file, Files.write(folder.resolve("x"), A.bytes)),
                    "");
            A.open(cache).close();
            assertThat(cache.entries()).isEqualTo(1);
        }
    }

    private void assertWrong(ReferenceCache cache, ReferenceCache.Source source, String message)
            throws IOException {
        assertThatThrownBy(() -> cache.open(A.sha256, SIZE, source))
                .isInstanceOf(WrongContentException.class)
                .hasMessageContaining(A.sha256)
                .hasMessageContaining(message);
        assertThat(cache.entries()).isZero();
        assertThat(workFiles()).isEmpty();
    }

    @Test
    void passesOnWhatTheSourceThrows() throws IOException {
        IOException failure = new IOException("connection reset");
        IllegalStateException refused = new IllegalStateException("refused");
        try (ReferenceCache cache = cache(1 << 20)) {
            assertThatThrownBy(() ->
                            cache.open(
                                    A.sha256,
                                    SIZE,
                                    file -> {
                                        Files.write(file, new byte[10]);
                                        throw failure;
                                    }))
                    .isSameAs(failure);
            assertThatThrownBy(() ->
                            cache.open(
                                    A.sha256,
                                    SIZE,
                                    file -> {
                                        Files.write(file, new byte[10]);
                                        throw refused;
                                    }))
                    .isSameAs(refused);
            assertThat(workFiles()).isEmpty();
            assertThat(cache.entries()).isZero();
            A.open(cache).close();
        }
    }

    @Test
    void saysWhenTheDiskIsFull() throws IOException {
        try (ReferenceCache cache = cache(1 << 20)) {
            assertThatThrownBy(() ->
                            cache.open(
                                    A.sha256,
                                    SIZE,
                                    file -> {
                                        throw new IOException("No space left on device");
                                    }))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(folder.toString())
                    .hasMessageContaining("is full")
                    .hasMessageContaining("100000 bytes")
                    .hasMessageContaining("DELTAGLIDER_CACHE");
            assertThat(workFiles()).isEmpty();
        }
    }

    enum Damage {
        ALTERED {
            @Override
            void to(Path entry) throws IOException {
                byte[] bytes = Files.readAllBytes(entry);
                bytes[7] ^= 1;
                Files.write(entry, bytes);
                Files.setLastModifiedTime(
                        entry, FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));
            }
        },
        REPLACED {
            @Override
            void to(Path entry) throws IOException {
                Files.delete(entry);
                Files.write(entry, B.bytes);
            }
        },
        TRUNCATED {
            @Override
            void to(Path entry) throws IOException {
                Files.write(entry, Arrays.copyOf(A.bytes, SIZE / 2));
            }
        },
        EMPTIED {
            @Override
            void to(Path entry) throws IOException {
                Files.write(entry, new byte[0]);
            }
        },
        SYMBOLIC_LINK {
            @Override
            void to(Path entry) throws IOException {
                Path target =
                        Files.move(entry, Files.createTempDirectory("elsewhere").resolve("x"));
                Files.createSymbolicLink(entry, target);
            }
        },
        FOLDER {
            @Override
            void to(Path entry) throws IOException {
                Files.delete(entry);
                Files.createDirectories(entry.resolve("inside"));
            }
        };

        abstract void to(Path entry) throws IOException;
    }

    @ParameterizedTest
    @EnumSource
    void fetchesDamagedEntriesAgain(Damage damage) throws IOException {
        AtomicInteger fetched = new AtomicInteger();
        ReferenceCache.Source source =
                file -> {
                    fetched.incrementAndGet();
                    A.writeTo(file);
                };
        try (ReferenceCache cache = cache(1 << 20)) {
            A.open(cache).close();
            damage.to(entry(A));
            try (CachedReference reference = cache.open(A.sha256, SIZE, source)) {
                assertThat(reference.file()).hasBinaryContent(A.bytes);
            }
            assertThat(fetched).hasValue(1);
            damage.to(entry(A));
        }
        try (ReferenceCache cache = cache(1 << 20);
                CachedReference reference = cache.open(A.sha256, SIZE, source)) {
            assertThat(reference.file()).hasBinaryContent(A.bytes);
            assertThat(entry(A)).hasBinaryContent(A.bytes);
        }
        assertThat(fetched).hasValue(2);
    }

    @Test
    void doesNotShareAnOpenFileThatWasAltered() throws IOException {
        try (ReferenceCache cache = cache(1 << 20);
                CachedReference open = A.open(cache)) {
            Damage.ALTERED.to(open.file());
            try (CachedReference again = A.open(cache)) {
                assertThat(again.file()).hasBinaryContent(A.bytes);
            }
        }
    }

    @Test
    void dropsWhatWasUsedLongestAgo() throws IOException {
        try (ReferenceCache cache = cache(2 * SIZE + 10)) {
            A.open(cache).close();
            B.open(cache).close();
            usedAt(A, "2026-01-01T00:00:00Z");
            usedAt(B, "2026-01-02T00:00:00Z");
            A.openCached(cache).close(); // now A is the one used last
            C.open(cache).close();
            assertThat(cache.bytes()).isEqualTo(2 * SIZE);
            A.openCached(cache).close();
            C.openCached(cache).close();
            assertThat(entry(B)).doesNotExist();
        }
    }

    @Test
    void usesWhatIsLargerThanItsBoundAndDropsItAfterwards() throws IOException {
        try (ReferenceCache cache = cache(SIZE - 1)) {
            try (CachedReference reference = A.open(cache)) {
                assertThat(reference.file()).hasBinaryContent(A.bytes);
                try (CachedReference shared = A.openCached(cache)) {
                    assertThat(shared.file()).hasBinaryContent(A.bytes);
                }
            }
            assertThat(cache.entries()).isZero();
            assertThat(workFiles()).isEmpty();
        }
    }

    @Test
    void makesRoomWhenItsBoundWasLowered() throws IOException {
        try (ReferenceCache cache = cache(1 << 20)) {
            A.open(cache).close();
            B.open(cache).close();
        }
        try (ReferenceCache cache = cache(SIZE)) {
            C.open(cache).close();
            assertThat(cache.entries()).isEqualTo(1);
            C.openCached(cache).close();
        }
    }

    @Test
    void concurrentMissesFetchOnce() throws Exception {
        int readers = 8;
        AtomicInteger fetched = new AtomicInteger();
        CountDownLatch started = new CountDownLatch(readers);
        try (ReferenceCache cache = cache(1 << 20);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<byte[]>> read = new ArrayList<>();
            for (int i = 0; i < readers; i++) {
                read.add(
                        threads.submit(() -> {
                            started.countDown();
                            try (CachedReference reference =
                                    cache.open(
                                            A.sha256,
                                            SIZE,
                                            file -> {
                                                await(started);
                                                fetched.incrementAndGet();
                                                A.writeTo(file);
                                            })) {
                                return Files.readAllBytes(reference.file());
                            }
                        }));
            }
            for (Future<byte[]> bytes : read) {
                assertThat(bytes.get()).isEqualTo(A.bytes);
            }
        }
        assertThat(fetched).hasValue(1);
    }

    @Test
    void fetchesDifferentReferencesAtTheSameTime() throws Exception {
        CountDownLatch both = new CountDownLatch(2);
        try (ReferenceCache cache = cache(1 << 20);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (TestReference reference : List.of(A, B)) {
                running.add(
                        threads.submit(() -> {
                            cache.open(
                                            reference.sha256,
                                            SIZE,
                                            file -> {
                                                both.countDown();
                                                await(both); // for ever, if one waited for the
                                                // other
                                                reference.writeTo(file);
                                            })
                                    .close();
                            return null;
                        }));
            }
            for (Future<?> thread : running) {
                thread.get();
            }
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void adoptsFiles() throws IOException {
        Path spool = Files.write(folder.resolve("spool"), A.bytes);
        Path second = Files.write(folder.resolve("spool2"), B.bytes);
        try (ReferenceCache cache = cache(1 << 20)) {
            try (CachedReference reference = cache.adopt(A.sha256, SIZE, spool);
                    CachedReference trusted = cache.adoptVerified(B.sha256, SIZE, second)) {
                Files.delete(spool);
                Files.delete(second);
                assertThat(reference.file()).hasBinaryContent(A.bytes);
                assertThat(trusted.file()).hasBinaryContent(B.bytes);
            }
            A.openCached(cache).close();
            B.openCached(cache).close();
        }
    }

    @Test
    void adoptingReplacesADamagedEntry() throws IOException {
        try (ReferenceCache cache = cache(1 << 20)) {
            A.open(cache).close();
            Damage.TRUNCATED.to(entry(A));
            cache.adopt(A.sha256, SIZE, Files.write(folder.resolve("spool"), A.bytes)).close();
            try (CachedReference reference = A.openCached(cache)) {
                assertThat(reference.file()).hasBinaryContent(A.bytes);
            }
        }
    }

    @Test
    void adoptsNothingWrong() throws IOException {
        Path spool = Files.write(folder.resolve("spool"), B.bytes);
        try (ReferenceCache cache = cache(1 << 20)) {
            assertThatThrownBy(() -> cache.adopt(A.sha256, SIZE, spool))
                    .isInstanceOf(WrongContentException.class);
            assertThatThrownBy(() -> cache.adoptVerified(B.sha256, SIZE - 1, spool))
                    .isInstanceOf(WrongContentException.class);
            assertThatThrownBy(() -> cache.adopt(A.sha256, SIZE, folder.resolve("absent")))
                    .isInstanceOf(IOException.class);
            assertThat(cache.entries()).isZero();
            assertThat(workFiles()).isEmpty();
            assertThat(spool).hasBinaryContent(B.bytes);
        }
    }

    @Test
    void isForItsOwnerOnly() throws IOException {
        Path own = folder.resolve("new/cache");
        try (ReferenceCache cache = new ReferenceCache(own, 1 << 20)) {
            A.open(cache).close();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(own)))
                    .isEqualTo("rwx------");
        }
    }

    @Test
    void removesWhatDeadProcessesLeft() throws IOException {
        Path work = Files.createDirectories(folder.resolve("work"));
        Path dead = Files.createDirectories(work.resolve("00000000-0000-0000-0000-000000000001"));
        Files.write(dead.resolve("0-part"), new byte[100]);
        Files.createFile(work.resolve("00000000-0000-0000-0000-000000000001.lock"));
        Path orphan = Files.createDirectories(work.resolve("00000000-0000-0000-0000-000000000002"));
        Files.write(orphan.resolve("0-part"), new byte[100]);
        try (ReferenceCache alive = cache(1 << 20);
                CachedReference open = A.open(alive);
                ReferenceCache opened = cache(1 << 20)) {
            assertThat(dead).doesNotExist();
            assertThat(orphan).doesNotExist();
            assertThat(open.file()).hasBinaryContent(A.bytes);
            A.openCached(opened).close();
            try (Stream<Path> left = Files.list(work)) {
                assertThat(left).hasSize(4); // a folder and a lock for each of the two
            }
        }
    }

    @Test
    void refusesNonsense() throws IOException {
        assertThatThrownBy(() -> cache(-1)).isInstanceOf(IllegalArgumentException.class);
        Path file = Files.createFile(folder.resolve("file"));
        assertThatThrownBy(() -> new ReferenceCache(file.resolve("below"), 1))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("DELTAGLIDER_CACHE");
        ReferenceCache cache = cache(1);
        for (String sha256 :
                List.of(
                        "",
                        "../../etc/passwd",
                        A.sha256.substring(1),
                        "g" + A.sha256.substring(1))) {
            assertThatThrownBy(() -> cache.open(sha256, 1, Files::createFile))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> cache.discard(sha256))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        cache.close();
        assertThatThrownBy(() -> A.open(cache)).isInstanceOf(IllegalStateException.class);
    }

    private ReferenceCache cache(long maxBytes) throws IOException {
        return new ReferenceCache(folder, maxBytes);
    }

    private Path entry(TestReference reference) {
        return folder.resolve("entries")
                .resolve(reference.sha256.substring(0, 2))
                .resolve(reference.sha256);
    }

    private void usedAt(TestReference reference, String instant) throws IOException {
        Files.getFileAttributeView(entry(reference), BasicFileAttributeView.class)
                .setTimes(null, FileTime.from(Instant.parse(instant)), null);
    }

    /** What is in the work folders, other than their lock files. */
    private List<Path> workFiles() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("work"))) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().endsWith(".lock"))
                    .toList();
        }
    }
}
