package io.deltaglider.delta.level;

import io.deltaglider.delta.Content;

import java.io.IOException;
import java.util.Arrays;

/**
 * A reference as one thread sees it: any position, through a bounded number of pages kept in memory. A page's place
 * depends on its number alone, so a run through the reference never evicts what it needs next. Not safe for use by several threads.
 */
public final class PagedReference {
    private static final int PAGE_BITS = 12;
    private static final int PAGE = 1 << PAGE_BITS;
    private static final int SLOTS = 2048;
    private static final byte[] NONE = {};

    private final Content content;
    private final long size;
    private final byte[][] pages = new byte[SLOTS][];
    private final long[] numbers = new long[SLOTS];

    public PagedReference(Content content) {
        this.content = content;
        this.size = content.size();
        Arrays.fill(pages, NONE);
        Arrays.fill(numbers, -1);
    }

    /** Bytes of the reference. */
    public long size() {
        return size;
    }

    private byte[] page(long number) throws IOException {
        int slot = (int) number & (SLOTS - 1);
        byte[] page = pages[slot];
        if (numbers[slot] == number) {
            return page;
        }
        if (page.length == 0) {
            page = new byte[PAGE];
            pages[slot] = page;
        }
        numbers[slot] = -1;
        long start = number << PAGE_BITS;
        content.read(start, page, 0, (int) Math.min(PAGE, size - start));
        numbers[slot] = number;
        return page;
    }

    public byte at(long position) throws IOException {
        return page(position >>> PAGE_BITS)[(int) position & (PAGE - 1)];
    }

    /** How many bytes from {@code position} on equal those from {@code bytes[index]} on; at most {@code limit}, which must lie inside both. */
    public int matchForward(long position, byte[] bytes, int index, int limit) throws IOException {
        int done = 0;
        while (done < limit) {
            long at = position + done;
            byte[] page = page(at >>> PAGE_BITS);
            int inPage = (int) at & (PAGE - 1);
            int n = Math.min(limit - done, PAGE - inPage);
            int mismatch =
                    Arrays.mismatch(
                            page, inPage, inPage + n, bytes, index + done, index + done + n);
            if (mismatch >= 0) {
                return done + mismatch;
            }
            done += n;
        }
        return done;
    }

    /** How many bytes before {@code position} equal those before {@code bytes[index]}; at most {@code limit}, which must lie inside both. */
    public int matchBackward(long position, byte[] bytes, int index, int limit) throws IOException {
        int done = 0;
        while (done < limit) {
            long last = position - done - 1;
            byte[] page = page(last >>> PAGE_BITS);
            int inPage = (int) last & (PAGE - 1);
            int n = Math.min(limit - done, inPage + 1);
            for (int i = 0; i < n; i++) {
                if (page[inPage - i] != bytes[index - done - 1 - i]) {
                    return done + i;
                }
            }
            done += n;
        }
        return done;
    }

    /** Copies bytes of the reference; a copy of many goes past the pages. The range must lie inside the reference. */
    public void copy(long position, byte[] into, int from, int length) throws IOException {
        if (length >= PAGE) {
            content.read(position, into, from, length);
            return;
        }
        int done = 0;
        while (done < length) {
            long at = position + done;
            byte[] page = page(at >>> PAGE_BITS);
            int inPage = (int) at & (PAGE - 1);
            int n = Math.min(length - done, PAGE - inPage);
            System.arraycopy(page, inPage, into, from + done, n);
            done += n;
        }
    }
}
