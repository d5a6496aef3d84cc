package io.deltaglider.cli.transfer;

import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/**
 * What the options of a command say about all its requests; each transfer fills in its bucket and key.
 *
 * @param guessTypes whether the content type of an upload that has none is guessed from the file's name
 * @param copied what a copy takes over from its source
 */
public record RequestTemplates(
        PutObjectRequest put,
        CopyObjectRequest copy,
        GetObjectRequest get,
        HeadObjectRequest head,
        DeleteObjectRequest delete,
        ListObjectsV2Request list,
        boolean guessTypes,
        CopiedProperties copied) {

    /** No options. */
    public static final RequestTemplates PLAIN =
            new RequestTemplates(
                    PutObjectRequest.builder().build(),
                    CopyObjectRequest.builder().build(),
                    GetObjectRequest.builder().build(),
                    HeadObjectRequest.builder().build(),
                    DeleteObjectRequest.builder().build(),
                    ListObjectsV2Request.builder().build(),
                    true,
                    CopiedProperties.ALL);

    /** The AWS CLI's {@code --copy-props}. */
    public enum CopiedProperties {
        /** Nothing but the bytes. */
        NONE,
        /** Headers and user metadata. */
        METADATA,
        /** Headers, user metadata and tags. */
        ALL
    }
}
