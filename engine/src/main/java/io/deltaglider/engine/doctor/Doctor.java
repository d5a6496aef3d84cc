package io.deltaglider.engine.doctor;

import io.deltaglider.engine.capability.KnownCapabilities;
import io.deltaglider.engine.capability.StoreCapabilities;
import io.deltaglider.engine.capability.Support;
import io.deltaglider.engine.collect.StoreTime;
import io.deltaglider.engine.failure.Reason;
import io.deltaglider.engine.layout.TemporaryKey;
import io.deltaglider.engine.object.S3Errors;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.GetBucketVersioningResponse;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Examines a bucket: permissions, clock, conditional writes, lifecycle rules, checksums, versions, missing references. It writes small objects under
 * {@code .deltaglider/tmp/}, and removes them. Thread-safe.
 */
public final class Doctor {
    private static final String OPERATOR =
            "run this again; if it persists, ask the server's operator";

    /** What a store answers whose disk is full. */
    private static final int INSUFFICIENT_STORAGE = 507;

    private static final Duration EXPIRY = Duration.ofHours(1);

    /** S3 refuses requests that are a quarter of an hour off. */
    private static final Duration REFUSED_SKEW = Duration.ofMinutes(15);

    private static final Duration LARGE_SKEW = Duration.ofMinutes(2);

    private static final byte[] BODY = "deltaglider doctor".getBytes(StandardCharsets.UTF_8);

    private final S3Client backend;
    private final KnownCapabilities capabilities;
    private final ReferenceCheck references;
    private final InstantSource clock;

    /** @param backend the store itself, not an engine over it */
    public Doctor(
            S3Client backend,
            KnownCapabilities capabilities,
            ReferenceCheck references,
            InstantSource clock) {
        this.backend = backend;
        this.capabilities = capabilities;
        this.references = references;
        this.clock = clock;
    }

    /** Runs all checks; what cannot be found out is a finding too, so nothing is thrown because of the store. */
    public List<Finding> examine(String bucket) {
        List<Finding> findings = new ArrayList<>();
        Optional<Finding> missing = missing(bucket);
        if (missing.isPresent()) {
            return List.of(missing.get());
        }
        Permissions permissions = new Permissions(bucket);
        findings.addAll(permissions.check());
        permissions.stored().map(this::clock).ifPresent(findings::add);
        findings.addAll(conditions(bucket));
        findings.addAll(LifecycleCheck.of(backend, bucket));
        findings.add(checksums(bucket));
        findings.add(versions(bucket));
        findings.addAll(references.of(bucket));
        return List.copyOf(findings);
    }

    private Optional<Finding> missing(String bucket) {
        try {
            backend.headBucket(r -> r.bucket(bucket));
            return Optional.empty();
        } catch (S3Exception e) {
            if (S3Errors.isAbsent(e)) {
                return Optional.of(
                        Finding.problem(
                                "bucket",
                                "there is no bucket named " + bucket,
                                "make it with \"deltaglider mb s3://" + bucket + "\""));
            }
            return Optional.empty(); // the other checks tell more
        } catch (SdkException e) {
            return Optional.of(
                    Finding.problem(
                            "bucket",
                            "the server does not answer: " + Reason.of(e),
                            "check the endpoint, the region and the credentials"));
        }
    }

    /** Does once what the engine does all the time. */
    private final class Permissions {
        private static final String NAME = "permissions";

        private final String bucket;
        private final String key =
                TemporaryKey.unique(clock.instant().plus(EXPIRY), "doctor").key();
        private final List<Finding> findings = new ArrayList<>();
        private @Nullable PutObjectResponse stored;

        Permissions(String bucket) {
            this.bucket = bucket;
        }

        Optional<PutObjectResponse> stored() {
            return Optional.ofNullable(stored);
        }

