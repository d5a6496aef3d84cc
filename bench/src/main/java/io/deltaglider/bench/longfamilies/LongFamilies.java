package io.deltaglider.bench.longfamilies;

import io.deltaglider.delta.Content;
import io.deltaglider.delta.DeltaEncoder;
import io.deltaglider.delta.DeltaHeader;
import io.deltaglider.delta.Effort;
import io.deltaglider.engine.DeltaGliderS3Client;
import io.deltaglider.engine.EngineOptions;
import io.deltaglider.engine.layout.ReferenceKey;
import io.deltaglider.engine.layout.ReservedKeys;
import io.deltaglider.engine.optimize.OptimizeOptions;
import io.deltaglider.store.EmbeddedStore;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Object;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Stores generated families of hundreds of versions, one after the other, and prints what they take beside the first version and each against
 * the one before.
 */
public final class LongFamilies {
    private static final String BUCKET = "bench";

    private LongFamilies() {}

    /**
     * Arguments: parts of the names of the families; none for all. {@code --details} prints each version on standard error, {@code --optimize} shows
     * what is needed after {@code optimize}.
     */
    public static void main(String[] args) throws IOException {
        List<String> names = Stream.of(args).filter(each -> !each.startsWith("--")).toList();
        boolean details = List.of(args).contains("--details");
        boolean optimize = List.of(args).contains("--optimize");
        System.out.println(
                "| family | versions | size | each against the one before | stored | times that |"
                        + " limit | |");
        System.out.println("|---|---:|---:|---:|---:|---:|---:|---|");
        for (LongFamily family : LongFamily.all()) {
            if (names.isEmpty() || names.stream().anyMatch(family.name()::contains)) {
                store(family, details, optimize);
            }
        }
    }

    private static void store(LongFamily family, boolean details, boolean optimize)
            throws IOException {
        Path folder = Files.createTempDirectory("deltaglider-bench");
        try (S3Client store = EmbeddedStore.open(folder.resolve("store"))) {
            store.createBucket(r -> r.bucket(BUCKET));
            EngineOptions options =
                    EngineOptions.defaults().withCacheDirectory(folder.resolve("cache"));
            try (DeltaGliderS3Client client = new DeltaGliderS3Client(store, options)) {
                run(family, store, client, details);
                if (optimize) {
                    long before = needed(store);
                    client.optimizer(_ -> true)
                            .run(BUCKET, "", OptimizeOptions.defaults(), _ -> {});
                    System.out.printf(
                            Locale.ROOT,
                            "| %s, optimized | | | | %.2f MB needed before, %.2f MB after | | |"
                                    + " |%n",
                            family.name(),
                            before / 1e6,
                            needed(store) / 1e6);
                }
            }
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private static void run(
            LongFamily family, S3Client store, DeltaGliderS3Client client, boolean details)
            throws IOException {
        long size = 0;
        long best = 0;
        byte[] before = new byte[0];
        for (int i = 0; i < family.versions(); i++) {
            byte[] version = family.next(i == 0);
            size += version.length;
            best += i == 0 ? version.length : against(before, version);
            before = version;
            String key = family.key().apply(i);
            client.putObject(r -> r.bucket(BUCKET).key(key), RequestBody.fromBytes(version));
            if (details) {
                System.err.printf(Locale.ROOT, "%d %d %d%n", i, best, stored(store));
            }
        }
        long stored = stored(store);
        long limit = family.limit() == 0 ? 2 * best : family.limit();
        System.out.printf(
                Locale.ROOT,
                "| %s | %d | %.1f MB | %.2f MB | %.2f MB | %.2f | %.2f MB | %s |%n",
                family.name(),
                family.versions(),
                size / 1e6,
                best / 1e6,
                stored / 1e6,
                (double) stored / best,
                limit / 1e6,
                stored <= limit ? "met" : "missed");
    }

    private static long stored(S3Client store) {
        return store.listObjectsV2Paginator(r -> r.bucket(BUCKET)).contents().stream()
                .mapToLong(S3Object::size)
                .sum();
    }

    /** Bytes of the objects, and of the references that they lead to. */
    private static long needed(S3Client store) {
        long sum = 0;
        Set<String> counted = new HashSet<>();
        for (S3Object each : store.listObjectsV2Paginator(r -> r.bucket(BUCKET)).contents()) {
            String key = each.key().startsWith(ReservedKeys.PREFIX) ? null : each.key();
            while (key != null && counted.add(key)) {
                String at = key;
                HeadObjectResponse stored = store.headObject(r -> r.bucket(BUCKET).key(at));
                sum += stored.contentLength();
                String reference = stored.metadata().get("dg-ref");
                key = reference == null ? null : ReferenceKey.REFERENCES_PREFIX + reference;
            }
        }
        return sum;
    }

    /** Bytes of a delta file of a version to the one before. */
    private static long against(byte[] before, byte[] version) throws IOException {
        try (Content reference = Content.of(before);
                Content target = Content.of(version)) {
            DeltaHeader header =
                    new DeltaHeader(
                            version.length,
                            digest("SHA-256", version),
                            digest("MD5", version),
                            "",
                            "",
                            Optional.of(
                                    new DeltaHeader.ReferenceId(
                                            digest("SHA-256", before), before.length, "")));
            ByteArrayOutputStream file = new ByteArrayOutputStream();
            OutputStream out = file;
            new DeltaEncoder(Effort.BALANCED)
                    .encode(reference, target, header, Long.MAX_VALUE, out);
            return file.size();
        }
    }

    private static String digest(String algorithm, byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has " + algorithm, e);
        }
    }
}
