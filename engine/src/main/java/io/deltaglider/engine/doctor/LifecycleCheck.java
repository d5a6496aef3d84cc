package io.deltaglider.engine.doctor;

import io.deltaglider.engine.failure.Reason;
import io.deltaglider.engine.layout.ReferenceKey;
import io.deltaglider.engine.object.S3Errors;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ExpirationStatus;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.LifecycleRuleFilter;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.Transition;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Lifecycle rules that would take references away from the objects that need them. */
final class LifecycleCheck {
    private static final String NAME = "lifecycle";

    /** Classes from which an object cannot be read at once. */
    private static final Set<String> ARCHIVES = Set.of("GLACIER", "DEEP_ARCHIVE");

    private LifecycleCheck() {}

    static List<Finding> of(S3Client backend, String bucket) {
        List<LifecycleRule> rules;
        try {
            rules = backend.getBucketLifecycleConfiguration(r -> r.bucket(bucket)).rules();
        } catch (S3Exception e) {
            if (S3Errors.isAbsent(e) || S3Errors.isNotImplemented(e)) {
                return List.of(Finding.ok(NAME, "no lifecycle rules"));
            }
            return unknown(e);
        } catch (SdkException e) {
            return unknown(e);
        }
        List<Finding> findings = new ArrayList<>();
        for (LifecycleRule rule : rules) {
            if (rule.status() == ExpirationStatus.ENABLED && mayConcernReferences(rule)) {
                add(rule, findings);
            }
        }
        if (findings.isEmpty()) {
            findings.add(
                    Finding.ok(
                            NAME,
                            "no lifecycle rule touches the references ("
                                    + rules.size()
                                    + " rules)"));
        }
        return findings;
    }

    private static List<Finding> unknown(SdkException e) {
        return List.of(
                Finding.unknown(
                        NAME,
                        "the lifecycle rules cannot be read: " + Reason.of(e),
                        "allow s3:GetLifecycleConfiguration, or make sure yourself that no rule"
                                + " expires "
                                + ReferenceKey.REFERENCES_PREFIX));
    }

    private static void add(LifecycleRule rule, List<Finding> findings) {
        String name = "rule \"" + Objects.requireNonNullElse(rule.id(), "") + "\"";
        String exempt =
                "give the rule a prefix filter that does not cover "
                        + ReferenceKey.REFERENCES_PREFIX
                        + ", or a tag filter: references have no tags";
        boolean expires =
                rule.expiration() != null
                        && (rule.expiration().days() != null || rule.expiration().date() != null);
        if (expires) {
            findings.add(
                    Finding.problem(
                            NAME,
                            name
                                    + " would expire references; every object that needs one would"
                                    + " be lost",
                            exempt));
        }
        for (Transition each : rule.transitions()) {
            if (ARCHIVES.contains(String.valueOf(each.storageClassAsString()))) {
                findings.add(
                        Finding.problem(
                                NAME,
                                name
                                        + " would move references to "
                                        + each.storageClassAsString()
                                        + "; objects that need them could not be read",
                                exempt));
            }
        }
    }

    /** When in doubt, it does. References have no tags, so a rule that asks for one passes them by. */
    private static boolean mayConcernReferences(LifecycleRule rule) {
        LifecycleRuleFilter filter = rule.filter();
        String prefix = oldPrefix(rule);
        if (filter != null) {
            if (filter.tag() != null
                    || (filter.and() != null
                            && filter.and().hasTags()
                            && !filter.and().tags().isEmpty())) {
                return false;
            }
            if (filter.prefix() != null) {
                prefix = filter.prefix();
            } else if (filter.and() != null && filter.and().prefix() != null) {
                prefix = filter.and().prefix();
            }
        }
        return prefix.startsWith(ReferenceKey.REFERENCES_PREFIX)
                || ReferenceKey.REFERENCES_PREFIX.startsWith(prefix);
    }

    @SuppressWarnings("deprecation") // rules of the first form are still in use
    private static String oldPrefix(LifecycleRule rule) {
        return Objects.requireNonNullElse(rule.prefix(), "");
    }
}