        List<Finding> check() {
            allowed(
                    "s3:ListBucket",
                    "list objects",
                    () -> backend.listObjectsV2(r -> r.bucket(bucket).maxKeys(1)));
            absence();
            allowed(
                    "s3:PutObject",
                    "store objects",
                    () ->
                            stored =
                                    backend.putObject(
                                            r -> r.bucket(bucket).key(key),
                                            RequestBody.fromBytes(BODY)));
            PutObjectResponse there = stored;
            if (there != null) {
                allowed(
                        "s3:GetObject",
                        "read objects",
                        () -> backend.getObjectAsBytes(r -> r.bucket(bucket).key(key)));
                allowed(
                        "s3:DeleteObject",
                        "delete objects, which purge and rm do",
                        () -> backend.deleteObject(r -> r.bucket(bucket).key(key)));
                if (there.versionId() != null) {
                    allowed(
                            "s3:DeleteObjectVersion",
                            "delete versions, which purge does",
                            () ->
                                    backend.deleteObject(r ->
                                            r.bucket(bucket)
                                                    .key(key)
                                                    .versionId(there.versionId())));
                }
            }
            allowed(
                    "s3:GetBucketVersioning",
                    "ask for versioning, which purge does",
                    () -> backend.getBucketVersioning(r -> r.bucket(bucket)));
            allowed(
                    "s3:ListBucketMultipartUploads",
                    "list unfinished uploads, which purge does",
                    () -> backend.listMultipartUploads(r -> r.bucket(bucket).maxUploads(1)));
            if (findings.isEmpty()) {
                findings.add(Finding.ok(NAME, "list, read, write and delete are allowed"));
            }
            return findings;
        }

        /** Who may not list is told 403 for what is not there: then nothing is ever known to be absent. */
        private void absence() {
            try {
                backend.headObject(r -> r.bucket(bucket).key(key));
            } catch (S3Exception e) {
                if (e.statusCode() == 403) {
                    findings.add(
                            Finding.problem(
                                    NAME,
                                    "the server does not say whether an object is missing (403"
                                            + " instead of 404), so no delta can be stored",
                                    "allow s3:ListBucket for the whole bucket, "
                                            + TemporaryKey.TEMPORARY_PREFIX
                                            + " included"));
                } else if (!S3Errors.isAbsent(e)) {
                    failed("ask for objects", e);
                }
            } catch (SdkException e) {
                failed("ask for objects", e);
            }
        }

        private void allowed(String permission, String what, Runnable action) {
            try {
                action.run();
            } catch (S3Exception e) {
                if (e.statusCode() == 403) {
                    findings.add(
                            Finding.problem(
                                    NAME,
                                    "these credentials may not " + what,
                                    "allow "
                                            + permission
                                            + " on the whole bucket, .deltaglider/ included"));
                } else if (!S3Errors.isNotImplemented(e)) {
                    failed(what, e);
                }
            } catch (SdkException e) {
                failed(what, e);
            }
        }

        private void failed(String what, SdkException e) {
            findings.add(
                    Finding.unknown(
                            NAME,
                            "whether these credentials may "
                                    + what
                                    + " cannot be found out: "
                                    + Reason.of(e),
                            remedy(e, OPERATOR)));
        }
    }

    /** What helps against a failure that says nothing of what was to be found out. */
    private static String remedy(SdkException e, String otherwise) {
        if (!(e instanceof S3Exception s3)) {
            return "check the connection to the server, and run this again";
        }
        return switch (s3.statusCode()) {
            case INSUFFICIENT_STORAGE -> "make room on the store's disk, and run this again";
            case 403, 401 -> otherwise;
            default -> s3.statusCode() >= 500 ? OPERATOR : otherwise;
        };
    }

    private Finding clock(PutObjectResponse stored) {
        Optional<Instant> told = StoreTime.told(stored);
        if (told.isEmpty()) {
            return Finding.ok("clock", "the store has this machine's clock");
        }
        Duration skew = Duration.between(told.get(), clock.instant()).abs();
        String found = "this machine's clock and the server's differ by " + skew.toSeconds() + " s";
        if (skew.compareTo(LARGE_SKEW) < 0) {
            return Finding.ok("clock", found);
        }
        String remedy =
                "set this machine's clock by NTP; requests that are "
                        + REFUSED_SKEW.toMinutes()
                        + " minutes off are refused, and expiry dates come out wrong";
        return skew.compareTo(REFUSED_SKEW) < 0
                ? Finding.advice("clock", found, remedy)
                : Finding.problem("clock", found, remedy);
    }

