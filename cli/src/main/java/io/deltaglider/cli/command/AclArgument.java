package io.deltaglider.cli.command;

import io.deltaglider.cli.shell.CommandException;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.services.s3.model.AccessControlPolicy;
import software.amazon.awssdk.services.s3.model.Grant;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.util.ArrayList;
import java.util.List;

/** An access control list as the S3 API's JSON. */
final class AclArgument {
    private AclArgument() {}

    /** Throws {@link CommandException} for what is none. */
    static AccessControlPolicy parse(String text) {
        JsonNode policy;
        try {
            policy = JsonMapper.shared().readTree(text);
        } catch (JacksonException e) {
            throw invalid("it is no JSON: " + e.getOriginalMessage());
        }
        if (!policy.path("Grants").isArray()) {
            throw invalid("it has no \"Grants\"");
        }
        List<Grant> grants = new ArrayList<>();
        for (JsonNode grant : policy.path("Grants")) {
            JsonNode grantee = grant.path("Grantee");
            grants.add(
                    Grant.builder()
                            .permission(value(grant, "Permission"))
                            .grantee(g ->
                                    g.type(value(grantee, "Type"))
                                            .id(value(grantee, "ID"))
                                            .displayName(value(grantee, "DisplayName"))
                                            .emailAddress(value(grantee, "EmailAddress"))
                                            .uri(value(grantee, "URI")))
                            .build());
        }
        JsonNode owner = policy.path("Owner");
        return AccessControlPolicy.builder()
                .grants(grants)
                .owner(o -> o.id(value(owner, "ID")).displayName(value(owner, "DisplayName")))
                .build();
    }

    private static @Nullable String value(JsonNode node, String name) {
        JsonNode value = node.path(name);
        return value.isString() ? value.asString() : null;
    }

    private static CommandException invalid(String reason) {
        return CommandException.usage(
                "argument --access-control-policy: " + reason + "; see what get-bucket-acl prints");
    }
}
