package io.deltaglider.delta.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deltaglider.delta.CorruptDeltaException;
import io.deltaglider.delta.DeltaHeader;
import io.deltaglider.delta.DeltaHeader.ReferenceId;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

class HeaderTest {
    private static final String SHA256 = "ab".repeat(32);
    private static final String MD5 = "cd".repeat(16);
    private static final DeltaHeader FULL =
            new DeltaHeader(
                    5L << 40,
                    SHA256,
                    MD5,
                    "0123-7",
                    "text/plain; charset=\u00fc",
                    Optional.of(new ReferenceId("ef".repeat(32), 1L << 50, "a/key/\u4e2d")));

    private static DeltaHeader read(byte[] bytes) throws IOException {
        return HeaderReader.read(new DeltaInput(new ByteArrayInputStream(bytes))).header();
    }

    @Test
    void everyFieldComesBack() throws IOException {
        assertThat(read(HeaderWriter.write(FULL))).isEqualTo(FULL);
    }

    @Test
    void whatIsEmptyStaysEmpty() throws IOException {
        DeltaHeader sparse = new DeltaHeader(0, SHA256, "", "", "", Optional.empty());
        assertThat(read(HeaderWriter.write(sparse))).isEqualTo(sparse);
    }

    @Test
    void anUnknownFieldThatMayBeSkippedIs() throws IOException {
        byte[] bytes = header(fields -> field(fields, 1001, new byte[] {1, 2, 3}));
        assertThat(read(bytes).targetSize()).isEqualTo(7);
    }

    @Test
    void anUnknownFieldThatIsNeededIsRefused() {
        byte[] bytes = header(fields -> field(fields, 1000, new byte[] {1}));
        assertThatThrownBy(() -> read(bytes))
                .isInstanceOf(CorruptDeltaException.class)
                .hasMessageContaining("field 1000");
    }

    @Test
    void fieldsOutOfOrderAreRefused() {
        byte[] bytes = header(fields -> field(fields, Format.FIELD_TARGET_MD5, new byte[16]));
        assertThatThrownBy(() -> read(bytes))
                .isInstanceOf(CorruptDeltaException.class)
                .hasMessageContaining("field 1 after field 2");
    }

    @Test
    void halfAReferenceIsRefused() {
        byte[] bytes = header(fields -> field(fields, Format.FIELD_REFERENCE_SIZE, new byte[] {5}));
        assertThatThrownBy(() -> read(bytes))
                .isInstanceOf(CorruptDeltaException.class)
                .hasMessageContaining("reference");
    }

    @Test
    void textThatIsNotUtf8IsRefused() {
        byte[] bytes = header(fields -> field(fields, Format.FIELD_ETAG, new byte[] {(byte) 0xC3}));
        assertThatThrownBy(() -> read(bytes))
                .isInstanceOf(CorruptDeltaException.class)
                .hasMessageContaining("UTF-8");
    }

    @Test
    void anotherVersionIsCalledSo() {
        byte[] bytes = HeaderWriter.write(FULL);
        bytes[Format.MAGIC_LENGTH] = 9;
        assertThatThrownBy(() -> read(bytes))
                .isInstanceOf(CorruptDeltaException.class)
                .hasMessageContaining("version 9")
                .hasMessageContaining("newer");
    }

    @Test
    void aHugeLengthIsRefusedBeforeAnythingIsRead() {
        byte[] bytes = Arrays.copyOf(HeaderWriter.write(FULL), Format.HEADER_START_LENGTH);
        Arrays.fill(bytes, Format.MAGIC_LENGTH + 1, bytes.length, (byte) 0xFF);
        assertThatThrownBy(() -> read(bytes))
                .isInstanceOf(CorruptDeltaException.class)
                .hasMessageContaining("4294967295");
    }

    @Test
    void aKeyThatDoesNotFitIsRefused() {
        DeltaHeader header =
                new DeltaHeader(1, SHA256, MD5, "e".repeat(70_000), "", Optional.empty());
        assertThatThrownBy(() -> HeaderWriter.write(header))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("65536");
    }

    @Test
    void digestsThatAreNoneAreRefused() {
        assertThatThrownBy(() -> new DeltaHeader(1, "AB".repeat(32), MD5, "", "", Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new DeltaHeader(-1, SHA256, MD5, "", "", Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** A header of a target of 7 bytes, with more fields, and a right checksum. */
    private static byte[] header(Consumer<ByteBuilder> more) {
        ByteBuilder fields = new ByteBuilder(64);
        field(fields, Format.FIELD_TARGET_SIZE, new byte[] {7});
        field(fields, Format.FIELD_TARGET_SHA256, new byte[32]);
        more.accept(fields);
        ByteBuilder header = new ByteBuilder(64);
        header.put(Format.magic(), 0, Format.MAGIC_LENGTH);
        header.put(Format.VERSION);
        header.putInt(fields.length());
        header.put(fields.array(), 0, fields.length());
        CRC32C crc = new CRC32C();
        crc.update(header.array(), 0, header.length());
        header.putInt((int) crc.getValue());
        return header.toByteArray();
    }

    private static void field(ByteBuilder fields, int type, byte[] value) {
        fields.putVarint(type);
        fields.putVarint(value.length);
        fields.put(value, 0, value.length);
    }
}
