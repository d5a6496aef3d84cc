package io.deltaglider.cli.command;

import io.deltaglider.cli.shell.CommandException;
import io.deltaglider.cli.transfer.RequestTemplates;
import io.deltaglider.cli.transfer.RequestTemplates.CopiedProperties;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.ObjectCannedACL;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.StorageClass;

import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What {@code cp}, {@code mv} and {@code sync} say of the objects they write. Values are checked before anything is done. */
final class ObjectOptions {
    @Option(
            names = "--acl",
            paramLabel = "ACL",
            description =
                    "Who may do what: private, public-read, public-read-write, authenticated-read,"
                            + " aws-exec-read, bucket-owner-read, bucket-owner-full-control,"
                            + " log-delivery-write.")
    private @Nullable String acl;

    @Option(
            names = "--grants",
            paramLabel = "PERMISSION=GRANTEE",
            arity = "1..*",
            description =
                    "Single rights: read, readacl, writeacl or full, to uri=..., id=... or"
                            + " emailaddress=....")
    private List<String> grants = List.of();

    @Option(
            names = "--storage-class",
            paramLabel = "CLASS",
            description = "STANDARD, STANDARD_IA, INTELLIGENT_TIERING, GLACIER, ...")
    private @Nullable String storageClass;

    @Option(
            names = "--sse",
            paramLabel = "METHOD",
            arity = "0..1",
            fallbackValue = "AES256",
            description = "Encryption by the server: AES256 (what --sse alone means) or aws:kms.")
    private @Nullable String sse;

    @Option(
            names = "--sse-kms-key-id",
            paramLabel = "ID",
            description = "The key for --sse aws:kms, instead of the account's own.")
    private @Nullable String sseKmsKeyId;

    @Option(
            names = "--sse-c",
            paramLabel = "AES256",
            arity = "0..1",
            fallbackValue = "AES256",
            description =
                    "Encryption by the server with a key that you give each time, by --sse-c-key."
                            + " Such objects are stored as they are.")
    private @Nullable String sseC;

    @Option(
            names = "--sse-c-key",
            paramLabel = "KEY",
            description = "The key: 32 bytes, as they are, in Base64, or fileb://NAME of a file.")
    private @Nullable String sseCKey;

    @Option(
            names = "--sse-c-copy-source",
            paramLabel = "AES256",
            arity = "0..1",
            fallbackValue = "AES256",
            description = "When copying within S3: the source needs a key, too.")
    private @Nullable String sseCSource;

    @Option(
            names = "--sse-c-copy-source-key",
            paramLabel = "KEY",
            description = "The source's key.")
    private @Nullable String sseCSourceKey;

    @Option(
            names = "--metadata",
            paramLabel = "NAME=VALUE,...",
            description = "User metadata, as NAME=VALUE,NAME=VALUE or as a JSON object.")
    private @Nullable String metadata;

    @Option(
            names = "--metadata-directive",
            paramLabel = "COPY|REPLACE",
            description =
                    "When copying within S3: take over headers and metadata, or replace all of them"
                        + " by what these options say. By default, what they do not say is taken"
                        + " over.")
    private @Nullable String metadataDirective;

    @Option(
            names = "--copy-props",
            paramLabel = "WHAT",
            description =
                    "What a copy within S3 takes over: none, metadata-directive (headers and"
                            + " metadata) or default (tags, too).")
    private @Nullable String copyProps;

    @Option(
            names = "--content-type",
            paramLabel = "TYPE",
            description = "Default: guessed from the file's name.")
    private @Nullable String contentType;

    @Option(
            names = "--no-guess-mime-type",
            description = "Do not guess the content type from the file's name.")
    private boolean noGuess;

    @Option(names = "--cache-control", paramLabel = "VALUE", description = "For caches.")
    private @Nullable String cacheControl;

    @Option(
            names = "--content-disposition",
            paramLabel = "VALUE",
            description = "How browsers present it.")
    private @Nullable String contentDisposition;

    @Option(
            names = "--content-encoding",
            paramLabel = "VALUE",
            description = "How the content is packed already.")
    private @Nullable String contentEncoding;

    @Option(
            names = "--content-language",
            paramLabel = "VALUE",
            description = "The content's language.")
    private @Nullable String contentLanguage;

    @Option(
            names = "--expires",
            paramLabel = "TIME",
            description = "When caches should forget it, in ISO 8601.")
    private @Nullable String expires;

    @Option(
            names = "--website-redirect",
            paramLabel = "TARGET",
            description = "Where a bucket that is a website sends who asks for it.")
    private @Nullable String websiteRedirect;

    @Option(
            names = "--tagging",
            paramLabel = "KEY=VALUE&...",
            description = "Tags, encoded as in a URL.")
    private @Nullable String tagging;

    @Option(
            names = "--if-none-match",
            paramLabel = "*",
            description = "Fail where there is an object of that key already.")
    private @Nullable String ifNoneMatch;

