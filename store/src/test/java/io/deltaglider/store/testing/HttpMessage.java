package io.deltaglider.store.testing;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A request or an answer of HTTP/1.1, all of it in memory.
 *
 * @param start the first line
 * @param headers as "Name: value", in order
 * @param body without transfer coding
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record HttpMessage(String start, List<String> headers, byte[] body) {
    HttpMessage {
        headers = List.copyOf(headers);
    }

    /** Reads a request; empty when the connection ended instead. */
    static Optional<HttpMessage> request(InputStream in, OutputStream toClient) throws IOException {
        String start = line(in);
        if (start.isEmpty()) {
            return Optional.empty();
        }
        List<String> headers = headers(in);
        if (value(headers, "Expect").isPresent()) {
            toClient.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
            toClient.flush();
        }
        return Optional.of(new HttpMessage(start, headers, body(in, headers, false)));
    }

    /** Reads the answer to a request of this method. */
    static HttpMessage answer(InputStream in, String method) throws IOException {
        while (true) {
            String start = line(in);
            if (start.isEmpty()) {
                throw new EOFException("the server closed the connection without an answer");
            }
            List<String> headers = headers(in);
            int status = status(start);
            if (status >= 200) {
                boolean bodiless = method.equals("HEAD") || status == 204 || status == 304;
                return new HttpMessage(
                        start, headers, bodiless ? new byte[0] : body(in, headers, true));
            }
        }
    }

    Optional<String> header(String name) {
        return value(headers, name);
    }

    int status() {
        return status(start);
    }

    HttpMessage withBody(byte[] other) {
        return new HttpMessage(start, headers, other);
    }

    HttpMessage withoutHeaders(String... names) {
        List<String> left =
                headers.stream()
                        .filter(each -> {
                            for (String name : names) {
                                if (isNamed(each, name)) {
                                    return false;
                                }
                            }
                            return true;
                        })
                        .toList();
        return new HttpMessage(start, left, body);
    }

    HttpMessage withHeader(String line) {
        List<String> more = new ArrayList<>(headers);
        more.add(line);
        return new HttpMessage(start, more, body);
    }

    /** Writes first line, headers as they are, and so many bytes of the body. */
    void write(OutputStream out, int bytesOfBody) throws IOException {
        StringBuilder head = new StringBuilder(start).append("\r\n");
        headers.forEach(each -> head.append(each).append("\r\n"));
        out.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        out.write(body, 0, Math.min(body.length, bytesOfBody));
        out.flush();
    }

    private static int status(String start) {
        return Integer.parseInt(start.split(" ", 3)[1]);
    }

    private static Optional<String> value(List<String> headers, String name) {
        return headers.stream()
                .filter(each -> isNamed(each, name))
                .map(each -> each.substring(name.length() + 1).strip())
                .findFirst();
    }

    private static boolean isNamed(String header, String name) {
        return header.regionMatches(true, 0, name + ":", 0, name.length() + 1);
    }

    private static List<String> headers(InputStream in) throws IOException {
        List<String> headers = new ArrayList<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            headers.add(line);
        }
        return headers;
    }

    private static byte[] body(InputStream in, List<String> headers, boolean untilEnd)
            throws IOException {
        if (value(headers, "Transfer-Encoding")
                .filter(each -> each.contains("chunked"))
                .isPresent()) {
            return chunks(in);
        }
        Optional<String> length = value(headers, "Content-Length");
        if (length.isEmpty()) {
            return untilEnd ? in.readAllBytes() : new byte[0];
        }
        byte[] body = in.readNBytes(Integer.parseInt(length.get()));
        if (body.length < Integer.parseInt(length.get())) {
            throw new EOFException("the body is shorter than announced");
        }
        return body;
    }

    private static byte[] chunks(InputStream in) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            int length = Integer.parseInt(line(in).split(";", 2)[0].strip(), 16);
            if (length == 0) {
                var _ = headers(in); // trailers
                return body.toByteArray();
            }
            body.write(in.readNBytes(length));
            line(in);
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int each = in.read(); each >= 0 && each != '\n'; each = in.read()) {
            if (each != '\r') {
                line.append((char) each);
            }
        }
        return line.toString();
    }
}
