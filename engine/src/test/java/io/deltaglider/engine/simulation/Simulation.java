package io.deltaglider.engine.simulation;

import io.deltaglider.delta.Content;
import io.deltaglider.delta.DeltaFile;
import io.deltaglider.delta.DeltaHeader;
import io.deltaglider.engine.DeltaGliderS3Client;
import io.deltaglider.engine.EngineOptions;
import io.deltaglider.engine.collect.CollectOptions;
import io.deltaglider.engine.collect.CollectReport;
import io.deltaglider.engine.collect.Collector;
import io.deltaglider.engine.layout.ContentHint;
import io.deltaglider.engine.layout.ReferenceKey;
import io.deltaglider.engine.layout.ReservedKeys;
import io.deltaglider.engine.object.DeltaDescription;
import io.deltaglider.engine.object.StoredMetadata;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.DelegatingS3Client;
import software.amazon.awssdk.services.s3.S3Client;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;

/** A bucket, processes of the real engine at work on it, and the check that nothing was lost and no garbage stays. */
final class Simulation {
    static final String BUCKET = "bucket";

    private static final int SIZE = 3000;

    /**
     * Each link of a chain of references takes two collections, one to be retired and one to be deleted, before the next is garbage; the
     * last one's name takes one more.
     */
    private static final int COLLECTIONS = 2 * (EngineOptions.defaults().maxDepth() + 1) + 2;

    final World world;
    final SimulatedS3 store;
    final History history = new History();
    private final Path folder;
    private final long contents;
    private int engines;

    /** What an actor's client does to its requests on their way: nothing, or something that breaks the protocol. */
    UnaryOperator<S3Client> broken = client -> client;

    /**
     * @param contents tells this simulation's bytes from another's, so that nothing cached of that one is of use here
     */
    Simulation(Path folder, Choices choices, int faults, long contents) {
        this.folder = folder;
        this.contents = contents;
        this.world = new World(choices, faults);
        this.store = new SimulatedS3(world, 4);
    }

    /** The n-th version of this simulation's one family of files. */
    byte[] version(int n) {
        byte[] bytes = new byte[SIZE];
        new Random(contents).nextBytes(bytes);
        for (int i = 0; i < 8; i++) {
            bytes[(n * 37 + i * 211) % SIZE] ^= (byte) (n + 1);
        }
        return bytes;
    }

    /** Every other one has a deltaspace of its own: what is in the others, too, it finds by hints. */
    private DeltaGliderS3Client engine(S3Client backend) {
        EngineOptions options =
                EngineOptions.defaults()
                        .withMinSize(100)
                        .withShareFrom(SIZE)
                        .withDeltaspace(engines % 2 == 0 ? "simulation" : "elsewhere" + engines)
                        .withCacheMaxBytes(200_000)
                        .withCacheDirectory(folder.resolve("cache" + engines++));
        return new DeltaGliderS3Client(backend, options, new DirectExecutor(), world);
    }

    /** What is there before anybody begins, put by a client that has no cares. */
    void prepare(String key, byte[] bytes) {
        try (DeltaGliderS3Client client = engine(new Unclosed(store))) {
            put(client, key, bytes);
        }
        history.begin(key, -2, bytes).acknowledge(-1);
    }

    /** A process that uses the engine. */
    final class Client {
        private final World.Actor actor;
        private final DeltaGliderS3Client engine;

        Client(World.Actor actor, DeltaGliderS3Client engine) {
            this.actor = actor;
            this.engine = engine;
        }

        void put(String key, byte[] bytes) {
            History.Write write = history.begin(key, world.step(), bytes);
            attempt("put " + key, write, () -> Simulation.put(engine, key, bytes));
        }

        boolean copy(String from, String to) {
            History.Write write = history.beginCopy(from, to, world.step());
            return attempt(
                    "copy " + from + " to " + to,
                    write,
                    () ->
                            engine.copyObject(r ->
                                    r.sourceBucket(BUCKET)
                                            .sourceKey(from)
                                            .destinationBucket(BUCKET)
                                            .destinationKey(to)));
        }

        void move(String from, String to) {
            if (copy(from, to)) {
                delete(from);
            }
        }

        void delete(String key) {
            History.Write write = history.begin(key, world.step(), null);
            attempt(
                    "delete " + key,
                    write,
                    () -> engine.deleteObject(r -> r.bucket(BUCKET).key(key)));
        }

        /** Stores an object anew in another form, as what it is: no write of a client, so it must never undo one. */
        void rewrite(String key) {
            attempt(
                    "rewrite " + key,
                    null,
                    () -> {
                        var read = engine.getObjectAsBytes(r -> r.bucket(BUCKET).key(key));
                        engine.putObject(
                                r -> r.bucket(BUCKET).key(key).ifMatch(read.response().eTag()),
                                RequestBody.fromBytes(read.asByteArray()));
                    });
        }

        private boolean attempt(String what, History.@Nullable Write write, Runnable action) {
            actor.beginsWrite();
            try {
                action.run();
                if (write != null) {
                    write.acknowledge(world.step());
                }
                actor.log(what + ": done");
                return true;
            } catch (SdkException e) {
                actor.log(what + ": " + e.getMessage());
                return false;
            } finally {
                actor.endsWrite();
            }
        }
    }

    interface Work {
        void by(Client client);
    }

    void process(String name, boolean slow, Work work) {
        world.add(
                name,
                slow,
                actor -> {
                    try (DeltaGliderS3Client engine =
                            engine(new GatedS3(broken.apply(store), actor))) {
                        work.by(new Client(actor, engine));
                    }
                });
    }