    private List<Finding> conditions(String bucket) {
        StoreCapabilities found;
        try {
            found = capabilities.probe(bucket);
        } catch (SdkException e) {
            return List.of(
                    Finding.unknown(
                            "conditional writes",
                            "cannot find out whether the store honours conditions: " + Reason.of(e),
                            remedy(
                                    e,
                                    "allow reading, writing and deleting under "
                                            + TemporaryKey.TEMPORARY_PREFIX)));
        }
        List<Finding> findings = new ArrayList<>();
        findings.add(
                found.createOnly() == Support.EXACT
                        ? Finding.ok("If-None-Match on PUT", "honoured exactly")
                        : Finding.advice(
                                "If-None-Match on PUT",
                                describe(found.createOnly()),
                                "references may be written twice, which costs time and harms"
                                        + " nothing; clients cannot create objects exclusively"));
        findings.add(
                found.mayRewriteInPlace()
                        ? Finding.ok("If-Match on PUT", "honoured exactly")
                        : Finding.advice(
                                "If-Match on PUT",
                                describe(found.compareAndSwap()),
                                "\"deltaglider optimize\" leaves this bucket alone, since it could"
                                        + " undo a write; storing, reading and purging are safe"));
        findings.add(
                found.compareAndDelete() == Support.EXACT
                        ? Finding.ok("If-Match on DELETE", "honoured")
                        : Finding.advice(
                                "If-Match on DELETE",
                                describe(found.compareAndDelete()),
                                "the condition is checked just before instead; nothing depends on"
                                        + " it"));
        return findings;
    }

    private static String describe(Support support) {
        return switch (support) {
            case EXACT -> "honoured exactly";
            case NOT_ATOMIC ->
                    "checked, but not in one step with the write: two that race may both win";
            case IGNORED -> "ignored";
            case REFUSED -> "refused";
        };
    }

    private Finding checksums(String bucket) {
        String name = "checksums";
        String key = TemporaryKey.unique(clock.instant().plus(EXPIRY), "doctor-checksum").key();
        try {
            PutObjectResponse stored =
                    backend.putObject(
                            r ->
                                    r.bucket(bucket)
                                            .key(key)
                                            .checksumAlgorithm(ChecksumAlgorithm.CRC32),
                            RequestBody.fromBytes(BODY));
            backend.deleteObject(r -> r.bucket(bucket).key(key).versionId(stored.versionId()));
            return Finding.ok(name, "the SDK's default checksums (CRC-32) are accepted");
        } catch (S3Exception e) {
            if (e.statusCode() == 403 && !S3Errors.hasCode(e, "XAmzContentSHA256Mismatch")) {
                return Finding.unknown(name, "cannot be tried: " + Reason.of(e), "see permissions");
            }
            // 501 is a plain no.
            if (e.statusCode() >= 500 && !S3Errors.isNotImplemented(e)) {
                return Finding.unknown(
                        name, "cannot be tried: " + Reason.of(e), remedy(e, OPERATOR));
            }
            return Finding.advice(
                    name,
                    "the server rejects the SDK's default checksums: " + Reason.of(e),
                    "the command line does not send them to servers other than Amazon's; in your"
                            + " own programs set requestChecksumCalculation(WHEN_REQUIRED), or"
                            + " AWS_REQUEST_CHECKSUM_CALCULATION=WHEN_REQUIRED");
        } catch (SdkException e) {
            return Finding.unknown(name, "cannot be tried: " + Reason.of(e), remedy(e, OPERATOR));
        }
    }

    private Finding versions(String bucket) {
        String name = "versions";
        try {
            GetBucketVersioningResponse answer = backend.getBucketVersioning(r -> r.bucket(bucket));
            String status = answer.statusAsString();
            return status == null || status.isEmpty()
                    ? Finding.ok(name, "the bucket keeps no old versions")
                    : Finding.ok(
                            name,
                            "versioning is "
                                    + status
                                    + ": references stay as long as any version needs them");
        } catch (SdkException e) {
            return S3Errors.isNotImplemented(e)
                    ? Finding.ok(name, "the store knows no versions")
                    : Finding.unknown(
                            name,
                            "cannot be found out: " + Reason.of(e),
                            remedy(e, "allow s3:GetBucketVersioning; purge needs it"));
        }
    }
}
