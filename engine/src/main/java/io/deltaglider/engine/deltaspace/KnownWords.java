package io.deltaglider.engine.deltaspace;

import java.util.List;
import java.util.Set;

/** Words that the pattern rule knows, all in lower case. A change here changes the rule, and so its version. */
final class KnownWords {
    /** Names of builds that stand where another build has its number. */
    private static final Set<String> CHANNELS = Set.of("latest", "nightly");

    /** What may follow a number and still be part of the version. */
    private static final Set<String> QUALIFIERS =
            words(
                    """
                    snapshot release final ga rc cr alpha beta milestone preview prerelease pre dev post nightly canary
                    ea sp build rev hotfix dirty latest
                    jan feb mar apr may jun jul aug sep oct nov dec
                    """);

    /** One letter that makes a version of the digits after it: {@code 1.0-b2}, {@code 2.0-m1}, {@code 1.36-r5}. */
    private static final String QUALIFYING_LETTERS = "abcmpruv";

    /** Digits in these tell what a file is, or for what, and not which version. */
    private static final Set<String> KEPT =
            words(
                    """
                    x86 x64 x32 amd64 ia32 ia64 i386 i486 i586 i686 m68k v7a v8a universal2 64bit 32bit abi3
                    7z bz2 lz4 cr2 cr3 rw2 h5 hdf4 hdf5 sqlite3 db3 s3db p7b p7s p12 pk3 pk4 ps1 x3d u3d 3ds 3mf f77 f90 f95
                    mp2 mp3 mp4 m2ts m3u m3u8 m4a m4b m4v 3gp 3g2 f4v mk3d h264 h265 x264 x265 av1 vp8 vp9 ac3 jp2 j2k
                    md5 sha1 sha224 sha256 sha384 sha512 blake2b blake3 crc32 crc64 base64 utf8 utf16
                    """);

    /** Processors with many names; each prefix with whatever follows, up to {@link #LONGEST_PROCESSOR}. */
    private static final List<String> PROCESSORS =
            List.of(
                    "arm", "aarch", "mips", "ppc", "powerpc", "riscv", "sparc", "s390", "loong",
                    "wasm");

    private static final int LONGEST_PROCESSOR = 12;

    /** What a build was made against: Python's and CUDA's tags, distributions of Linux. Digits follow. */
    private static final Set<String> BUILD_TAGS = Set.of("cp", "pp", "py", "cu", "el", "fc");

    private static final Set<String> SYSTEMS =
            words(
                    """
                    linux win windows mac macos osx darwin freebsd netbsd openbsd dragonfly solaris sunos aix android ios plan9
                    """);

    /** How processors are called when a system's name is before. */
    private static final Set<String> WORD_SIZES = Set.of("32", "64", "386", "486", "586", "686");

    private KnownWords() {}

    private static Set<String> words(String list) {
        return Set.of(list.split("\\s+"));
    }

    static boolean isChannel(String word) {
        return CHANNELS.contains(word);
    }

    static boolean isQualifier(String letters) {
        return QUALIFIERS.contains(letters);
    }

    static boolean isQualifyingLetter(String letters) {
        return letters.length() == 1 && QUALIFYING_LETTERS.contains(letters);
    }

    static boolean isSystem(String word) {
        return SYSTEMS.contains(word);
    }

    static boolean isWordSize(String word) {
        return WORD_SIZES.contains(word);
    }

    /** Whether the word stays as it is although there are digits in it. */
    static boolean isKept(String word) {
        return KEPT.contains(word)
                || isProcessor(word)
                || isBuildTag(word)
                || isSystemWithWordSize(word);
    }

    private static boolean isProcessor(String word) {
        return word.length() <= LONGEST_PROCESSOR && PROCESSORS.stream().anyMatch(word::startsWith);
    }

    /** {@code cp311}, {@code cp37m}, {@code cp313t}, {@code py3}, {@code el9}. */
    private static boolean isBuildTag(String word) {
        if (word.length() < 3 || !BUILD_TAGS.contains(word.substring(0, 2))) {
            return false;
        }
        int end = 2;
        while (end < word.length() && isDigit(word.charAt(end))) {
            end++;
        }
        String abiFlags = word.substring(end);
        return end > 2
                && (abiFlags.isEmpty()
                        || abiFlags.equals("m")
                        || abiFlags.equals("mu")
                        || abiFlags.equals("t"));
    }

    private static boolean isSystemWithWordSize(String word) {
        return (word.endsWith("32") || word.endsWith("64"))
                && isSystem(word.substring(0, word.length() - 2));
    }

    static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
