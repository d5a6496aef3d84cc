package io.deltaglider.delta;

import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Digests of contents. */
final class Digests {
    private static final int PIECE = 1 << 16;

    private Digests() {}

    /** The digest of the whole content, in lower-case hex digits. */
    static String hex(String algorithm, Content content) throws IOException {
        MessageDigest digest = newDigest(algorithm);
        byte[] piece = new byte[PIECE];
        for (long at = 0; at < content.size(); at += PIECE) {
            int n = (int) Math.min(PIECE, content.size() - at);
            content.read(at, piece, 0, n);
            digest.update(piece, 0, n);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest newDigest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has " + algorithm, e);
        }
    }
}
