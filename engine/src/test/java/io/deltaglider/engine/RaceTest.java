package io.deltaglider.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Many writers, with nothing between them but the store. */
class RaceTest extends EngineFixture {
    private static final int WRITERS = 8;

    private static <T> List<T> together(List<Callable<T>> tasks) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<T> results = new ArrayList<>();
            for (Future<T> each : threads.invokeAll(tasks)) {
                results.add(each.get());
            }
            return results;
        }
    }

    @Test
    void onOneKeyTheLastAcceptedWriteWinsWhole() throws Exception {
        List<DeltaGliderS3Client> engines = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            engines.add(engine(store, "cache" + i));
        }
        Set<String> written = ConcurrentHashMap.newKeySet();
        Set<String> torn = ConcurrentHashMap.newKeySet();
        List<Callable<Boolean>> tasks = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            int writer = i;
            tasks.add(() -> {
                for (int round = 0; round < 4; round++) {
                    byte[] bytes = Bodies.version(FIRST, 100 + writer * 10 + round);
                    written.add(Bodies.md5(bytes));
                    Stores.put(engines.get(writer), BUCKET, "v1/app.bin", bytes);
                    byte[] read =
                            Stores.get(engines.get((writer + 1) % WRITERS), BUCKET, "v1/app.bin");
                    if (!written.contains(Bodies.md5(read))) {
                        torn.add(Bodies.md5(read));
                    }
                }
                return true;
            });
        }
        assertThat(together(tasks)).hasSize(WRITERS);
        assertThat(torn).isEmpty();
        assertThat(written).contains(Bodies.md5(Stores.get(client, BUCKET, "v1/app.bin")));
    }

    @Test
    void firstWritersOfOneDeltaspaceDoNotHarmEachOther() throws Exception {
        List<Callable<byte[]>> tasks = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            String key = "v" + i + "/app.bin";
            byte[] bytes = Bodies.version(FIRST, i);
            DeltaGliderS3Client writer = engine(store, "cache" + i);
            tasks.add(() -> {
                Stores.put(writer, BUCKET, key, bytes);
                return bytes;
            });
        }
        List<byte[]> written = together(tasks);
        DeltaGliderS3Client fresh = engine(store, "fresh");
        for (int i = 0; i < WRITERS; i++) {
            assertThat(Stores.get(fresh, BUCKET, "v" + i + "/app.bin")).isEqualTo(written.get(i));
        }
        Stores.put(client, BUCKET, "v99/app.bin", FIRST);
        assertThat(client.inspect(BUCKET, "v99/app.bin").storedSize()).isLessThan(5_000);
    }

    @Test
    void firstWritersInOneProcessShareOneReference() throws Exception {
        List<Callable<Boolean>> tasks = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            String key = "v" + i + "/app.bin";
            byte[] bytes = Bodies.version(FIRST, i);
            tasks.add(() -> {
                Stores.put(client, BUCKET, key, bytes);
                return true;
            });
        }
        assertThat(together(tasks)).hasSize(WRITERS);
        assertThat(Stores.references(store, BUCKET))
                .as("of which one stands alone")
                .filteredOn(each -> each.depth() == 0)
                .hasSize(1);
    }

    @Test
    void ofManyWhoCreateAKeyOneWins() throws Exception {
        AtomicInteger losers = new AtomicInteger();
        List<Callable<Boolean>> tasks = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            byte[] bytes = Bodies.version(FIRST, i);
            tasks.add(() -> {
                try {
                    client.putObject(
                            r -> r.bucket(BUCKET).key("v1/app.bin").ifNoneMatch("*"),
                            RequestBody.fromBytes(bytes));
                    return true;
                } catch (S3Exception e) {
                    assertThat(e.statusCode()).isEqualTo(412);
                    losers.incrementAndGet();
                    return false;
                }
            });
        }
        assertThat(together(tasks).stream().filter(won -> won)).hasSize(1);
        assertThat(losers).hasValue(WRITERS - 1);
    }

    @Test
    void incrementsByIfMatchAreNeverLost() throws Exception {
        Stores.put(client, BUCKET, "counter.bin", counter(0));
        List<Callable<Boolean>> tasks = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            tasks.add(() -> {
                for (int done = 0; done < 3; ) {
                    var current = Stores.response(client, BUCKET, "counter.bin");
                    int value = current.asByteArray()[0];
                    try {
                        client.putObject(
                                r ->
                                        r.bucket(BUCKET)
                                                .key("counter.bin")
                                                .ifMatch(current.response().eTag()),
                                RequestBody.fromBytes(counter(value + 1)));
                        done++;
                    } catch (S3Exception e) {
                        assertThat(e.statusCode()).isEqualTo(412);
                    }
                }
                return true;
            });
        }
        assertThat(together(tasks)).hasSize(WRITERS);
        assertThat(Stores.get(client, BUCKET, "counter.bin")).isEqualTo(counter(3 * WRITERS));
    }

    private static byte[] counter(int value) {
        byte[] bytes = Bodies.random(9, 70_000);
        bytes[0] = (byte) value;
        return bytes;
    }
}
