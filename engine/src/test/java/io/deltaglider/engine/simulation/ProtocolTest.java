package io.deltaglider.engine.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import software.amazon.awssdk.services.s3.S3Client;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;

/**
 * The real engine and the real collector over a simulated store, in every order of their requests for small cases, and by chance for large
 * ones. What clients were told is stored must be there, whoever else is at work, dies, or waits; and garbage goes away in the end.
 */
class ProtocolTest {
    private static final int RUNS = Integer.getInteger("deltaglider.simulations", 30);
    private static final long SEED = Long.getLong("deltaglider.seed", new Random().nextLong());

    private static final List<String> KEYS = List.of("a", "b", "c", "d");

    @TempDir Path folder;

    /** A few processes at random work; what they do is fixed by the seed. */
    private Optional<String> random(
            long seed,
            boolean slow,
            UnaryOperator<S3Client> broken,
            UnaryOperator<S3Client> collecting) {
        Random plan = new Random(seed);
        Simulation simulation =
                new Simulation(
                        folder.resolve(Long.toHexString(seed)),
                        Choices.random(seed),
                        slow ? 0 : plan.nextInt(4),
                        seed);
        simulation.broken = broken;
        int versions = 0;
        for (String key : KEYS) {
            if (plan.nextInt(3) > 0) {
                simulation.prepare(key, simulation.version(versions++));
            }
        }
        simulation.world.add(
                "age", false, actor -> actor.sleep(World.GRACE.plus(Duration.ofSeconds(5))));
        simulation.world.run();
        int processes = 2 + plan.nextInt(3);
        for (int p = 0; p < processes; p++) {
            int first = versions + 10 * p;
            long seedOfProcess = plan.nextLong();
            simulation.process(
                    "process" + p,
                    slow,
                    client -> {
                        Random work = new Random(seedOfProcess);
                        int operations = 1 + work.nextInt(3);
                        for (int i = 0; i < operations; i++) {
                            String key = KEYS.get(work.nextInt(KEYS.size()));
                            String other = KEYS.get(work.nextInt(KEYS.size()));
                            switch (work.nextInt(slow ? 5 : 8)) {
                                case 0, 1 -> client.put(key, simulation.version(first + i));
                                case 2 -> client.put(key, simulation.version(work.nextInt(3)));
                                case 3, 4 -> client.delete(key);
                                case 5 -> client.copy(key, other);
                                case 6 -> {
                                    if (!key.equals(other)) {
                                        client.move(key, other);
                                    }
                                }
                                default -> client.rewrite(key);
                            }
                        }
                    });
        }
        simulation.collector("collector1", 3, collecting);
        if (plan.nextBoolean()) {
            simulation.collector("collector2", 3, collecting);
        }
        if (plan.nextBoolean()) {
            simulation.clock(6, Duration.ofSeconds(150));
        }
        return simulation.run(!slow);
    }

    @Test
    void nothingIsLostWhoeverFailsOrDies() {
        for (int run = 0; run < RUNS; run++) {
            long seed = SEED + run;
            assertThat(random(seed, false, client -> client, client -> client))
                    .as("seed " + seed)
                    .isEmpty();
        }
    }

    @Test
    void nothingIsLostHoweverLongWritersTake() {
        for (int run = 0; run < RUNS; run++) {
            long seed = SEED + run;
            assertThat(random(seed, true, client -> client, client -> client))
                    .as("seed " + seed)
                    .isEmpty();
        }
    }

    /** Processes with deltaspaces of their own put what is there already, while the object that it came with goes away. */
    private Optional<String> sharing(long seed) {
        Simulation simulation =
                new Simulation(
                        folder.resolve("sharing" + Long.toHexString(seed)),
                        Choices.random(seed),
                        new Random(seed).nextInt(4),
                        seed);
        byte[] content = simulation.version(0);
        simulation.prepare("a", content);
        simulation.world.add(
                "age", false, actor -> actor.sleep(World.GRACE.plus(Duration.ofSeconds(5))));
        simulation.world.run();
        simulation.process(
                "first",
                false,
                client -> {
                    client.delete("a");
                    client.put("a", simulation.version(1));
                });
        simulation.process("second", false, client -> client.put("b", content));
        simulation.process("third", false, client -> client.put("c", content));
        simulation.process(
                "fourth",
                false,
                client -> {
                    client.delete("b");
                    client.put("d", content);
                });
        simulation.collector("collector1", 3, client -> client);
        simulation.collector("collector2", 2, client -> client);
        simulation.clock(4, Duration.ofSeconds(150));
        return simulation.run(true);
    }

    @Test
    void nothingIsLostWhereContentsAreShared() {
        for (int run = 0; run < RUNS; run++) {
            long seed = SEED + run;
            assertThat(sharing(seed)).as("seed " + seed).isEmpty();
        }
    }

    /** The seeds are fixed here: what is tested is the test. */
    private void assertNoticed(int runs, UnaryOperator<S3Client> collecting) {
        for (int run = 0; run < runs; run++) {
            if (random(500 + run, false, client -> client, collecting).isPresent()) {
                return;
            }
        }
        throw new AssertionError("not noticed in " + runs + " runs");
    }

    @Test
    void whenReferencesAreDeletedAfterOneScanObjectsAreLost() {
        assertNoticed(60, Breaks::deletesAfterOneScan);
    }

    @Test
    void whenTheScanIsIncompleteObjectsAreLost() {
        assertNoticed(30, Breaks::scansIncompletely);
    }
}
