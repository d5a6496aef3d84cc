package io.deltaglider.cli.transfer;

import io.deltaglider.cli.output.Work;
import io.deltaglider.cli.transfer.RequestTemplates.CopiedProperties;
import io.deltaglider.engine.progress.WorkListener;

import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.MetadataDirective;
import software.amazon.awssdk.services.s3.model.TaggingDirective;

import java.util.HashMap;
import java.util.Map;

/** Copies from S3 to S3. Nothing passes through here: the store copies, unless the engine has to make a delta anew. */
final class Copier implements CopyMethod {
    private final S3Client client;
    private final RequestTemplates templates;

    Copier(S3Client client, RequestTemplates templates) {
        this.client = client;
        this.templates = templates;
    }

    @Override
    public void copy(Transfer.Copy copy, Work work) {
        client.copyObject(
                request(copy).toBuilder().overrideConfiguration(WorkListener.with(work)).build());
        work.passed(copy.size());
    }

    /** What a copy takes over is the AWS CLI's choice: all, and what options say replaces its part of it. */
    private CopyObjectRequest request(Transfer.Copy copy) {
        CopyObjectRequest template = templates.copy();
        UserMetadata.requireAscii(template.metadata());
        CopyObjectRequest.Builder request =
                template.toBuilder()
                        .sourceBucket(copy.source().bucket())
                        .sourceKey(copy.source().key())
                        .destinationBucket(copy.target().bucket())
                        .destinationKey(copy.target().key());
        if (copy.move()) {
            // What is removed afterwards has to be what was copied.
            copy.eTag().ifPresent(request::copySourceIfMatch);
        }
        if (template.tagging() != null) {
            request.taggingDirective(TaggingDirective.REPLACE);
        }
        if (template.metadataDirective() != null) {
            return request.build();
        }
        if (templates.copied() != CopiedProperties.ALL) {
            request.taggingDirective(TaggingDirective.REPLACE);
        }
        if (templates.copied() == CopiedProperties.NONE) {
            request.metadataDirective(MetadataDirective.REPLACE);
        } else if (changesProperties(template)) {
            addProperties(request, template, copy.source());
        }
        return request.build();
    }

    private static boolean changesProperties(CopyObjectRequest template) {
        return template.contentType() != null
                || template.cacheControl() != null
                || template.contentDisposition() != null
                || template.contentEncoding() != null
                || template.contentLanguage() != null
                || template.expires() != null
                || template.hasMetadata();
    }

    /** S3 replaces all properties or none, so those that are to stay are said, too. */
    @SuppressWarnings("deprecation") // a copy takes Expires as an instant only
    private void addProperties(
            CopyObjectRequest.Builder request, CopyObjectRequest template, ObjectLocation source) {
        HeadObjectResponse head =
                client.headObject(
                        templates.head().toBuilder()
                                .bucket(source.bucket())
                                .key(source.key())
                                .build());
        request.metadataDirective(MetadataDirective.REPLACE);
        if (template.contentType() == null) {
            request.contentType(head.contentType());
        }
        if (template.cacheControl() == null) {
            request.cacheControl(head.cacheControl());
        }
        if (template.contentDisposition() == null) {
            request.contentDisposition(head.contentDisposition());
        }
        if (template.contentEncoding() == null) {
            request.contentEncoding(head.contentEncoding());
        }
        if (template.contentLanguage() == null) {
            request.contentLanguage(head.contentLanguage());
        }
        if (template.expires() == null) {
            request.expires(head.expires());
        }
        if (!template.hasMetadata()) {
            Map<String, String> metadata = new HashMap<>(head.metadata());
            request.metadata(metadata);
        }
        request.copySourceIfMatch(head.eTag());
    }
}
