package io.deltaglider.cli.transfer;

/** The order of keys in a listing: that of their UTF-8 bytes, which is that of their code points. */
public final class KeyOrder {
    private KeyOrder() {}

    /** As {@link java.util.Comparator#compare}. */
    public static int compare(String one, String other) {
        int common = Math.min(one.length(), other.length());
        for (int i = 0; i < common; i++) {
            char a = one.charAt(i);
            char b = other.charAt(i);
            if (a != b) {
                // Surrogates come before some other characters in UTF-16, but after all of them as
                // code points.
                boolean surrogates = Character.isSurrogate(a) != Character.isSurrogate(b);
                return surrogates ? (Character.isSurrogate(a) ? 1 : -1) : Character.compare(a, b);
            }
        }
        return Integer.compare(one.length(), other.length());
    }
}
