package io.deltaglider.cli.migrate;

import java.util.Optional;

/** What it means for the bill where machine and bucket are. */
final class RegionAdvice {
    private RegionAdvice() {}

    /**
     * @param instance where this machine stands, one of Amazon's
     * @param bucket of the bucket, which counts: not the one that the client is set to
     * @param asked the {@code --region} that was given, if one was
     */
    static String of(String instance, String bucketName, String bucket, Optional<String> asked) {
        if (instance.equals(bucket)) {
            return "✅ This EC2 instance and bucket "
                    + bucketName
                    + " are both in "
                    + bucket
                    + ": no charges for the transfer between them.";
        }
        if (asked.isPresent()) {
            return "⚠️ WARNING: --region "
                    + asked.get()
                    + " was given, this EC2 instance is in "
                    + instance
                    + " and bucket "
                    + bucketName
                    + " in "
                    + bucket
                    + ": expect charges for data transfer between regions.";
        }
        return "ℹ️ INFO: this EC2 instance is in "
                + instance
                + ", bucket "
                + bucketName
                + " in "
                + bucket
                + ": an instance in "
                + bucket
                + " would avoid charges for data transfer between regions.";
    }
}
