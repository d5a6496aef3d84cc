package io.deltaglider.bench.families;

import io.deltaglider.engine.DeltaGliderS3Client;
import io.deltaglider.engine.EngineOptions;
import io.deltaglider.engine.layout.ReferenceKey;
import io.deltaglider.engine.layout.ReservedKeys;
import io.deltaglider.store.EmbeddedStore;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** A bucket in an embedded store of its own, in a folder that is deleted in the end. */
final class Bucket implements Closeable {
    static final String NAME = "bench";

    private final Path folder;
    private final S3Client store;
    private final DeltaGliderS3Client client;

    private Bucket(Path folder, S3Client store, DeltaGliderS3Client client) {
        this.folder = folder;
        this.store = store;
        this.client = client;
    }

    static Bucket create(EngineOptions options) throws IOException {
        Path folder = Files.createTempDirectory("deltaglider-bench");
        S3Client store = EmbeddedStore.open(folder.resolve("store"));
        store.createBucket(r -> r.bucket(NAME));
        EngineOptions own = options.withCacheDirectory(folder.resolve("cache"));
        return new Bucket(folder, store, new DeltaGliderS3Client(store, own));
    }

    DeltaGliderS3Client client() {
        return client;
    }

    S3Client store() {
        return store;
    }

    void put(String key, Path file) {
        client.putObject(r -> r.bucket(NAME).key(key), RequestBody.fromFile(file));
    }

    /** Whether an object comes back as the file that it was. */
    boolean holds(String key, Path file) throws IOException {
        try (InputStream in =
                        client.getObject(
                                r -> r.bucket(NAME).key(key), ResponseTransformer.toInputStream());
                InputStream expected = Files.newInputStream(file)) {
            byte[] one = new byte[1 << 16];
            byte[] other = new byte[1 << 16];
            int count;
            do {
                count = in.readNBytes(one, 0, one.length);
                if (count != expected.readNBytes(other, 0, other.length)
                        || !Arrays.equals(one, 0, count, other, 0, count)) {
                    return false;
                }
            } while (count > 0);
            return true;
        }
    }

    /** Bytes of everything in the bucket: objects, references, whatever else lies under its reserved prefix. */
    long storedBytes() {
        return stored().stream().mapToLong(S3Object::size).sum();
    }

    /** Bytes of the objects, and of the references that they lead to: what is left when all others have been collected. */
    long liveBytes() {
        long sum = 0;
        Set<String> live = new HashSet<>();
        for (S3Object object : stored()) {
            if (ReservedKeys.isReserved(object.key())) {
                continue;
            }
            sum += object.size();
            Optional<String> next = reference(object.key());
            while (next.isPresent() && live.add(next.get())) {
                String key = next.get();
                sum += store.headObject(r -> r.bucket(NAME).key(key)).contentLength();
                next = reference(key);
            }
        }
        return sum;
    }

    private Optional<String> reference(String key) {
        String id = store.headObject(r -> r.bucket(NAME).key(key)).metadata().get("dg-ref");
        return Optional.ofNullable(id).map(each -> ReferenceKey.REFERENCES_PREFIX + each);
    }

    List<S3Object> stored() {
        return store.listObjectsV2Paginator(r -> r.bucket(NAME)).contents().stream().toList();
    }

    @Override
    public void close() throws IOException {
        client.close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
