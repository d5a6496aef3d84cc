package io.deltaglider.engine.deltaspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deltaglider.delta.Content;
import io.deltaglider.delta.DeltaEncoder;
import io.deltaglider.delta.DeltaHeader;
import io.deltaglider.delta.Effort;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

final class EligibilityTest {
    private static final long SIZE = 1 << 20;
    private static final Eligibility ELIGIBILITY = new Eligibility(65536);

    @ParameterizedTest
    @CsvSource({
        "JPEG, ffd8ffe000104a46494600",
        "JPEG XL, 0000000c4a584c200d0a870a",
        "JPEG 2000, 0000000c6a5020200d0a870a",
        "GIF, 474946383961",
        "MP4, 00000020667479706d703432",
        "MOV, 00000014667479707174202000",
        "HEIC, 000000186674797068656963",
        "AVIF, 000000206674797061766966",
        "CR3, 00000018667479706372782000",
        "CR2, 49492a00100000004352020000",
        "Matroska, 1a45dfa3a342868101",
        "Ogg, 4f6767530002",
        "FLAC, 664c614300000022",
        "MP3 with tag, 49443303000000",
        "MP3, fffb9064000f",
        "MP3 of MPEG 2, fff3609400",
        "AAC, fff15080",
        "WebP, 52494646aabbccdd57454250",
        "AVI, 52494646aabbccdd41564920",
        "MPEG program stream, 000001ba44000400",
        "VCDIFF, d6c3c40005",
        "bsdiff, 4253444946463430",
        "rdiff, 72730236",
        "openssl, 53616c7465645f5f0011223344556677",
        "LUKS, 4c554b53babe0002",
        "gpg -c, 8c0d04090302a1b2c3d4e5f6a7b8ff",
        "gpg -c AES-256 new format, c30d04090308a1b2c3d4e5f6a7b8c9ff",
        "gpg -e RSA, 85020c03a1b2c3d4e5f6a7b801100000",
        "gpg -e ECDH, 845e03a1b2c3d4e5f6a7b81201070400",
        "encrypted zip, 504b03043300010063000000"
    })
    void leavesOutWhatCannotGain(String format, String head) {
        assertThat(ELIGIBILITY.eligible(SIZE, padded(HexFormat.of().parseHex(head))))
                .as(format)
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "gzip, 1f8b0800000000000003",
        "zip, 504b03041400000008000000",
        "ELF, 7f454c460201010000",
        "PE, 4d5a900003000000",
        "xz, fd377a585a000004",
        "zstd, 28b52ffd04",
        "PNG, 89504e470d0a1a0a",
        "PDF, 255044462d312e37",
        "TIFF, 49492a0008000000",
        "WAV, 52494646aabbccdd57415645",
        "SQLite, 53514c69746520666f726d6174203300",
        "UTF-16 with byte order mark, fffe41006200630064006500",
        "Java class, cafebabe00000041",
        "Windows resource, 0000000020000000ffff0000",
        "zeros, 00000000000000000000000000000000",
        "a byte of OpenPGP but no packet, 85112233445566778899aabbccddeeff",
        "Mach-O, cffaedfe0c00000100000000"
    })
    void takesAllElse(String format, String head) {
        assertThat(ELIGIBILITY.eligible(SIZE, padded(HexFormat.of().parseHex(head))))
                .as(format)
                .isTrue();
    }

    @Test
    void leavesOutArmouredText() {
        for (String text :
                new String[] {
                    "age-encryption.org/v1\n-> X25519",
                    "-----BEGIN AGE ENCRYPTED FILE-----\n",
                    "-----BEGIN PGP MESSAGE-----\n\n",
                    "$ANSIBLE_VAULT;1.1;AES256\n",
                    "zsync: 0.6.2\n"
                }) {
            assertThat(ELIGIBILITY.eligible(SIZE, padded(text.getBytes(StandardCharsets.US_ASCII))))
                    .isFalse();
        }
        assertThat(
                        ELIGIBILITY.eligible(
                                SIZE,
                                "Great text, all of it"
                                        .repeat(50)
                                        .getBytes(StandardCharsets.US_ASCII)))
                .isTrue();
    }

    @Test
    void knowsTransportStreamsByTheirPackets() {
        byte[] head = new byte[Eligibility.HEAD_LENGTH];
        for (int packet = 0; packet < head.length; packet += 188) {
            head[packet] = 0x47;
            head[packet + 3] = 0x10;
        }
        assertThat(ELIGIBILITY.eligible(SIZE, head)).isFalse();
        head[376] = 0;
        assertThat(ELIGIBILITY.eligible(SIZE, head)).isTrue();
    }

    @Test
    void leavesOutOurOwnDeltaFiles() throws IOException {
        DeltaHeader header =
                new DeltaHeader(3, "0".repeat(64), "0".repeat(32), "", "", Optional.empty());
        ByteArrayOutputStream delta = new ByteArrayOutputStream();
        new DeltaEncoder(Effort.FAST)
                .encode(Content.empty(), Content.of(new byte[3]), header, Long.MAX_VALUE, delta);
        assertThat(ELIGIBILITY.eligible(SIZE, padded(delta.toByteArray()))).isFalse();
    }

    @Test
    void asksForTheSizeFirst() {
        byte[] text = "text".repeat(200).getBytes(StandardCharsets.US_ASCII);
        assertThat(ELIGIBILITY.eligible(65535, text)).isFalse();
        assertThat(ELIGIBILITY.eligible(65536, text)).isTrue();
        assertThat(new Eligibility(0).eligible(0, new byte[0])).isFalse();
        assertThat(new Eligibility(0).eligible(1, new byte[] {1})).isTrue();
        assertThatThrownBy(() -> new Eligibility(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    /** Short objects have short heads: no signature may read beyond them. */
    @Test
    void readsHeadsOfAnyLength() {
        Eligibility any = new Eligibility(0);
        for (String start :
                new String[] {
                    "ff", "fffb", "fffb90", "47", "8c0d04", "85020c03", "504b0304", "52494646", ""
                }) {
            byte[] head = HexFormat.of().parseHex(start);
            assertThat(any.eligible(Math.max(1, head.length), head)).as(start).isTrue();
        }
    }

    private static byte[] padded(byte[] start) {
        return Arrays.copyOf(start, Eligibility.HEAD_LENGTH);
    }
}
