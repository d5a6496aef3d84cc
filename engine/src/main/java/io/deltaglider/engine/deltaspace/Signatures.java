package io.deltaglider.engine.deltaspace;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * First bytes of formats in which two versions have nothing in common, however near their contents: lossy media in compressed form,
 * encrypted data, deltas. Not among them, since versions of these do profit: PNG, PDF and TIFF, PCM sound, all archives, text, executables.
 */
final class Signatures {
    /** Bytes at a fixed distance from the file's beginning. */
    private static final class Signature {
        private final int offset;
        private final byte[] bytes;

        Signature(int offset, byte[] bytes) {
            this.offset = offset;
            this.bytes = bytes;
        }

        boolean matches(byte[] head) {
            int end = offset + bytes.length;
            return head.length >= end && Arrays.equals(head, offset, end, bytes, 0, bytes.length);
        }
    }

    private static Signature text(int offset, String ascii) {
        return new Signature(offset, ascii.getBytes(StandardCharsets.US_ASCII));
    }

    private static Signature hex(int offset, String digits) {
        return new Signature(offset, HexFormat.of().parseHex(digits));
    }

    private static final List<Signature> MEDIA =
            List.of(
                    hex(0, "ffd8ff"), // JPEG
                    hex(0, "0000000c4a584c200d0a870a"),
                    hex(0, "0000000c6a5020200d0a870a"), // JPEG 2000
                    hex(0, "ff4fff51"), // JPEG 2000 codestream
                    text(0, "GIF87a"),
                    text(0, "GIF89a"),
                    text(4, "ftyp"), // MP4, MOV, 3GP, M4A, HEIC, AVIF, CR3: ISO 14496-12
                    text(4, "moov"), // QuickTime before it had a type box
                    text(4, "mdat"),
                    hex(0, "1a45dfa3"), // Matroska, WebM
                    text(0, "OggS"),
                    text(0, "fLaC"),
                    text(0, "ID3"), // MP3, by its usual tag
                    hex(0, "464c5601"),
                    hex(0, "3026b2758e66cf11"), // WMV, WMA
                    text(0, ".RMF"),
                    hex(0, "000001ba"), // MPEG program stream
                    hex(0, "000001b3"), // MPEG video
                    text(0, "#!AMR"),
                    text(0, "wvpk"),
                    text(0, "MAC "),
                    text(0, "TTA1"),
                    hex(8, "435202"), // Canon
                    text(0, "FUJIFILMCCD-RAW"),
                    hex(0, "49495500"), // Panasonic
                    text(0, "IIRO"), // Olympus
                    text(0, "IIRS"),
                    text(0, "MMOR"),
                    text(0, "FOVb"), // Sigma
                    hex(0, "004d524d")); // Minolta

    private static final List<Signature> ENCRYPTED =
            List.of(
                    text(0, "age-encryption.org/"),
                    text(0, "-----BEGIN AGE ENCRYPTED FILE-----"),
                    text(0, "-----BEGIN PGP MESSAGE-----"),
                    text(0, "Salted__"), // openssl enc
                    hex(0, "4c554b53babe"),
                    text(0, "$ANSIBLE_VAULT;"));

    private static final List<Signature> DELTAS =
            List.of(
                    hex(0, "d6c3c4"), // VCDIFF, RFC 3284
                    text(0, "BSDIFF40"),
                    text(0, "ENDSLEY/BSDIFF43"),
                    text(0, "HDIFF"),
                    hex(0, "72730236"), // rdiff
                    text(0, "zsync: "));

    private Signatures() {}

    static boolean isMedia(byte[] head) {
        return matchesAny(MEDIA, head)
                || isRiffMedia(head)
                || isMpegAudio(head)
                || isTransportStream(head);
    }

    static boolean isEncrypted(byte[] head) {
        return matchesAny(ENCRYPTED, head) || isOpenPgp(head) || isEncryptedZip(head);
    }

    static boolean isDeltaOfOthers(byte[] head) {
        return matchesAny(DELTAS, head);
    }

    private static boolean matchesAny(List<Signature> signatures, byte[] head) {
        for (Signature signature : signatures) {
            if (signature.matches(head)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isRiffMedia(byte[] head) {
        return text(0, "RIFF").matches(head)
                && (text(8, "WEBP").matches(head) || text(8, "AVI ").matches(head));
    }

    /**
     * A frame header of MPEG audio without a tag before it (ISO 11172-3), layers II and III, or of AAC (ADTS, ISO 13818-7). Layer I is left
     * out: its first two bytes are also the byte order mark of UTF-16.
     */
    private static boolean isMpegAudio(byte[] head) {
        if (head.length < 4 || (head[0] & 0xff) != 0xff || (head[1] & 0xe0) != 0xe0) {
            return false;
        }
        int layer = (head[1] >> 1) & 3;
        if (layer == 0) {
            return (head[1] & 0xf6) == 0xf0 && ((head[2] >> 2) & 15) < 13;
        }
        int version = (head[1] >> 3) & 3;
        int bitRate = (head[2] >> 4) & 15;
        int sampleRate = (head[2] >> 2) & 3;
        return version != 1 && layer != 3 && bitRate != 0 && bitRate != 15 && sampleRate != 3;
    }

    /** MPEG transport stream (ISO 13818-1): packets of 188 bytes, each with payload or adaptation field. */
    private static boolean isTransportStream(byte[] head) {
        for (int packet = 0; packet < 3; packet++) {
            int start = packet * 188;
            if (head.length < start + 4 || head[start] != 0x47 || (head[start + 3] & 0x30) == 0) {
                return false;
            }
        }
        return true;
    }

    /** An OpenPGP message that begins with a session key packet (RFC 9580, 5.1 and 5.3), in the old or the new packet format. */
    private static boolean isOpenPgp(byte[] head) {
        if (head.length < 16) {
            return false;
        }
        return switch (head[0] & 0xff) {
            case 0x84 -> isPublicKeySession(head, 2);
            case 0x85 -> isPublicKeySession(head, 3);
            case 0xc1 -> isPublicKeySession(head, 2) || isPublicKeySession(head, 3);
            case 0x8c, 0xc3 -> isPasswordSession(head, 2);
            default -> false;
        };
    }

    private static boolean isPublicKeySession(byte[] head, int body) {
        int algorithm = head[body + 9];
        return head[body] == 3
                && (algorithm == 1 || algorithm == 2 || algorithm == 16 || algorithm == 18);
    }

    private static boolean isPasswordSession(byte[] head, int body) {
        int version = head[body];
        int cipher = head[version == 4 ? body + 1 : body + 2];
        return version >= 4 && version <= 6 && cipher >= 1 && cipher <= 13;
    }

    /** Whether the first entry of a zip file is encrypted (APPNOTE 4.4.4, bit 0). */
    private static boolean isEncryptedZip(byte[] head) {
        return hex(0, "504b0304").matches(head) && head.length > 6 && (head[6] & 1) != 0;
    }
}
