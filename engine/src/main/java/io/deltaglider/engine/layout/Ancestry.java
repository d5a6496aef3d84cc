package io.deltaglider.engine.layout;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * What a reference is a delta to, that in turn, and so on, in a few dozen characters for each: so an object can name all that a reader has to
 * fetch. Each key is told by its difference to the one before; {@code docs/storage.md} has the form.
 */
public final class Ancestry {
    /** More than any writer makes. */
    private static final int MOST = ReferenceKey.MAX_DEPTH;

    private static final int SHA256_BYTES = 32;
    private static final int BASE_BYTES = Lineage.BASE_DIGITS / 2;

    /** Flags of a key. */
    private static final int LANDMARK = 1;

    private static final int HAS_BASE = 2;
    private static final int NEW_SKETCH = 4;

    private static final HexFormat HEX = HexFormat.of();
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
    private static final Base64.Decoder DECODER = Base64.getUrlDecoder();

    private Ancestry() {}

    /**
     * Tells as many as fit, the nearest first.
     *
     * @param ancestors of the reference, the nearest first; those from the first on that is in another deltaspace, or whose key does not say
     *     where it stands, are left out
     * @param most characters
     * @return empty text when there are none
     */
    public static String encode(ReferenceKey reference, List<ReferenceKey> ancestors, int most) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        String text = "";
        ReferenceKey before = reference;
        for (ReferenceKey each : ancestors) {
            if (each.lineage().isEmpty()
                    || before.lineage().isEmpty()
                    || !each.deltaspaceId().equals(reference.deltaspaceId())) {
                return text;
            }
            write(out, before, each);
            String longer = ENCODER.encodeToString(out.toByteArray());
            if (longer.length() > most) {
                return text;
            }
            text = longer;
            before = each;
        }
        return text;
    }

    private static void write(ByteArrayOutputStream out, ReferenceKey before, ReferenceKey key) {
        Lineage lineage = key.lineage().orElseThrow();
        byte[] sketch = sketch(key);
        byte[] last = sketch(before);
        boolean same = sketch.length > 0 && sketch.length == last.length;
        boolean hasBase = !lineage.base().equals(Lineage.NO_BASE);
        out.write(
                (lineage.landmark() ? LANDMARK : 0)
                        | (hasBase ? HAS_BASE : 0)
                        | (same ? 0 : NEW_SKETCH));
        out.writeBytes(HEX.parseHex(key.sha256()));
        writeSigned(out, (long) before.lineage().orElseThrow().hour() - lineage.hour());
        writeSigned(out, before.size() - key.size());
        writeSigned(out, (long) before.depth() - key.depth());
        writeUnsigned(out, key.generation());
        writeUnsigned(out, lineage.ordinal());
        if (hasBase) {
            out.writeBytes(HEX.parseHex(lineage.base()));
        }
        if (same) {
            writeChanges(out, last, sketch);
        } else {
            writeUnsigned(out, sketch.length);
            out.writeBytes(sketch);
        }
    }

    /** Bytes of the sketch; none where there is none, or where it is not told as we tell it. */
    private static byte[] sketch(ReferenceKey key) {
        try {
            byte[] bytes = key.hasSketch() ? DECODER.decode(key.sketch()) : new byte[0];
            return ENCODER.encodeToString(bytes).equals(key.sketch()) ? bytes : new byte[0];
        } catch (IllegalArgumentException notBase64) {
            return new byte[0];
        }
    }

    private static void writeChanges(ByteArrayOutputStream out, byte[] from, byte[] to) {
        List<Integer> changed = new ArrayList<>();
        for (int i = 0; i < to.length; i++) {
            if (from[i] != to[i]) {
                changed.add(i);
            }
        }
        writeUnsigned(out, changed.size());
        int last = -1;
        for (int at : changed) {
            writeUnsigned(out, at - last - 1);
            out.write(to[at]);
            last = at;
        }
    }

    /**
     * Reads what {@link #encode} wrote.
     *
     * @return the ancestors, the nearest first; none when the text is anything else: they are of use, and not needed
     */
    public static List<ReferenceKey> decode(ReferenceKey reference, String text) {
        List<ReferenceKey> ancestors = new ArrayList<>();
        try {
            ByteBuffer in = ByteBuffer.wrap(DECODER.decode(text));
            ReferenceKey before = reference;
            while (in.hasRemaining()) {
                if (ancestors.size() == MOST) {
                    return List.of();
                }
                before = read(in, before);
                ancestors.add(before);
            }
            return List.copyOf(ancestors);
        } catch (IllegalArgumentException | BufferUnderflowException | ArithmeticException other) {
            return List.of();
        }
    }

    private static ReferenceKey read(ByteBuffer in, ReferenceKey before) {
        int flags = in.get();
        byte[] sha256 = bytes(in, SHA256_BYTES);
        int lastHour = before.lineage().map(Lineage::hour).orElse(0);
        int hour = Math.toIntExact(Math.subtractExact(lastHour, readSigned(in)));
        long size = Math.subtractExact(before.size(), readSigned(in));
        int depth = Math.toIntExact(Math.subtractExact(before.depth(), readSigned(in)));
        int generation = Math.toIntExact(readUnsigned(in));
        int ordinal = Math.toIntExact(readUnsigned(in));
        String base =
                (flags & HAS_BASE) != 0 ? HEX.formatHex(bytes(in, BASE_BYTES)) : Lineage.NO_BASE;
        byte[] sketch =
                (flags & NEW_SKETCH) != 0
                        ? bytes(in, Math.toIntExact(readUnsigned(in)))
                        : changed(in, sketch(before));
        return new ReferenceKey(
                before.deltaspaceId(),
                Optional.of(new Lineage(hour, (flags & LANDMARK) != 0, ordinal, base)),
                HEX.formatHex(sha256),
                generation,
                size,
                depth,
                sketch.length == 0 ? ReferenceKey.NO_SKETCH : ENCODER.encodeToString(sketch));
    }

    private static byte[] changed(ByteBuffer in, byte[] from) {
        byte[] sketch = from.clone();
        int at = -1;
        for (long left = readUnsigned(in); left > 0; left--) {
            at = Math.toIntExact(Math.addExact(at + 1L, readUnsigned(in)));
            if (at >= sketch.length) {
                throw new IllegalArgumentException("a change behind the end of a sketch");
            }
            sketch[at] = in.get();
        }
        return sketch;
    }

    private static byte[] bytes(ByteBuffer in, int count) {
        if (count > in.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] bytes = new byte[count];
        in.get(bytes);
        return bytes;
    }

    private static void writeSigned(ByteArrayOutputStream out, long value) {
        writeUnsigned(out, (value << 1) ^ (value >> 63));
    }

    private static long readSigned(ByteBuffer in) {
        long value = readUnsigned(in);
        return (value >>> 1) ^ -(value & 1);
    }

    /** Seven bits to a byte, the lowest first; the high bit says that more come. */
    private static void writeUnsigned(ByteArrayOutputStream out, long value) {
        long left = value;
        while (left >>> 7 != 0) {
            out.write((int) ((left & 0x7f) | 0x80));
            left >>>= 7;
        }
        out.write((int) left);
    }

    private static long readUnsigned(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte next = in.get();
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("a number of more than 64 bits");
    }
}
