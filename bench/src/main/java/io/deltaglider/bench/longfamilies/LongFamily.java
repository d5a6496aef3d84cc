package io.deltaglider.bench.longfamilies;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Versions of one thing, each made from the one before.
 *
 * @param key of a version, by its number
 * @param limit bytes that all of them may take in the store
 */
record LongFamily(
        String name,
        int versions,
        IntFunction<String> key,
        long limit,
        Tree tree,
        Consumer<Tree> step,
        Form form) {
    /** How a tree becomes one file. */
    interface Form {
        byte[] pack(List<Tree.Entry> entries) throws IOException;
    }

    private static final int TAR_BLOCK = 512;
    private static final long LONG_AGO = 1_700_000_000_000L;

    /** The next version: the first call gives the first one. */
    byte[] next(boolean first) throws IOException {
        if (!first) {
            step.accept(tree);
        }
        return form.pack(tree.entries());
    }

    static List<LongFamily> all() {
        return List.of(driftingZip(), smallZip(), nightly(), jar(), dump());
    }

    /** A zip of 3.65 MB, of which 2 % of the entries change from release to release; some are renamed, added, removed. */
    private static LongFamily driftingZip() {
        Tree tree = new Tree(1);
        for (int i = 0; i < 380; i++) {
            tree.add(5_000 + tree.random().nextInt(40_000));
        }
        return new LongFamily(
                "zip of 3.65 MB",
                300,
                i -> "releases/v1." + i + "/app-1." + i + ".zip",
                9_000_000,
                tree,
                each -> {
                    for (int i = 0; i < 8; i++) {
                        each.editWhereOthersHave(1_000 + each.random().nextInt(900));
                    }
                    if (each.random().nextInt(3) == 0) {
                        each.rename();
                    }
                    if (each.random().nextInt(4) == 0) {
                        each.add(2_000 + each.random().nextInt(4_000));
                    }
                    if (each.random().nextInt(8) == 0) {
                        each.remove();
                    }
                },
                LongFamily::zip);
    }

    /** A zip of 140 KB that grows to 170 KB. */
    private static LongFamily smallZip() {
        Tree tree = new Tree(2);
        for (int i = 0; i < 60; i++) {
            tree.add(2_000 + tree.random().nextInt(8_000));
        }
        return new LongFamily(
                "zip of 140 to 170 KB",
                600,
                i -> "plugins/" + i / 100 + "." + i % 100 + "/plugin.zip",
                1_100_000,
                tree,
                each -> {
                    each.editWhereOthersHave(300 + each.random().nextInt(200));
                    if (each.random().nextInt(30) == 0) {
                        each.add(2_000 + each.random().nextInt(4_000));
                    }
                },
                LongFamily::zip);
    }

    /** A nightly tar.gz of 11 MB with 45 KB that are new each night. */
    private static LongFamily nightly() {
        Tree tree = new Tree(3);
        for (int i = 0; i < 700; i++) {
            tree.add(10_000 + tree.random().nextInt(80_000));
        }
        return new LongFamily(
                "nightly tar.gz of 11 MB",
                365,
                i -> "backups/home-" + (20250101 + i) + ".tar.gz",
                90_000_000,
                tree,
                each -> {
                    for (int i = 0; i < 30; i++) {
                        each.edit(3_000 + each.random().nextInt(2_000));
                    }
                },
                entries -> gzip(tar(entries)));
    }

    /** A jar of 20 MB, of which 0.5 % of the classes change. */
    private static LongFamily jar() {
        Tree tree = new Tree(4);
        for (int i = 0; i < 9_000; i++) {
            tree.addCompiled(1_000 + tree.random().nextInt(6_000));
        }
        return new LongFamily(
                "jar of 20 MB",
                60,
                i -> "maven/server/1." + i + "/server-1." + i + ".jar",
                0,
                tree,
                each -> {
                    for (int i = 0; i < 45; i++) {
                        each.editWhereOthersHave(200 + each.random().nextInt(800));
                    }
                },
                LongFamily::zip);
    }

    /** A database dump, plain, of 12 MB. */
    private static LongFamily dump() {
        Tree tree = new Tree(5);
        for (int i = 0; i < 200; i++) {
            tree.add(30_000 + tree.random().nextInt(60_000));
        }
        return new LongFamily(
                "database dump of 12 MB",
                100,
                i -> "dumps/crm-" + (20250101 + i) + ".sql",
                0,
                tree,
                each -> {
                    for (int i = 0; i < 120; i++) {
                        each.edit(40 + each.random().nextInt(160));
                    }
                },
                LongFamily::tar);
    }

    private static byte[] zip(List<Tree.Entry> entries) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.setLevel(Deflater.DEFAULT_COMPRESSION);
            for (Tree.Entry each : entries) {
                ZipEntry entry = new ZipEntry(each.path());
                CRC32 crc = new CRC32();
                crc.update(each.bytes());
                // A file keeps its date until it changes.
                entry.setTime(LONG_AGO + crc.getValue() % 10_000_000 * 2_000);
                zip.putNextEntry(entry);
                zip.write(each.bytes());
                zip.closeEntry();
            }
        }
        return out.toByteArray();
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    /** Headers with what matters to a delta: name, size, date. */
    private static byte[] tar(List<Tree.Entry> entries) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Tree.Entry each : entries) {
            byte[] header = new byte[TAR_BLOCK];
            byte[] path = each.path().getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(path, 0, header, 0, path.length);
            byte[] size =
                    String.format("%011o ", each.bytes().length)
                            .getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(size, 0, header, 124, size.length);
            byte[] magic = "ustar\00000".getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(magic, 0, header, 257, magic.length);
            out.writeBytes(header);
            out.writeBytes(each.bytes());
            out.writeBytes(new byte[Math.floorMod(-each.bytes().length, TAR_BLOCK)]);
        }
        out.writeBytes(new byte[2 * TAR_BLOCK]);
        return out.toByteArray();
    }
}
