package io.deltaglider.cli.logging;

import java.util.regex.Pattern;

/**
 * Takes secrets out of what is logged: credentials, security tokens, signatures, customers' keys. Logs are sent to others and kept for years, so
 * this holds for every level and every library.
 */
final class Redaction {
    private static final String REDACTED = "[redacted]";

    /** Headers, on the wire and in the canonical form that is signed: what follows on the line goes. */
    private static final Pattern HEADER =
            Pattern.compile(
                    "(?i)\\b((?:proxy-)?authorization"
                            + "|x-amz-security-token|x-amz-s3session-token|x-amz-sso_bearer_token"
                            + "|x-amz-(?:copy-source-)?server-side-encryption-customer-key"
                            + "|x-aws-ec2-metadata-token|(?:set-)?cookie)"
                            + "(\"?\\s*[:=])[^\\r\\n]*");

    /** Parameters of signed URLs. */
    private static final Pattern PARAMETER =
            Pattern.compile(
                    "(?i)\\b(x-amz-(?:signature|security-token|credential)"
                            + "|awsaccesskeyid|signature|chunk-signature)=[^&\\s\"'<>]+");

    /** Members of JSON, XML and of what objects say of themselves. */
    private static final Pattern MEMBER =
            Pattern.compile(
                    "(?i)(secret_?access_?key|session_?token|access_?token|refresh_?token|id_?token"
                            + "|client_?secret|customer_?key|secret_?key|password)"
                            + "(\"?'?\\s*[:=>]+\\s*\"?'?)[^\"',<>\\s)\\]}]+");

    private Redaction() {}

    /** The text without secrets. */
    static String of(String text) {
        String shorter = HEADER.matcher(text).replaceAll("$1$2 " + REDACTED);
        shorter = PARAMETER.matcher(shorter).replaceAll("$1=" + REDACTED);
        return MEMBER.matcher(shorter).replaceAll("$1$2" + REDACTED);
    }
}
