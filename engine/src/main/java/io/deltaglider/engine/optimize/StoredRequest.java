package io.deltaglider.engine.optimize;

import io.deltaglider.engine.backend.ObjectAddress;
import io.deltaglider.engine.object.DeltaDescription;
import io.deltaglider.engine.object.S3Errors;
import io.deltaglider.engine.object.StoredMetadata;
import io.deltaglider.engine.object.StoredState;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectAclResponse;
import software.amazon.awssdk.services.s3.model.Grant;
import software.amazon.awssdk.services.s3.model.Grantee;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.Owner;
import software.amazon.awssdk.services.s3.model.Permission;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.Tag;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The PUT that stores an object anew with everything that the stored one has: headers, metadata, tags, permissions, encryption. */
final class StoredRequest {
    private final S3Client backend;

    StoredRequest(S3Client backend) {
        this.backend = backend;
    }

    /** Conditioned on what is stored now. */
    @SuppressWarnings("deprecation") // a PUT takes Expires as an instant only
    PutObjectRequest of(ObjectAddress address, StoredState state) {
        HeadObjectResponse stored = state.stored();
        PutObjectRequest.Builder put =
                PutObjectRequest.builder()
                        .bucket(address.bucket())
                        .key(address.key())
                        .ifMatch(state.storedEtag())
                        .metadata(StoredMetadata.clientOnly(stored.metadata()))
                        .contentType(
                                state.delta()
                                        .flatMap(DeltaDescription::contentType)
                                        .orElse(stored.contentType()))
                        .cacheControl(stored.cacheControl())
                        .contentDisposition(stored.contentDisposition())
                        .contentEncoding(stored.contentEncoding())
                        .contentLanguage(stored.contentLanguage())
                        .expires(stored.expires())
                        .websiteRedirectLocation(stored.websiteRedirectLocation())
                        .storageClass(stored.storageClassAsString())
                        .serverSideEncryption(stored.serverSideEncryptionAsString())
                        .ssekmsKeyId(stored.ssekmsKeyId())
                        .bucketKeyEnabled(stored.bucketKeyEnabled())
                        .tagging(tags(address, stored));
        grant(address, put);
        return put.build();
    }

    private @Nullable String tags(ObjectAddress address, HeadObjectResponse stored) {
        if (stored.tagCount() != null && stored.tagCount() == 0) {
            return null;
        }
        List<Tag> tags;
        try {
            tags =
                    backend.getObjectTagging(r -> r.bucket(address.bucket()).key(address.key()))
                            .tagSet();
        } catch (S3Exception e) {
            // Without a count there may well be none, and stores that have no tags say so.
            if (stored.tagCount() != null || !isUnknown(e)) {
                throw e;
            }
            return null;
        }
        return tags.isEmpty()
                ? null
                : tags.stream()
                        .map(tag -> encode(tag.key()) + "=" + encode(tag.value()))
                        .collect(Collectors.joining("&"));
    }

    /** A PUT gives the owner everything and others nothing, unless it says more. */
    private void grant(ObjectAddress address, PutObjectRequest.Builder put) {
        GetObjectAclResponse acl;
        try {
            acl = backend.getObjectAcl(r -> r.bucket(address.bucket()).key(address.key()));
        } catch (S3Exception e) {
            if (!isUnknown(e)) {
                throw e;
            }
            return;
        }
        boolean plain =
                acl.grants().stream()
                        .allMatch(each ->
                                each.permission() == Permission.FULL_CONTROL
                                        && isOwner(each.grantee(), acl.owner()));
        if (plain) {
            return;
        }
        put.grantFullControl(grantees(acl, Permission.FULL_CONTROL))
                .grantRead(grantees(acl, Permission.READ))
                .grantReadACP(grantees(acl, Permission.READ_ACP))
                .grantWriteACP(grantees(acl, Permission.WRITE_ACP));
    }

    private static boolean isOwner(@Nullable Grantee grantee, @Nullable Owner owner) {
        return grantee != null
                && owner != null
                && grantee.id() != null
                && grantee.id().equals(owner.id());
    }

    private static @Nullable String grantees(GetObjectAclResponse acl, Permission permission) {
        List<String> named = new ArrayList<>();
        for (Grant grant : acl.grants()) {
            if (grant.permission() == permission) {
                grantee(grant.grantee()).ifPresent(named::add);
            }
        }
        return named.isEmpty() ? null : String.join(", ", named);
    }

    private static Optional<String> grantee(@Nullable Grantee grantee) {
        if (grantee == null) {
            return Optional.empty();
        }
        if (grantee.uri() != null) {
            return Optional.of("uri=\"" + grantee.uri() + "\"");
        }
        return Optional.ofNullable(grantee.id()).map(id -> "id=\"" + id + "\"");
    }

    /** The store does not have such a thing, or does not let this caller have it: 501, 405, 400 and codes to the same effect. */
    private static boolean isUnknown(S3Exception e) {
        return S3Errors.isNotImplemented(e)
                || e.statusCode() == 501
                || e.statusCode() == 405
                || S3Errors.hasCode(e, "NoSuchTagSet")
                || S3Errors.hasCode(e, "AccessControlListNotSupported");
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
