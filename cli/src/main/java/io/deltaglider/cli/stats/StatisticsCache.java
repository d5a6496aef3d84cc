package io.deltaglider.cli.stats;

import io.deltaglider.cli.logging.FailureLog;
import io.deltaglider.cli.output.Json;
import io.deltaglider.engine.layout.ReservedKeys;
import io.deltaglider.engine.statistics.BucketStatistics;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Figures kept in the bucket itself, under {@code .deltaglider/stats/<mode>.json} ({@code docs/storage.md}), with the fingerprint of what they were
 * counted from. They are used only where that is still the same. Nothing depends on them: what cannot be read counts as not there, what
 * cannot be written is not written.
 */
public final class StatisticsCache {
    private static final int VERSION = 1;

    /** Far more than such a file has. */
    private static final long MAX_SIZE = 64 << 10;

    private final S3Client backend;
    private final String bucket;
    private final String key;

    public StatisticsCache(S3Client backend, String bucket, String mode) {
        this.backend = backend;
        this.bucket = bucket;
        this.key = ReservedKeys.PREFIX + "stats/" + mode + ".json";
    }

    /** A digest of what figures would be counted from now. */
    public String fingerprint() {
        return BucketFingerprint.of(backend, bucket);
    }

    /** What was kept for that fingerprint, if anything was. */
    public Optional<BucketStatistics> get(String fingerprint) {
        try {
            byte[] bytes =
                    backend.getObjectAsBytes(r ->
                                    r.bucket(bucket).key(key).range("bytes=0-" + (MAX_SIZE - 1)))
                            .asByteArray();
            return parse(bytes, fingerprint);
        } catch (SdkException e) {
            FailureLog.add("no statistics are kept", e);
            return Optional.empty();
        }
    }

    /** Reads what {@link #text} wrote. */
    static Optional<BucketStatistics> parse(byte[] bytes, String fingerprint) {
        try {
            JsonNode root = JsonMapper.shared().readTree(bytes);
            JsonNode figures = root.path("statistics");
            if (root.path("version").asInt(0) != VERSION
                    || !root.path("fingerprint").asString("").equals(fingerprint)
                    || !figures.isObject()) {
                return Optional.empty();
            }
            return Optional.of(
                    new BucketStatistics(
                            number(figures, "objects"),
                            number(figures, "deltas"),
                            number(figures, "raw"),
                            number(figures, "logical_bytes"),
                            number(figures, "stored_bytes"),
                            number(figures, "references"),
                            number(figures, "reference_bytes")));
        } catch (JacksonException | IllegalArgumentException e) {
            FailureLog.add("kept statistics cannot be read", e);
            return Optional.empty();
        }
    }

    private static long number(JsonNode figures, String name) {
        JsonNode value = figures.path(name);
        if (!value.canConvertToLong() || value.asLong() < 0) {
            throw new IllegalArgumentException(name + " is no number");
        }
        return value.asLong();
    }

    static String text(String fingerprint, BucketStatistics s) {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("objects", s.objectCount());
        figures.put("deltas", s.deltaObjects());
        figures.put("raw", s.rawObjects());
        figures.put("logical_bytes", s.logicalBytes());
        figures.put("stored_bytes", s.storedBytes());
        figures.put("references", s.referenceCount());
        figures.put("reference_bytes", s.referenceBytes());
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("version", VERSION);
        root.put("fingerprint", fingerprint);
        root.put("statistics", figures);
        return Json.of(root);
    }

    /** Keeps figures that were counted between two equal fingerprints, or shortly after one: a change meanwhile gives another fingerprint next time. */
    public void put(String fingerprint, BucketStatistics statistics) {
        try {
            backend.putObject(
                    r -> r.bucket(bucket).key(key).contentType("application/json"),
                    RequestBody.fromString(text(fingerprint, statistics)));
        } catch (SdkException e) {
            FailureLog.add("statistics cannot be kept", e);
        }
    }
}