    /** A collector that runs so many times, with a good while between. */
    void collector(String name, int runs, UnaryOperator<S3Client> way) {
        world.add(
                name,
                false,
                actor -> {
                    GatedS3 gated = new GatedS3(way.apply(store), actor);
                    Collector collector =
                            new Collector(gated, "simulation", new DirectExecutor(), world);
                    for (int run = 0; run < runs; run++) {
                        if (run > 0) {
                            actor.sleep(World.GRACE.plusSeconds(5));
                        }
                        try {
                            CollectReport report = collector.collect(BUCKET, options());
                            actor.log("collects: " + report);
                        } catch (SdkException e) {
                            actor.log("cannot collect: " + e.getMessage());
                        }
                    }
                });
    }

    private static CollectOptions options() {
        return CollectOptions.defaults().withGrace(World.GRACE);
    }

    /** Time goes by without any request. */
    void clock(int times, Duration each) {
        world.add(
                "clock",
                false,
                actor -> {
                    for (int i = 0; i < times; i++) {
                        actor.sleep(each);
                    }
                });
    }

    /**
     * Runs it to its end, and says what is wrong.
     *
     * @param always whether everything must be readable at every moment, and not in the end only
     */
    Optional<String> run(boolean always) {
        @Nullable String[] wrong = new @Nullable String[1];
        if (always) {
            world.afterEachStep(() -> {
                if (wrong[0] == null) {
                    wrong[0] = dangling().orElse(null);
                }
            });
        }
        world.run();
        Optional<String> found = Optional.ofNullable(wrong[0]).or(this::lost).or(this::garbage);
        return found.map(each -> each + "\n" + world.log());
    }

    /** An object whose reference, or the base of it, is not there. */
    private Optional<String> dangling() {
        for (String key : store.objects.keySet()) {
            if (ReservedKeys.isReserved(key)) {
                continue;
            }
            Optional<ReferenceKey> reference = pointer(key);
            while (reference.isPresent()) {
                if (!store.objects.containsKey(reference.get().key())) {
                    return Optional.of(key + " points to " + reference.get().id() + ", gone");
                }
                reference = pointer(reference.get().key());
            }
        }
        return Optional.empty();
    }

    private Optional<ReferenceKey> pointer(String key) {
        return StoredMetadata.description(Objects.requireNonNull(store.objects.get(key)).metadata())
                .flatMap(DeltaDescription::referenceKey)
                .flatMap(ReferenceKey::parse);
    }

    private Optional<String> lost() {
        Set<String> keys = new HashSet<>(history.keys());
        store.objects.keySet().stream()
                .filter(key -> !ReservedKeys.isReserved(key))
                .forEach(keys::add);
        for (String key : keys) {
            SimulatedS3.Stored stored = store.objects.get(key);
            byte @Nullable [] found;
            try {
                found = stored == null ? null : rebuild(stored.bytes());
            } catch (IOException e) {
                return Optional.of(key + " cannot be read: " + e.getMessage());
            }
            if (!history.allows(key, found)) {
                return Optional.of(
                        key + (found == null ? " is gone" : " holds what it must not hold"));
            }
        }
        return Optional.empty();
    }

    /** From the store alone. */
    private byte[] rebuild(byte[] stored) throws IOException {
        if (!DeltaFile.isDelta(stored)) {
            return stored;
        }
        try (Content file = Content.of(stored);
                DeltaFile delta = DeltaFile.open(file)) {
            Optional<DeltaHeader.ReferenceId> id = delta.header().reference();
            byte[] reference = new byte[0];
            if (id.isPresent()) {
                reference = rebuild(referenceBytes(id.get()));
            }
            try (Content base = Content.of(reference);
                    InputStream target = delta.target(base)) {
                return target.readAllBytes();
            }
        }
    }

    private byte[] referenceBytes(DeltaHeader.ReferenceId id) throws IOException {
        ReferenceKey named =
                ReferenceKey.ofLocator(id.key(), id.sha256(), id.size())
                        .orElseThrow(() -> new IOException("it names no reference"));
        return store.objects.entrySet().stream()
                .filter(each -> each.getKey().startsWith(named.prefix()))
                .filter(each -> ReferenceKey.parse(each.getKey()).isPresent())
                .findFirst()
                .orElseThrow(() -> new IOException("its reference is gone"))
                .getValue()
                .bytes();
    }

    /** What stays after a few collections that nobody disturbs. */
    private Optional<String> garbage() {
        Collector collector = new Collector(store, "simulation", new DirectExecutor(), world);
        World rest = world;
        for (int run = 0; run < COLLECTIONS; run++) {
            rest.add("sleep", false, actor -> actor.sleep(World.GRACE.multipliedBy(2)));
            rest.run();
            collector.collect(BUCKET, options());
        }
        Optional<String> lost = lost();
        if (lost.isPresent()) {
            return lost;
        }
        Set<String> needed = new HashSet<>();
        for (String key : store.objects.keySet()) {
            pointer(key).map(ReferenceKey::key).ifPresent(needed::add);
            ReferenceKey.parse(key)
                    .map(each -> ContentHint.keyFor(each.sha256()))
                    .ifPresent(needed::add);
        }
        return store.objects.keySet().stream()
                .filter(ReservedKeys::isReserved)
                .filter(key -> !needed.contains(key))
                .filter(key ->
                        ReferenceKey.parseMarker(key)
                                .filter(retired -> needed.contains(retired.key()))
                                .isEmpty())
                .map(key -> "garbage stays: " + key)
                .findFirst();
    }

    private static void put(S3Client client, String key, byte[] bytes) {
        client.putObject(r -> r.bucket(BUCKET).key(key), RequestBody.fromBytes(bytes));
    }

    private static final class Unclosed extends DelegatingS3Client {
        Unclosed(S3Client store) {
            super(store);
        }

        @Override
        public void close() {}
    }
}