    /**
     * Throws {@link CommandException} for a value that makes no sense.
     *
     * @param copies whether source and destination are both in S3
     */
    RequestTemplates templates(RequestOptions requests, Path directory, boolean copies) {
        CustomerKey key = CustomerKey.of("--sse-c", sseC, sseCKey, directory);
        CustomerKey sourceKey =
                CustomerKey.of("--sse-c-copy-source", sseCSource, sseCSourceKey, directory);
        if (sourceKey.isPresent() && !copies) {
            throw CommandException.usage("--sse-c-copy-source is only for copies within S3");
        }
        CustomerKey readKey = copies ? sourceKey : key;
        requireOneOf("--acl", acl, names(ObjectCannedACL.knownValues(), "log-delivery-write"));
        requireOneOf("--storage-class", storageClass, names(StorageClass.knownValues()));
        requireOneOf("--sse", sse, Set.of("AES256", "aws:kms"));
        requireOneOf("--metadata-directive", metadataDirective, Set.of("COPY", "REPLACE"));
        requireOneOf("--copy-props", copyProps, COPY_PROPS.keySet());
        requireOneOf("--if-none-match", ifNoneMatch, Set.of("*"));
        Map<String, String> entries =
                metadata == null ? Map.of() : MetadataArgument.parse(metadata);
        Instant end = expires == null ? null : TimeArgument.parse("--expires", expires);
        RequestTemplates plain = requests.templates();
        return new RequestTemplates(
                put(entries, end, requests).toBuilder()
                        .sseCustomerAlgorithm(key.algorithm())
                        .sseCustomerKey(key.base64())
                        .sseCustomerKeyMD5(key.md5())
                        .build(),
                copy(entries, end, requests).toBuilder()
                        .sseCustomerAlgorithm(key.algorithm())
                        .sseCustomerKey(key.base64())
                        .sseCustomerKeyMD5(key.md5())
                        .copySourceSSECustomerAlgorithm(sourceKey.algorithm())
                        .copySourceSSECustomerKey(sourceKey.base64())
                        .copySourceSSECustomerKeyMD5(sourceKey.md5())
                        .build(),
                plain.get().toBuilder()
                        .sseCustomerAlgorithm(readKey.algorithm())
                        .sseCustomerKey(readKey.base64())
                        .sseCustomerKeyMD5(readKey.md5())
                        .build(),
                plain.head().toBuilder()
                        .sseCustomerAlgorithm(readKey.algorithm())
                        .sseCustomerKey(readKey.base64())
                        .sseCustomerKeyMD5(readKey.md5())
                        .build(),
                plain.delete(),
                plain.list(),
                !noGuess,
                copyProps == null
                        ? CopiedProperties.ALL
                        : COPY_PROPS.getOrDefault(copyProps, CopiedProperties.ALL));
    }

    private static final Map<String, CopiedProperties> COPY_PROPS =
            Map.of(
                    "none", CopiedProperties.NONE,
                    "metadata-directive", CopiedProperties.METADATA,
                    "default", CopiedProperties.ALL);

    @SuppressWarnings("deprecation") // a PUT takes Expires as an instant only
    private PutObjectRequest put(
            Map<String, String> entries, @Nullable Instant end, RequestOptions requests) {
        Grants granted = Grants.parse(grants);
        PutObjectRequest.Builder put = PutObjectRequest.builder();
        if (!entries.isEmpty()) {
            put.metadata(entries);
        }
        return put.acl(acl)
                .grantRead(granted.read())
                .grantReadACP(granted.readAcl())
                .grantWriteACP(granted.writeAcl())
                .grantFullControl(granted.full())
                .storageClass(storageClass)
                .serverSideEncryption(sse)
                .ssekmsKeyId(sseKmsKeyId)
                .contentType(contentType)
                .cacheControl(cacheControl)
                .contentDisposition(contentDisposition)
                .contentEncoding(contentEncoding)
                .contentLanguage(contentLanguage)
                .expires(end)
                .websiteRedirectLocation(websiteRedirect)
                .tagging(tagging)
                .ifNoneMatch(ifNoneMatch)
                .requestPayer(requests.payer())
                .build();
    }

    private CopyObjectRequest copy(
            Map<String, String> entries, @Nullable Instant end, RequestOptions requests) {
        Grants granted = Grants.parse(grants);
        CopyObjectRequest.Builder copy = CopyObjectRequest.builder();
        if (!entries.isEmpty()) {
            copy.metadata(entries);
        }
        return copy.acl(acl)
                .grantRead(granted.read())
                .grantReadACP(granted.readAcl())
                .grantWriteACP(granted.writeAcl())
                .grantFullControl(granted.full())
                .storageClass(storageClass)
                .serverSideEncryption(sse)
                .ssekmsKeyId(sseKmsKeyId)
                .metadataDirective(metadataDirective)
                .contentType(contentType)
                .cacheControl(cacheControl)
                .contentDisposition(contentDisposition)
                .contentEncoding(contentEncoding)
                .contentLanguage(contentLanguage)
                .expires(end)
                .websiteRedirectLocation(websiteRedirect)
                .tagging(tagging)
                .ifNoneMatch(ifNoneMatch)
                .requestPayer(requests.payer())
                .build();
    }

    private static Set<String> names(Set<?> values, String... more) {
        Set<String> names = new LinkedHashSet<>();
        values.forEach(value -> names.add(value.toString()));
        names.addAll(List.of(more));
        return names;
    }

    private static void requireOneOf(String option, @Nullable String value, Set<String> values) {
        if (value != null && !values.contains(value)) {
            throw CommandException.usage(
                    String.format(
                            Locale.ROOT,
                            "argument %s: \"%s\" is no valid choice, these are: %s",
                            option,
                            value,
                            String.join(", ", values.stream().sorted().toList())));
        }
    }
}
