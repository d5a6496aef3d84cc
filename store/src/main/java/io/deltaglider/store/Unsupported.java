package io.deltaglider.store;

import io.deltaglider.store.error.S3Errors;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.core.SdkRequest;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Requests that ask for more than a blob store does. They are refused before anything happens: an object that should have been encrypted
 * or locked must not be stored otherwise.
 */
final class Unsupported {
    private static final Map<String, String> MEMBERS = new LinkedHashMap<>();

    static {
        MEMBERS.put("ServerSideEncryption", "server-side encryption");
        MEMBERS.put("SSECustomerAlgorithm", "server-side encryption");
        MEMBERS.put("SSECustomerKey", "server-side encryption");
        MEMBERS.put("SSEKMSKeyId", "server-side encryption");
        MEMBERS.put("CopySourceSSECustomerKey", "server-side encryption");
        MEMBERS.put("ObjectLockMode", "object lock");
        MEMBERS.put("ObjectLockRetainUntilDate", "object lock");
        MEMBERS.put("ObjectLockLegalHoldStatus", "object lock");
        MEMBERS.put("ObjectLockEnabledForBucket", "object lock");
        MEMBERS.put("GrantFullControl", "access grants (a canned ACL works)");
        MEMBERS.put("GrantRead", "access grants (a canned ACL works)");
        MEMBERS.put("GrantReadACP", "access grants (a canned ACL works)");
        MEMBERS.put("GrantWrite", "access grants (a canned ACL works)");
        MEMBERS.put("GrantWriteACP", "access grants (a canned ACL works)");
        MEMBERS.put("WriteOffsetBytes", "appending to objects");
    }

    private Unsupported() {}

    /** Throws NotImplemented if the request needs what no blob store has, NoSuchVersion if it names a version. */
    static void check(SdkRequest request) {
        MEMBERS.forEach((member, feature) ->
                request.getValueForField(member, Object.class)
                        .ifPresent(value -> {
                            if (!Boolean.FALSE.equals(value)) {
                                throw S3Errors.notImplemented("this store has no " + feature);
                            }
                        }));
        checkVersion(request.getValueForField("VersionId", String.class).orElse(null));
    }

    /** Objects have one version here, which S3 calls "null". */
    static void checkVersion(@Nullable String versionId) {
        if (versionId != null && !versionId.equals("null")) {
            throw S3Errors.of(
                    404,
                    "NoSuchVersion",
                    "this store keeps no versions, so there is no version '" + versionId + "'");
        }
    }
}
