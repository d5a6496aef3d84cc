package io.deltaglider.cli.command;

import io.deltaglider.cli.shell.CommandException;
import io.deltaglider.cli.transfer.RequestTemplates;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;

/** What several commands say of all their requests. */
final class RequestOptions {
    private static final int MAX_PAGE = 1000;

    @Option(
            names = "--page-size",
            paramLabel = "N",
            description = "Ask for so many keys at a time, 1 to 1000. Default: 1000.")
    private @Nullable Integer pageSize;

    @Option(
            names = "--request-payer",
            paramLabel = "requester",
            arity = "0..1",
            fallbackValue = "requester",
            description = "Confirm that you pay for requests to a bucket that demands it.")
    private @Nullable String requestPayer;

    @Nullable String payer() {
        return requestPayer;
    }

    /** Without anything that concerns writing. Throws {@link CommandException} for a value that makes no sense. */
    RequestTemplates templates() {
        if (pageSize != null && (pageSize < 1 || pageSize > MAX_PAGE)) {
            throw CommandException.usage("argument --page-size: it must be from 1 to 1000");
        }
        if (requestPayer != null && !requestPayer.equals("requester")) {
            throw CommandException.usage(
                    "argument --request-payer: \""
                            + requestPayer
                            + "\" is no valid choice, these are: requester");
        }
        RequestTemplates plain = RequestTemplates.PLAIN;
        return new RequestTemplates(
                plain.put(),
                plain.copy(),
                GetObjectRequest.builder().requestPayer(requestPayer).build(),
                HeadObjectRequest.builder().requestPayer(requestPayer).build(),
                DeleteObjectRequest.builder().requestPayer(requestPayer).build(),
                ListObjectsV2Request.builder().maxKeys(pageSize).requestPayer(requestPayer).build(),
                plain.guessTypes(),
                plain.copied());
    }
}
