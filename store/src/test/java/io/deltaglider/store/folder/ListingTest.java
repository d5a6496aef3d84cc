package io.deltaglider.store.folder;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** Compares pages with a model: all keys in a sorted set, looked through from the beginning. */
class ListingTest {
    private static int compare(String a, String b) {
        return Arrays.compareUnsigned(
                a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }

    private static void create(Path root, String key) throws IOException {
        Path path = root;
        for (String name : KeyPath.names(KeyPath.bytes(key))) {
            path = path.resolve(name);
        }
        Files.createDirectories(Disk.parent(path));
        Files.createFile(path);
    }

    private static List<String> model(
            Set<String> keys, String prefix, String delimiter, @Nullable String after) {
        Set<String> names = new LinkedHashSet<>();
        for (String key : keys) {
            if (!key.startsWith(prefix)) {
                continue;
            }
            int at = delimiter.isEmpty() ? -1 : key.indexOf(delimiter, prefix.length());
            String name = at < 0 ? key : key.substring(0, at + delimiter.length());
            boolean rolledUp = at >= 0;
            boolean passed =
                    after != null
                            && (compare(name, after) <= 0 || (rolledUp && after.startsWith(name)));
            if (!passed) {
                names.add(name);
            }
        }
        return List.copyOf(names);
    }

    private static List<String> names(Listing.Page page) {
        return page.lines().stream().map(Listing.Line::name).toList();
    }

    @Test
    void pagesAreThoseOfTheModel(@TempDir Path folder) throws IOException {
        Random random = new Random(7);
        String long1 = "q".repeat(198);
        String[] pieces = {
            "a", "b", "/", "/", "-", "0", "A", "é", "\uD83D\uDE00", "\uFFFD", ".", long1, "q", "%"
        };
        for (int round = 0; round < 40; round++) {
            Path root = Files.createDirectory(folder.resolve("r" + round));
            TreeSet<String> keys = new TreeSet<>(ListingTest::compare);
            for (int i = random.nextInt(40); i >= 0; i--) {
                StringBuilder key = new StringBuilder();
                for (int n = random.nextInt(5); n >= 0; n--) {
                    key.append(pieces[random.nextInt(pieces.length)]);
                }
                if (key.toString().getBytes(StandardCharsets.UTF_8).length <= KeyPath.MAX_KEY_BYTES
                        && keys.add(key.toString())) {
                    create(root, key.toString());
                }
            }
            Files.createFile(root.resolve("Not One Of Ours"));
            for (int query = 0; query < 60; query++) {
                String prefix =
                        random.nextBoolean()
                                ? ""
                                : pieces[random.nextInt(pieces.length)]
                                        + (random.nextBoolean() ? "/" : "");
                String delimiter = List.of("", "/", "/", "-", "a/", "é").get(random.nextInt(6));
                String after =
                        random.nextBoolean()
                                ? null
                                : random.nextBoolean()
                                        ? keys.first()
                                        : pieces[random.nextInt(pieces.length)]
                                                + pieces[random.nextInt(pieces.length)];
                Listing listing = new Listing(prefix, delimiter);
                List<String> expected = model(keys, prefix, delimiter, after);
                String what =
                        keys + " prefix=" + prefix + " delimiter=" + delimiter + " after=" + after;
                assertThat(names(listing.page(root, after, 1000))).as(what).isEqualTo(expected);
                int size = 1 + random.nextInt(5);
                assertThat(inPages(listing, root, after, size))
                        .as(what + " pages of " + size)
                        .isEqualTo(expected);
            }
        }
    }

    private static List<String> inPages(
            Listing listing, Path root, @Nullable String after, int size) throws IOException {
        List<String> all = new ArrayList<>();
        @Nullable String marker = after;
        while (true) {
            Listing.Page page = listing.page(root, marker, size);
            all.addAll(names(page));
            if (!page.truncated()) {
                return all;
            }
            assertThat(page.lines()).hasSize(size);
            marker = page.lines().getLast().name();
        }
    }
}
