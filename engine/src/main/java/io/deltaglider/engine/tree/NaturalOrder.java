package io.deltaglider.engine.tree;

import java.util.Comparator;

/** Names in the order of their versions: numbers in them count as numbers, so that 9.0.9 comes before 9.0.10. */
public final class NaturalOrder implements Comparator<String> {
    public static final NaturalOrder INSTANCE = new NaturalOrder();

    private NaturalOrder() {}

    @Override
    public int compare(String one, String other) {
        int i = 0;
        int j = 0;
        while (i < one.length() && j < other.length()) {
            int endI = endOfNumber(one, i);
            int endJ = endOfNumber(other, j);
            if (endI > i && endJ > j) {
                int order = compareNumbers(one, i, endI, other, j, endJ);
                if (order != 0) {
                    return order;
                }
                i = endI;
                j = endJ;
            } else {
                int order = Character.compare(one.charAt(i), other.charAt(j));
                if (order != 0) {
                    return order;
                }
                i++;
                j++;
            }
        }
        int order = Integer.compare(one.length() - i, other.length() - j);
        return order != 0 ? order : one.compareTo(other);
    }

    private static int endOfNumber(String text, int from) {
        int end = from;
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        return end;
    }

    private static int compareNumbers(
            String one, int from, int to, String other, int otherFrom, int otherTo) {
        int i = from;
        while (i < to - 1 && one.charAt(i) == '0') {
            i++;
        }
        int j = otherFrom;
        while (j < otherTo - 1 && other.charAt(j) == '0') {
            j++;
        }
        int order = Integer.compare(to - i, otherTo - j);
        return order != 0 ? order : one.substring(i, to).compareTo(other.substring(j, otherTo));
    }
}
