package io.deltaglider.bench.longfamilies;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Files that change from version to version. Not thread-safe. */
final class Tree {
    /** A file of a version. */
    static final class Entry {
        private final String path;
        private final byte[] bytes;

        Entry(String path, byte[] bytes) {
            this.path = path;
            this.bytes = bytes;
        }

        String path() {
            return path;
        }

        byte[] bytes() {
            return bytes;
        }
    }

    private final Random random;
    private final Words words;
    private final List<Entry> entries = new ArrayList<>();
    private int made;

    Tree(long seed) {
        this.random = new Random(seed);
        this.words = new Words(seed ^ 1);
    }

    List<Entry> entries() {
        return entries;
    }

    Random random() {
        return random;
    }

    /** Adds a file of text. */
    void add(int length) {
        int place = entries.isEmpty() ? 0 : random.nextInt(entries.size());
        entries.add(place, new Entry(path(), words.text(random, length)));
    }

    /** Adds a file that is half text and half bytes as of compiled code. */
    void addCompiled(int length) {
        byte[] bytes = words.text(random, length);
        for (int at = 0; at + 4 <= length; at += 8) {
            int value = random.nextInt(1 << 12) * random.nextInt(1 << 6);
            bytes[at] = (byte) (value >> 16);
            bytes[at + 1] = (byte) (value >> 8);
            bytes[at + 2] = (byte) value;
            bytes[at + 3] = 0;
        }
        entries.add(new Entry(path(), bytes));
    }

    private String path() {
        return "dir" + made % 17 + "/part" + made++ + ".txt";
    }

    /** Puts new text in place of some bytes of a file, of about as many, anywhere. */
    void edit(int length) {
        int which = random.nextInt(entries.size());
        int from = random.nextInt(Math.max(1, entries.get(which).bytes().length - length));
        replace(which, from, length);
    }

    /** As people do: some files are changed far more often than others, and again and again in the same places. */
    void editWhereOthersHave(int length) {
        double share = random.nextDouble();
        int which = (int) (share * share * share * entries.size());
        int places = Math.max(1, entries.get(which).bytes().length / length);
        int place = (int) (random.nextDouble() * random.nextDouble() * places);
        replace(which, place * length, length);
    }

    private void replace(int which, int from, int length) {
        Entry old = entries.get(which);
        int cut = Math.clamp(length, 0, Math.max(0, old.bytes().length - from));
        byte[] fresh = words.text(random, Math.max(1, length + random.nextInt(9) - 4));
        byte[] bytes = new byte[old.bytes().length - cut + fresh.length];
        System.arraycopy(old.bytes(), 0, bytes, 0, from);
        System.arraycopy(fresh, 0, bytes, from, fresh.length);
        System.arraycopy(
                old.bytes(),
                from + cut,
                bytes,
                from + fresh.length,
                old.bytes().length - from - cut);
        entries.set(which, new Entry(old.path(), bytes));
    }

    void rename() {
        int which = random.nextInt(entries.size());
        entries.set(which, new Entry(path(), entries.get(which).bytes()));
    }

    void remove() {
        if (entries.size() > 1) {
            entries.remove(random.nextInt(entries.size()));
        }
    }
}
