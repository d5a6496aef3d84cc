package io.deltaglider.engine.deltaspace;

import io.deltaglider.delta.DeltaFile;

/**
 * Which objects are worth a delta, by their size and first bytes. Names and content types are not asked: they say too little.
 *
 * @param minSize objects of fewer bytes are not
 */
public record Eligibility(long minSize) {
    /** How many first bytes tell all that is asked; fewer only if the object has no more. */
    public static final int HEAD_LENGTH = 512;

    public Eligibility {
        if (minSize < 0) {
            throw new IllegalArgumentException("negative minimum size: " + minSize);
        }
    }

    /**
     * Whether to try a delta. Wrong answers cost space or time, never bytes.
     *
     * @param size bytes of the whole object
     * @param head its first {@link #HEAD_LENGTH} bytes; more do no harm
     */
    public boolean eligible(long size, byte[] head) {
        return size >= minSize
                && size > 0
                && !DeltaFile.isDelta(head)
                && !Signatures.isDeltaOfOthers(head)
                && !Signatures.isEncrypted(head)
                && !Signatures.isMedia(head);
    }
}
