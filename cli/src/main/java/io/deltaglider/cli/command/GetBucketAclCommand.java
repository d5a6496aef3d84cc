package io.deltaglider.cli.command;

import io.deltaglider.cli.connect.Connection;
import io.deltaglider.cli.connect.ServiceErrors;
import io.deltaglider.cli.output.Json;
import io.deltaglider.cli.shell.ExitCode;
import io.deltaglider.cli.shell.Shell;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.GetBucketAclResponse;
import software.amazon.awssdk.services.s3.model.Grant;

import java.util.LinkedHashMap;
import java.util.Map;

@Command(
        name = "get-bucket-acl",
        description = "Print who may do what with a bucket, as the S3 API's JSON.",
        footer = {"", "Example:", "  deltaglider get-bucket-acl s3://releases"})
final class GetBucketAclCommand extends StoreCommand {
    @Parameters(arity = "1", paramLabel = "BUCKET", description = "As NAME or s3://NAME.")
    private String bucket = "";

    GetBucketAclCommand(Shell shell, GlobalOptions options) {
        super(shell, options);
    }

    @Override
    void check() {
        BucketName.parse(bucket);
    }

    @Override
    int run(Connection connection) {
        try {
            GetBucketAclResponse acl =
                    connection.client().getBucketAcl(r -> r.bucket(BucketName.parse(bucket)));
            Map<String, Object> fields = new LinkedHashMap<>();
            if (acl.owner() != null) {
                Map<String, Object> owner = new LinkedHashMap<>();
                put(owner, "DisplayName", acl.owner().displayName());
                put(owner, "ID", acl.owner().id());
                fields.put("Owner", owner);
            }
            fields.put("Grants", acl.grants().stream().map(GetBucketAclCommand::fields).toList());
            shell.out().println(Json.of(fields));
            return ExitCode.OK;
        } catch (SdkException e) {
            throw ServiceErrors.toCommandException(e, "GetBucketAcl");
        }
    }

    private static Map<String, Object> fields(Grant grant) {
        Map<String, Object> grantee = new LinkedHashMap<>();
        put(grantee, "DisplayName", grant.grantee().displayName());
        put(grantee, "EmailAddress", grant.grantee().emailAddress());
        put(grantee, "ID", grant.grantee().id());
        put(grantee, "Type", grant.grantee().typeAsString());
        put(grantee, "URI", grant.grantee().uri());
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("Grantee", grantee);
        put(fields, "Permission", grant.permissionAsString());
        return fields;
    }

    private static void put(Map<String, Object> fields, String name, @Nullable String value) {
        if (value != null) {
            fields.put(name, value);
        }
    }
}
