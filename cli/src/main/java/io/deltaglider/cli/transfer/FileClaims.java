package io.deltaglider.cli.transfer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The files that objects of one command go to, each given to one object only. Keys tell {@code a/x} from {@code a//x} and {@code A/x}; file systems do not, or not all
 * of them. Takes a few dozen bytes for each file: names are kept as digests of 64 bits, and should two be the same by chance, an object is told and left where it is.
 */
final class FileClaims {
    /** Said of the second of two objects. */
    static final String TAKEN =
            "Another object of this command goes to the same file; this one is left where it is."
                    + " cp to another name fetches it";

    private final Predicate<Path> folding;
    private final LongSet files = new LongSet();
    private final LongSet folded = new LongSet();

    /** What files lie in. */
    private final LongSet folders = new LongSet();

    private final Map<Path, Boolean> known = new HashMap<>();
    private Path lastParent = Path.of("");
    private Path lastFolder = Path.of("");

    /** Asks the file systems whether they tell upper case from lower case, where it matters. */
    FileClaims() {
        this(FoldingProbe::folds);
    }

    /** {@code folding} tells of an existing folder whether names that differ only in case or in the composition of their characters are one there. */
    FileClaims(Predicate<Path> folding) {
        this.folding = folding;
    }

    /**
     * Claims the file for an object.
     *
     * @return why that is not possible, for people; empty when it is done
     */
    Optional<String> claim(Path file, ObjectLocation source) {
        Path real = real(file);
        Optional<Path> above = claimedAbove(real);
        if (above.isPresent()) {
            int names = real.getNameCount() - above.get().getNameCount();
            return Optional.of(
                    withoutLast(source, names)
                            + " goes to a file where this one needs a folder; this one is left"
                            + " where it is. cp to another name fetches it");
        }
        if (folders.contains(digest(real.toString())) && !Files.isDirectory(real)) {
            return Optional.of(
                    "Objects of this command that lie below "
                            + source.asFolder()
                            + " need a folder where this one needs a file; this one is left where"
                            + " it is. cp to another name fetches it");
        }
        return claim(file) ? Optional.empty() : Optional.of(TAKEN);
    }

    /** The file among the folders that this one lies in, if there is one. */
    private Optional<Path> claimedAbove(Path real) {
        for (Path folder = real.getParent(); folder != null; folder = folder.getParent()) {
            // What is a folder already is none of our files; that one fails by itself.
            if (files.contains(digest(folder.toString())) && !Files.isDirectory(folder)) {
                return Optional.of(folder);
            }
        }
        return Optional.empty();
    }

    private static ObjectLocation withoutLast(ObjectLocation object, int names) {
        String key = object.key();
        for (int i = 0; i < names && key.lastIndexOf('/') > 0; i++) {
            key = key.substring(0, key.lastIndexOf('/'));
        }
        return object.withKey(key);
    }

    /** Whether nobody has claimed the file yet; it is claimed then. */
    boolean claim(Path file) {
        Path real = real(file);
        String name = real.toString();
        if (files.contains(digest(name))) {
            return false;
        }
        // Folding is asked for only where two names differ in nothing else.
        if (!folded.add(digest(fold(name))) && folds(file)) {
            return false;
        }
        files.add(digest(name));
        Path folder = real.getParent();
        while (folder != null && folders.add(digest(folder.toString()))) {
            folder = folder.getParent();
        }
        return true;
    }

    /** Whether the file, by this name or by another that means the same here, is claimed. */
    boolean isClaimed(Path file) {
        String name = real(file).toString();
        return files.contains(digest(name)) || (folded.contains(digest(fold(name))) && folds(file));
    }

    private boolean folds(Path file) {
        return known.computeIfAbsent(existingFolder(file), folding::test);
    }

    /** Where symbolic links lead: two folders may be one. */
    private Path real(Path file) {
        Path parent = Objects.requireNonNull(file.getParent(), "a file has a folder");
        if (!parent.equals(lastParent)) {
            Path existing = existingFolder(file);
            Path folder = parent;
            try {
                folder = existing.toRealPath().resolve(existing.relativize(parent));
            } catch (IOException _) {
                // Whoever cannot look into it will not write into it either.
            }
            lastParent = parent;
            lastFolder = folder;
        }
        return lastFolder.resolve(Objects.requireNonNull(file.getFileName(), "not the root"));
    }

    private static Path existingFolder(Path file) {
        Path folder = Objects.requireNonNull(file.getParent(), "a file has a folder");
        while (!Files.isDirectory(folder)) {
            Path parent = folder.getParent();
            if (parent == null) {
                break;
            }
            folder = parent;
        }
        return folder;
    }

    private static String fold(String name) {
        String composed = Normalizer.normalize(name, Normalizer.Form.NFC);
        return composed.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    }

    /** FNV-1a over UTF-16, with the finalizer of MurmurHash3. */
    private static long digest(String name) {
        long hash = 0xCBF29CE484222325L;
        for (int i = 0; i < name.length(); i++) {
            hash = (hash ^ name.charAt(i)) * 0x100000001B3L;
        }
        hash = (hash ^ (hash >>> 33)) * 0xFF51AFD7ED558CCDL;
        hash = (hash ^ (hash >>> 33)) * 0xC4CEB9FE1A85EC53L;
        return hash ^ (hash >>> 33);
    }
}
