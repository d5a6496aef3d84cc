package io.deltaglider.delta;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Pairs of files: content of many kinds, and what edits of many kinds make of it. The same seed gives the same pairs. */
final class EditedFiles {
    private EditedFiles() {}

    /** A file and what was made of it. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Edited(byte[] reference, byte[] target) {}

    interface Content {
        byte[] make(Random random, int length);
    }

    interface Edit {
        byte[] apply(byte[] bytes, Random random);
    }

    /** Every kind of content with every edit, of about so many bytes each. */
    static List<Pair> pairs(long seed, int length) {
        List<Pair> pairs = new ArrayList<>();
        contents()
                .forEach((content, maker) ->
                        edits(length)
                                .forEach((edit, editor) ->
                                        pairs.add(
                                                new Pair(
                                                        content + ", " + edit,
                                                        maker,
                                                        editor,
                                                        seed,
                                                        length))));
        return pairs;
    }

    /** What a pair is made of; the pair itself is made when it is asked for. */
    record Pair(String name, Content content, Edit edit, long seed, int length) {
        Edited make() {
            Random random = new Random(seed ^ name.hashCode());
            byte[] reference = content.make(random, length);
            return new Edited(reference, edit.apply(reference, random));
        }
    }

    private static Map<String, Content> contents() {
        Map<String, Content> contents = new TreeMap<>();
        contents.put("random", EditedFiles::random);
        contents.put("numbers of four bytes", EditedFiles::walk);
        contents.put("sorted numbers of eight bytes", EditedFiles::sortedNumbers);
        contents.put("floating-point numbers", EditedFiles::doubles);
        contents.put("table", EditedFiles::table);
        contents.put("records of mostly zeros", EditedFiles::sparseRecords);
        contents.put("zeros with a few other bytes", EditedFiles::zeros);
        contents.put("log", (random, length) -> lines(random, length, false));
        contents.put("sorted lines", (random, length) -> lines(random, length, true));
        contents.put("text of two words", EditedFiles::twoWords);
        contents.put("numbers as text", EditedFiles::decimals);
        contents.put("four letters", EditedFiles::letters);
        contents.put("nearly periodic", EditedFiles::periodic);
        contents.put("machine code", EditedFiles::code);
        return contents;
    }

    private static Map<String, Edit> edits(int length) {
        Map<String, Edit> edits = new TreeMap<>();
        edits.put("the same", (bytes, random) -> bytes.clone());
        edits.put("one byte flipped", EditedFiles::flipped);
        edits.put("emptied", (bytes, random) -> new byte[0]);
        edits.put("one byte left", (bytes, random) -> Arrays.copyOf(bytes, 1));
        edits.put("a fiftieth left", EditedFiles::piece);
        edits.put("followed by as much again", EditedFiles::extended);
        edits.put("twice", (bytes, random) -> joined(List.of(bytes, bytes)));
        edits.put("five times", (bytes, random) -> joined(Collections.nCopies(5, bytes)));
        for (int n : new int[] {1, 2, 3, 5, 8, 13, 100, 2531}) {
            edits.put(n + " inserted once", (bytes, random) -> inserted(bytes, random, n));
            edits.put(n + " removed once", (bytes, random) -> removed(bytes, random, n));
        }
        for (int gap : new int[] {40, 300, 3000}) {
            edits.put("insertions every " + gap, (bytes, r) -> manyInserted(bytes, r, gap));
            edits.put("removals every " + gap, (bytes, r) -> manyRemoved(bytes, r, gap));
            edits.put("changes every " + gap, (bytes, r) -> manyChanged(bytes, r, gap));
        }
        for (int n : new int[] {4, 6, 8, 12, 16, 24, 32, 64, 256, 4096}) {
            edits.put("shuffled by " + n, (bytes, random) -> shuffled(bytes, random, n));
            edits.put("reversed by " + n, (bytes, random) -> reversed(bytes, n));
        }
        for (int n : new int[] {4, 8, 30, 240, 1000}) {
            edits.put("two halves by turns of " + n, (bytes, random) -> byTurns(bytes, 2, n));
            edits.put("three thirds by turns of " + n, (bytes, random) -> byTurns(bytes, 3, n));
        }
        for (int n : new int[] {8, 24, 64}) {
            edits.put("columns of records of " + n, (bytes, random) -> columns(bytes, n));
            edits.put("one in ten records of " + n + " lost", (bytes, r) -> lost(bytes, r, n));
            edits.put("records of " + n + " widened", (bytes, random) -> widened(bytes, n));
            edits.put("a field of each " + n + " raised", (bytes, random) -> raised(bytes, n));
            edits.put("a field of each " + n + " replaced", (b, random) -> replaced(b, random, n));
        }
        edits.put("near moves", (bytes, random) -> moved(bytes, random, 600));
        edits.put("far moves", (bytes, random) -> moved(bytes, random, length));
        edits.put("stretches twice", EditedFiles::repeated);
        edits.put("all raised by one", (bytes, random) -> added(bytes));
        edits.put("sorted lines", (bytes, random) -> sortedLines(bytes));
        edits.put("words exchanged", EditedFiles::exchanged);
        return edits;
    }

