package io.deltaglider.delta.archive;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Makes containers for tests. */
public final class Containers {
    private Containers() {}

    /** A file to be put into a container. */
    public static final class Entry {
        private final String name;
        private final byte[] content;
        private final boolean stored;

        private Entry(String name, byte[] content, boolean stored) {
            this.name = name;
            this.content = content;
            this.stored = stored;
        }

        public static Entry packed(String name, byte[] content) {
            return new Entry(name, content, false);
        }

        public static Entry stored(String name, byte[] content) {
            return new Entry(name, content, true);
        }
    }

    public static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Text that deflate makes smaller, different for each seed. */
    public static byte[] text(int length, long seed) {
        byte[] words = ascii("the quick brown fox jumps over a lazy dog and 12345 more ");
        byte[] bytes = new byte[length];
        Random random = new Random(seed);
        int at = 0;
        while (at < length) {
            int from = random.nextInt(words.length - 8);
            int n = Math.min(length - at, 3 + random.nextInt(5));
            System.arraycopy(words, from, bytes, at, n);
            at += n;
        }
        return bytes;
    }

    public static byte[] random(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    public static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    public static byte[] little(int bytes, long value) {
        byte[] number = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            number[i] = (byte) (value >>> (8 * i));
        }
        return number;
    }

    public static void putLittle(byte[] into, int at, int bytes, long value) {
        System.arraycopy(little(bytes, value), 0, into, at, bytes);
    }

    public static byte[] deflate(byte[] content, int level, boolean raw) {
        Deflater deflater = new Deflater(level, raw);
        deflater.setInput(content);
        deflater.finish();
        byte[] packed = new byte[content.length + content.length / 100 + 100];
        int n = deflater.deflate(packed);
        deflater.end();
        return Arrays.copyOf(packed, n);
    }

    public static byte[] zlib(byte[] content) {
        return deflate(content, 6, false);
    }

    public static byte[] gzip(byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** A gzip member with these flags, and what belongs to them between the fixed header and the data. */
    public static byte[] gzip(int flags, byte[] fields, byte[] content) {
        return concat(
                new byte[] {0x1F, (byte) 0x8B, 8, (byte) flags, 0, 0, 0, 0, 0, 3},
                fields,
                deflate(content, 6, true),
                trailer(content));
    }

    /** A member that tells its length, as bgzip writes it. */
    public static byte[] blockGzip(byte[] content) {
        byte[] packed = deflate(content, 6, true);
        byte[] field = concat(ascii("BC"), little(2, 2), little(2, packed.length + 26 - 1));
        return concat(
                new byte[] {0x1F, (byte) 0x8B, 8, 4, 0, 0, 0, 0, 0, (byte) 0xFF},
                little(2, 6),
                field,
                packed,
                trailer(content));
    }

    public static long crc(byte[] content) {
        CRC32 crc = new CRC32();
        crc.update(content);
        return crc.getValue();
    }

    private static byte[] trailer(byte[] content) {
        return concat(little(4, crc(content)), little(4, content.length));
    }

    /** A zip as Java writes it: data descriptors behind packed entries. */
    public static byte[] zip(List<Entry> entries) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Entry entry : entries) {
                ZipEntry header = new ZipEntry(entry.name);
                header.setTime(0);
                if (entry.stored) {
                    header.setMethod(ZipEntry.STORED);
                    header.setSize(entry.content.length);
                    header.setCrc(crc(entry.content));
                }
                zip.putNextEntry(header);
                zip.write(entry.content);
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    public static byte[] zip(Entry... entries) {
        return zip(List.of(entries));
    }

    /** A local header with its lengths, and the packed data. */
    public static byte[] localEntry(String name, byte[] content) {
        byte[] packed = deflate(content, 6, true);
        return concat(
                ascii("PK\3\4"),
                little(2, 20),
                little(2, 0),
                little(2, 8),
                little(4, 0),
                little(4, crc(content)),
                little(4, packed.length),
                little(4, content.length),
                little(2, name.length()),
                little(2, 0),
                ascii(name),
                packed);
    }

    /** Bytes in pieces of a length, the last one shorter. */
    public static byte[][] cutUp(byte[] bytes, int length) {
        byte[][] pieces = new byte[Math.ceilDiv(bytes.length, length)][];
        for (int i = 0; i < pieces.length; i++) {
            pieces[i] =
                    Arrays.copyOfRange(bytes, i * length, Math.min(bytes.length, (i + 1) * length));
        }
        return pieces;
    }

    /** The beginning of what {@code pg_dump -Fc} writes, with tables behind it. */
    public static byte[] dump(byte[]... tables) {
        return concat(ascii("PGDMP\1\16\0\4\10\1"), text(3000, 4), concat(tables));
    }

    /** The data of one table in such a dump. */
    public static byte[] table(int id, byte[]... pieces) {
        byte[] all = concat(new byte[] {1, 0}, little(4, id));
        for (byte[] piece : pieces) {
            all = concat(all, little(1, 0), little(4, piece.length), piece);
        }
        return concat(all, new byte[5]);
    }

    public static byte[] png(byte[]... imageData) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'});
        out.writeBytes(chunk("IHDR", new byte[13]));
        for (byte[] data : imageData) {
            out.writeBytes(chunk("IDAT", data));
        }
        out.writeBytes(chunk("IEND", new byte[0]));
        return out.toByteArray();
    }

    private static byte[] chunk(String type, byte[] data) {
        byte[] checked = concat(ascii(type), data);
        ByteBuffer chunk =
                ByteBuffer.allocate(data.length + 12)
                        .order(ByteOrder.BIG_ENDIAN)
                        .putInt(data.length)
                        .put(checked)
                        .putInt((int) crc(checked));
        return chunk.array();
    }

    /** One entry of a tar file: header and padded data. */
    public static byte[] tarEntry(String name, char type, byte[] content) {
        return tarEntry(name, "", type, String.format("%011o", content.length), content);
    }

    public static byte[] tarEntry(
            String name, String prefix, char type, String size, byte[] content) {
        byte[] header = new byte[512];
        put(header, 0, name);
        put(header, 100, "0000644");
        put(header, 124, size);
        put(header, 136, "00000000000");
        header[156] = (byte) type;
        put(header, 257, "ustar\00000");
        put(header, 345, prefix);
        return concat(tarChecksum(header), padded(content));
    }

    public static byte[] padded(byte[] content) {
        return Arrays.copyOf(content, (content.length + 511) / 512 * 512);
    }

    public static byte[] tarChecksum(byte[] header) {
        put(header, 148, "        ");
        int sum = 0;
        for (byte b : header) {
            sum += b & 0xFF;
        }
        put(header, 148, String.format("%06o\0 ", sum));
        return header;
    }

    public static void put(byte[] into, int at, String text) {
        byte[] bytes = ascii(text);
        System.arraycopy(bytes, 0, into, at, bytes.length);
    }

    /** A tar file of plain entries. */
    public static byte[] tar(Entry... entries) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Entry entry : entries) {
            out.writeBytes(tarEntry(entry.name, '0', entry.content));
        }
        out.writeBytes(new byte[1024]);
        return out.toByteArray();
    }
}
