package io.deltaglider.cli.command;

import io.deltaglider.cli.connect.Connection;
import io.deltaglider.cli.connect.ServiceErrors;
import io.deltaglider.cli.shell.CommandException;
import io.deltaglider.cli.shell.ExitCode;
import io.deltaglider.cli.shell.Shell;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.BucketCannedACL;
import software.amazon.awssdk.services.s3.model.PutBucketAclRequest;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Objects;
import java.util.stream.Stream;

@Command(
        name = "put-bucket-acl",
        description = "Say who may do what with a bucket, in one of three ways.",
        footer = {
            "",
            "Examples:",
            "  deltaglider put-bucket-acl releases --acl private",
            "  deltaglider put-bucket-acl releases --grant-read"
                    + " uri=http://acs.amazonaws.com/groups/global/AllUsers",
            "  deltaglider put-bucket-acl releases --access-control-policy file://acl.json"
        })
final class PutBucketAclCommand extends StoreCommand {
    private static final String FILE = "file://";

    @Parameters(arity = "1", paramLabel = "BUCKET", description = "As NAME or s3://NAME.")
    private String bucket = "";

    @Option(
            names = "--acl",
            paramLabel = "ACL",
            description = "private, public-read, public-read-write or authenticated-read.")
    private @Nullable String acl;

    @Option(names = "--grant-full-control", paramLabel = "GRANTEE", description = "All rights.")
    private @Nullable String grantFullControl;

    @Option(names = "--grant-read", paramLabel = "GRANTEE", description = "To list objects.")
    private @Nullable String grantRead;

    @Option(names = "--grant-read-acp", paramLabel = "GRANTEE", description = "To read the ACL.")
    private @Nullable String grantReadAcp;

    @Option(names = "--grant-write", paramLabel = "GRANTEE", description = "To make objects.")
    private @Nullable String grantWrite;

    @Option(names = "--grant-write-acp", paramLabel = "GRANTEE", description = "To write the ACL.")
    private @Nullable String grantWriteAcp;

    @Option(
            names = "--access-control-policy",
            paramLabel = "JSON",
            description = "What get-bucket-acl prints, or file://NAME of a file that holds it.")
    private @Nullable String policy;

    PutBucketAclCommand(Shell shell, GlobalOptions options) {
        super(shell, options);
    }

    @Override
    void check() {
        BucketName.parse(bucket);
        boolean granted =
                Stream.of(grantFullControl, grantRead, grantReadAcp, grantWrite, grantWriteAcp)
                        .anyMatch(Objects::nonNull);
        long ways = Stream.of(acl != null, granted, policy != null).filter(each -> each).count();
        if (ways != 1) {
            throw CommandException.usage(
                    "one of --acl, the --grant options and --access-control-policy is needed, and"
                            + " only one");
        }
        if (acl != null
                && BucketCannedACL.fromValue(acl) == BucketCannedACL.UNKNOWN_TO_SDK_VERSION) {
            throw CommandException.usage(
                    "argument --acl: \""
                            + acl
                            + "\" is no valid choice, these are: "
                            + String.join(
                                    ", ",
                                    BucketCannedACL.knownValues().stream()
                                            .map(Object::toString)
                                            .sorted()
                                            .toList()));
        }
    }

    @Override
    int run(Connection connection) throws IOException {
        PutBucketAclRequest.Builder request =
                PutBucketAclRequest.builder()
                        .bucket(BucketName.parse(bucket))
                        .acl(acl)
                        .grantFullControl(grantFullControl)
                        .grantRead(grantRead)
                        .grantReadACP(grantReadAcp)
                        .grantWrite(grantWrite)
                        .grantWriteACP(grantWriteAcp);
        if (policy != null) {
            request.accessControlPolicy(AclArgument.parse(text(policy)));
        }
        try {
            connection.client().putBucketAcl(request.build());
            return ExitCode.OK;
        } catch (SdkException e) {
            throw ServiceErrors.toCommandException(e, "PutBucketAcl");
        }
    }

    private String text(String argument) throws IOException {
        return argument.startsWith(FILE)
                ? Files.readString(shell.directory().resolve(argument.substring(FILE.length())))
                : argument;
    }
}