    private static byte[] random(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static void put(byte[] bytes, int at, long number, int count) {
        for (int b = 0; b < count && at + b < bytes.length; b++) {
            bytes[at + b] = (byte) (number >>> (8 * b));
        }
    }

    private static byte[] walk(Random random, int length) {
        byte[] bytes = new byte[length];
        int number = 1 << 20;
        for (int i = 0; i < length; i += 4) {
            number += random.nextInt(7) - 3;
            put(bytes, i, number, 4);
        }
        return bytes;
    }

    private static byte[] sortedNumbers(Random random, int length) {
        byte[] bytes = new byte[length];
        long number = 0;
        for (int i = 0; i < length; i += 8) {
            number += 1 + random.nextInt(100_000);
            put(bytes, i, number, 8);
        }
        return bytes;
    }

    private static byte[] doubles(Random random, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i += 8) {
            put(bytes, i, Double.doubleToLongBits(20 + random.nextInt(2000) / 100.0), 8);
        }
        return bytes;
    }

    private static byte[] table(Random random, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i += 24) {
            put(bytes, i, 1000 + i / 8, 4);
            put(bytes, i + 4, random.nextInt() & 0xFFFF, 4);
            put(bytes, i + 8, random.nextInt(5), 1);
        }
        return bytes;
    }

    private static byte[] sparseRecords(Random random, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i += 32) {
            put(bytes, i, i / 32, 4);
            put(bytes, i + 20, random.nextInt(4) == 0 ? random.nextInt() : 0, 3);
        }
        return bytes;
    }

    private static byte[] zeros(Random random, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i += 1 + random.nextInt(200)) {
            bytes[i] = (byte) random.nextInt();
        }
        return bytes;
    }

    private static byte[] text(List<String> lines, int length) {
        return Arrays.copyOf(
                String.join("\n", lines).getBytes(StandardCharsets.ISO_8859_1), length);
    }

    private static byte[] lines(Random random, int length, boolean sorted) {
        String[] verbs = {"GET", "PUT", "HEAD", "DELETE", "POST"};
        List<String> lines = new ArrayList<>();
        long time = 1_700_000_000_000L;
        for (int size = 0; size <= length; size += lines.getLast().length() + 1) {
            time += random.nextInt(5000);
            String verb = verbs[random.nextInt(verbs.length)];
            String path = "/" + Integer.toString(random.nextInt(3000), 36);
            lines.add(
                    sorted
                            ? path + " " + verb + " " + time
                            : time + " " + verb + " " + path + " " + random.nextInt(600));
        }
        if (sorted) {
            Collections.sort(lines);
        }
        return text(lines, length);
    }

    private static byte[] twoWords(Random random, int length) {
        StringBuilder text = new StringBuilder();
        while (text.length() < length) {
            text.append(random.nextBoolean() ? "yes " : "never ");
        }
        return Arrays.copyOf(text.toString().getBytes(StandardCharsets.ISO_8859_1), length);
    }

    private static byte[] decimals(Random random, int length) {
        List<String> lines = new ArrayList<>();
        for (int size = 0; size <= length; size += lines.getLast().length() + 1) {
            lines.add(Integer.toString(random.nextInt(100_000)));
        }
        return text(lines, length);
    }

    private static byte[] letters(Random random, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) "ACGT".charAt(random.nextInt(4));
        }
        return bytes;
    }

    private static byte[] periodic(Random random, int length) {
        byte[] period = random(random, 500);
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = random.nextInt(400) == 0 ? (byte) random.nextInt() : period[i % 500];
        }
        return bytes;
    }

    /** Calls of few functions, by their distances, between instructions that come again and again. */
    private static byte[] code(Random random, int length) {
        byte[] instructions = random(random, 3 * 100);
        byte[] bytes = new byte[length];
        for (int i = 0; i + 8 <= length; ) {
            if (random.nextInt(6) == 0) {
                bytes[i] = (byte) 0xE8;
                put(bytes, i + 1, random.nextInt(50) * 1000L - i, 4);
                i += 5;
            } else {
                System.arraycopy(instructions, 3 * random.nextInt(100), bytes, i, 3);
                i += 3;
            }
        }
        return bytes;
    }

    private static byte[] joined(List<byte[]> pieces) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        pieces.forEach(out::writeBytes);
        return out.toByteArray();
    }

    private static List<byte[]> cut(byte[] bytes, int each) {
        List<byte[]> pieces = new ArrayList<>();
        for (int i = 0; i < bytes.length; i += each) {
            pieces.add(Arrays.copyOfRange(bytes, i, Math.min(bytes.length, i + each)));
        }
        return pieces;
    }

    private static byte[] flipped(byte[] bytes, Random random) {
        byte[] changed = bytes.clone();
        changed[random.nextInt(bytes.length)] ^= 1;
        return changed;
    }

    private static byte[] piece(byte[] bytes, Random random) {
        int n = bytes.length / 50;
        int from = random.nextInt(bytes.length - n);
        return Arrays.copyOfRange(bytes, from, from + n);
    }

    private static byte[] extended(byte[] bytes, Random random) {
        // New content that is like the old: the old one's pieces, each changed in one place.
        List<byte[]> pieces = cut(bytes, 50);
        for (byte[] each : pieces) {
            each[random.nextInt(each.length)]++;
        }
        Collections.shuffle(pieces, random);
        return joined(List.of(bytes, joined(pieces)));
    }

    private static byte[] inserted(byte[] bytes, Random random, int n) {
        int at = random.nextInt(bytes.length);
        return joined(
                List.of(
                        Arrays.copyOf(bytes, at),
                        random(random, n),
                        Arrays.copyOfRange(bytes, at, bytes.length)));
    }

    private static byte[] removed(byte[] bytes, Random random, int n) {
        int at = random.nextInt(bytes.length - n);
        return joined(
                List.of(Arrays.copyOf(bytes, at), Arrays.copyOfRange(bytes, at + n, bytes.length)));
    }

    private static byte[] manyInserted(byte[] bytes, Random random, int gap) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < bytes.length; ) {
            int n = Math.min(bytes.length - i, 1 + random.nextInt(2 * gap));
            out.write(bytes, i, n);
            i += n;
            out.writeBytes(random(random, 1 + random.nextInt(30)));
        }
        return out.toByteArray();
    }

    private static byte[] manyRemoved(byte[] bytes, Random random, int gap) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < bytes.length; i += 1 + random.nextInt(20)) {
            int n = Math.min(bytes.length - i, 1 + random.nextInt(2 * gap));
            out.write(bytes, i, n);
            i += n;
        }
        return out.toByteArray();
    }

    private static byte[] manyChanged(byte[] bytes, Random random, int gap) {
        byte[] changed = bytes.clone();
        for (int i = random.nextInt(gap); i < changed.length; i += 1 + random.nextInt(2 * gap)) {
            changed[i] = (byte) random.nextInt();
        }
        return changed;
    }

    private static byte[] shuffled(byte[] bytes, Random random, int n) {
        List<byte[]> pieces = cut(bytes, n);
        Collections.shuffle(pieces, random);
        return joined(pieces);
    }

    private static byte[] reversed(byte[] bytes, int n) {
        return joined(cut(bytes, n).reversed());
    }

    private static byte[] byTurns(byte[] bytes, int parts, int n) {
        int each = bytes.length / parts;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < each; i += n) {
            for (int part = 0; part < parts; part++) {
                out.write(bytes, part * each + i, Math.min(n, each - i));
            }
        }
        return out.toByteArray();
    }

    private static byte[] columns(byte[] bytes, int n) {
        byte[] turned = new byte[bytes.length / n * n];
        int rows = bytes.length / n;
        for (int i = 0; i < turned.length; i++) {
            turned[i] = bytes[i % rows * n + i / rows];
        }
        return turned;
    }

    private static byte[] lost(byte[] bytes, Random random, int n) {
        List<byte[]> pieces = cut(bytes, n);
        pieces.removeIf(piece -> random.nextInt(10) == 0);
        return joined(pieces);
    }

    private static byte[] widened(byte[] bytes, int n) {
        List<byte[]> pieces = cut(bytes, n);
        pieces.replaceAll(piece -> Arrays.copyOf(piece, piece.length + 4));
        return joined(pieces);
    }

    private static byte[] raised(byte[] bytes, int n) {
        byte[] changed = bytes.clone();
        for (int i = 0; i < changed.length; i += n) {
            changed[i]++;
        }
        return changed;
    }

    private static byte[] replaced(byte[] bytes, Random random, int n) {
        byte[] changed = bytes.clone();
        for (int i = 4; i < changed.length; i += n) {
            put(changed, i, random.nextInt(), 2);
        }
        return changed;
    }

    private static byte[] moved(byte[] bytes, Random random, int far) {
        byte[] changed = bytes.clone();
        for (int i = 0; i < 20; i++) {
            int n = 20 + random.nextInt(bytes.length / 60);
            int from = random.nextInt(bytes.length - n);
            int to = Math.clamp(from + random.nextInt(2 * far) - (long) far, 0, bytes.length - n);
            byte[] piece = Arrays.copyOfRange(changed, from, from + n);
            if (to < from) {
                System.arraycopy(changed, to, changed, to + n, from - to);
            } else {
                System.arraycopy(changed, from + n, changed, from, to - from);
            }
            System.arraycopy(piece, 0, changed, to, n);
        }
        return changed;
    }

    private static byte[] repeated(byte[] bytes, Random random) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] piece : cut(bytes, 700)) {
            out.writeBytes(piece);
            if (random.nextInt(4) == 0) {
                out.write(piece, 0, 1 + random.nextInt(piece.length));
            }
        }
        return out.toByteArray();
    }

    private static byte[] added(byte[] bytes) {
        byte[] changed = bytes.clone();
        for (int i = 0; i < changed.length; i++) {
            changed[i]++;
        }
        return changed;
    }

    private static byte[] sortedLines(byte[] bytes) {
        List<String> lines =
                new ArrayList<>(
                        List.of(new String(bytes, StandardCharsets.ISO_8859_1).split("\n", -1)));
        Collections.sort(lines);
        return String.join("\n", lines).getBytes(StandardCharsets.ISO_8859_1);
    }

    /** A short run of bytes replaced by a longer one wherever it stands. */
    private static byte[] exchanged(byte[] bytes, Random random) {
        int at = random.nextInt(bytes.length - 3);
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        return text.replace(text.substring(at, at + 3), "quite")
                .getBytes(StandardCharsets.ISO_8859_1);
    }
}
