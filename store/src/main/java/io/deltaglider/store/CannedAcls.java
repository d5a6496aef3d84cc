package io.deltaglider.store;

import io.deltaglider.store.error.S3Errors;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.services.s3.model.AccessControlPolicy;
import software.amazon.awssdk.services.s3.model.Grant;
import software.amazon.awssdk.services.s3.model.Grantee;
import software.amazon.awssdk.services.s3.model.Owner;
import software.amazon.awssdk.services.s3.model.Permission;
import software.amazon.awssdk.services.s3.model.Type;

import java.util.ArrayList;
import java.util.List;

/** The grants that S3's canned ACLs stand for. The store keeps them; it is the endpoint in front of it that enforces them. */
final class CannedAcls {
    static final Owner OWNER = Owner.builder().id("deltaglider").displayName("deltaglider").build();

    private static final String ALL_USERS = "http://acs.amazonaws.com/groups/global/AllUsers";
    private static final String AUTHENTICATED_USERS =
            "http://acs.amazonaws.com/groups/global/AuthenticatedUsers";

    private CannedAcls() {}

    static List<Grant> grants(String cannedAcl) {
        List<Grant> grants = new ArrayList<>();
        grants.add(
                Grant.builder()
                        .grantee(
                                Grantee.builder()
                                        .type(Type.CANONICAL_USER)
                                        .id(OWNER.id())
                                        .displayName(OWNER.displayName())
                                        .build())
                        .permission(Permission.FULL_CONTROL)
                        .build());
        switch (cannedAcl) {
            case "public-read" -> grants.add(group(ALL_USERS, Permission.READ));
            case "public-read-write" -> {
                grants.add(group(ALL_USERS, Permission.READ));
                grants.add(group(ALL_USERS, Permission.WRITE));
            }
            case "authenticated-read" -> grants.add(group(AUTHENTICATED_USERS, Permission.READ));
            default -> {
                // The owner alone; the remaining canned ACLs speak of other accounts, which there
                // are none of.
            }
        }
        return grants;
    }

    /** The canned ACL of a request: named, or the one whose grants the policy lists. */
    static String of(@Nullable String canned, @Nullable AccessControlPolicy policy) {
        if (canned != null) {
            return canned;
        }
        if (policy == null) {
            throw S3Errors.invalidRequest(
                    "the request names neither a canned ACL nor an access control policy");
        }
        List<Rights> asked = rights(policy.grants());
        for (String candidate :
                List.of("private", "public-read", "public-read-write", "authenticated-read")) {
            if (asked.equals(rights(grants(candidate)))) {
                return candidate;
            }
        }
        throw S3Errors.notImplemented(
                "this store keeps canned ACLs only, and the grants of the request are those of"
                        + " none");
    }

    private record Rights(String grantee, String permission) {}

    private static List<Rights> rights(List<Grant> grants) {
        return grants.stream()
                .map(grant ->
                        new Rights(
                                grant.grantee().uri() == null ? "owner" : grant.grantee().uri(),
                                grant.permissionAsString()))
                .sorted((a, b) -> a.toString().compareTo(b.toString()))
                .toList();
    }

    private static Grant group(String uri, Permission permission) {
        return Grant.builder()
                .grantee(Grantee.builder().type(Type.GROUP).uri(uri).build())
                .permission(permission)
                .build();
    }
}
