package io.deltaglider.store.folder;

import io.deltaglider.store.error.S3Errors;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One range of bytes, RFC 9110 section 14.
 *
 * @param offset first byte
 * @param length in bytes; 0 only for the whole of an empty object
 */
record ByteRange(long offset, long length) {
    private static final Pattern SINGLE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

    /**
     * The part of an object that a Range header asks for; null for the whole of it, which is S3's answer to a header that is malformed or
     * names several ranges.
     *
     * @throws software.amazon.awssdk.services.s3.model.S3Exception 416 when it lies behind the end
     */
    static @Nullable ByteRange of(@Nullable String header, long size) {
        Matcher range = header == null ? null : SINGLE.matcher(header.strip());
        if (range == null || !range.matches()) {
            return null;
        }
        String first = range.group(1);
        String last = range.group(2);
        if (first.isEmpty()) {
            if (last.isEmpty()) {
                return null;
            }
            long length = Math.min(size, Long.parseLong(last));
            return checked(size - length, length, header, size);
        }
        long offset = Long.parseLong(first);
        long end = last.isEmpty() ? size - 1 : Math.min(size - 1, Long.parseLong(last));
        if (!last.isEmpty() && Long.parseLong(last) < offset) {
            return null;
        }
        return checked(offset, end - offset + 1, header, size);
    }

    /** The same for a request that may name a part instead; S3 does not allow both. */
    static @Nullable ByteRange of(
            @Nullable String header, @Nullable Integer partNumber, ObjectRecord object) {
        if (partNumber == null) {
            return of(header, object.size());
        }
        if (header != null) {
            throw S3Errors.invalidRequest("a request may name a range or a part, not both");
        }
        List<Long> parts =
                object.partSizes().isEmpty() ? List.of(object.size()) : object.partSizes();
        if (partNumber < 1 || partNumber > parts.size()) {
            throw S3Errors.of(
                    416,
                    "InvalidPartNumber",
                    "the object has no part "
                            + partNumber
                            + "; its parts are numbered from 1 to "
                            + parts.size());
        }
        long offset = parts.subList(0, partNumber - 1).stream().mapToLong(Long::longValue).sum();
        long length = parts.get(partNumber - 1);
        return length == 0 ? null : new ByteRange(offset, length);
    }

    /** The range of a source that becomes a part: {@code bytes=first-last}, or null for all of it. Must lie wholly within the source. */
    static ByteRange ofCopySource(@Nullable String header, long size) {
        if (header == null) {
            return new ByteRange(0, size);
        }
        Matcher range = SINGLE.matcher(header.strip());
        if (!range.matches() || range.group(1).isEmpty() || range.group(2).isEmpty()) {
            throw S3Errors.invalidArgument(
                    "the range to copy must be bytes=first-last, not '" + header + "'");
        }
        long first = Long.parseLong(range.group(1));
        long last = Long.parseLong(range.group(2));
        if (first > last || last >= size) {
            throw S3Errors.invalidArgument(
                    "the range to copy, '"
                            + header
                            + "', is not within the source, which has "
                            + size
                            + " bytes");
        }
        return new ByteRange(first, last - first + 1);
    }

    private static ByteRange checked(long offset, long length, @Nullable String header, long size) {
        if (offset >= size || length <= 0) {
            throw S3Errors.invalidRange(String.valueOf(header), size);
        }
        return new ByteRange(offset, length);
    }

    /** The value of the Content-Range header. */
    String contentRange(long size) {
        return "bytes " + offset + "-" + (offset + length - 1) + "/" + size;
    }
}
