package io.deltaglider.cli.command;

import io.deltaglider.cli.connect.Connection;
import io.deltaglider.cli.connect.ServiceErrors;
import io.deltaglider.cli.output.HumanSize;
import io.deltaglider.cli.output.LocalTime;
import io.deltaglider.cli.shell.ExitCode;
import io.deltaglider.cli.shell.Shell;
import io.deltaglider.cli.shell.TerminalStream;
import io.deltaglider.cli.transfer.ObjectLocation;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Bucket;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

import java.io.PrintStream;

@Command(
        name = "ls",
        description =
                "List buckets, or the objects and folders under a prefix. Sizes are those of the"
                        + " files as you sent them.",
        footer = {
            "",
            "Examples:",
            "  deltaglider ls",
            "  deltaglider ls -h s3://releases/v1.2/",
            "  deltaglider ls -r --summarize s3://releases"
        })
final class ListCommand extends StoreCommand {
    @Parameters(
            arity = "0..1",
            paramLabel = "s3://BUCKET/PREFIX",
            description = "A bucket, folder or beginning of a key; without it, all buckets.")
    private String path = ObjectLocation.SCHEME;

    @Option(
            names = {"-r", "--recursive"},
            description = "All objects under the prefix, with their whole keys.")
    private boolean recursive;

    @Option(
            names = {"-h", "--human-readable"},
            description = "Sizes in KiB, MiB, ...")
    private boolean humanReadable;

    @Option(
            names = "--summarize",
            description = "At the end, the number of objects and their size.")
    private boolean summarize;

    @Mixin private RequestOptions requests = new RequestOptions();

    private long objects;
    private long folders;
    private long bytes;

    ListCommand(Shell shell, GlobalOptions options) {
        super(shell, options);
    }

    @Override
    void check() {
        requests.templates();
    }

    @Override
    int run(Connection connection) {
        ObjectLocation location = ObjectLocation.parse(path);
        boolean all = location.bucket().isEmpty();
        try {
            if (all) {
                buckets(connection.client());
            } else {
                objects(connection.client(), location);
            }
        } catch (SdkException e) {
            throw ServiceErrors.toCommandException(e, all ? "ListBuckets" : "ListObjectsV2");
        }
        if (summarize) {
            shell.out().println();
            shell.out().println("Total Objects: " + objects);
            shell.out().println("   Total Size: " + size(bytes));
        }
        boolean nothingFound = objects + folders == 0 && !location.key().isEmpty();
        return nothingFound ? ExitCode.FAILED : ExitCode.OK;
    }

    private void buckets(S3Client client) {
        for (Bucket bucket : client.listBuckets().buckets()) {
            shell.out().println(LocalTime.second(bucket.creationDate()) + " " + bucket.name());
        }
    }

    private void objects(S3Client client, ObjectLocation location) {
        ListObjectsV2Request.Builder request =
                requests.templates().list().toBuilder()
                        .bucket(location.bucket())
                        .prefix(location.key());
        if (!recursive) {
            request.delimiter("/");
        }
        for (ListObjectsV2Response page : client.listObjectsV2Paginator(request.build())) {
            page(page);
            if (shell.out().checkError()) {
                // Whoever was reading has gone, as "head" does: nobody wants the rest.
                return;
            }
        }
    }

    private void page(ListObjectsV2Response page) {
        PrintStream out = shell.out();
        for (CommonPrefix prefix : page.commonPrefixes()) {
            folders++;
            String folder = prefix.prefix().substring(0, prefix.prefix().length() - 1);
            out.println(
                    " ".repeat(27)
                            + "PRE "
                            + TerminalStream.name(
                                    out, folder.substring(folder.lastIndexOf('/') + 1))
                            + "/");
        }
        for (S3Object object : page.contents()) {
            objects++;
            bytes += object.size();
            String key = object.key();
            String name = recursive ? key : key.substring(key.lastIndexOf('/') + 1);
            out.println(
                    LocalTime.second(object.lastModified())
                            + " "
                            + padded(size(object.size()))
                            + " "
                            + TerminalStream.name(out, name));
        }
    }

    private String size(long value) {
        return humanReadable ? HumanSize.of(value) : Long.toString(value);
    }

    private static String padded(String size) {
        return " ".repeat(Math.max(0, 10 - size.length())) + size;
    }
}
