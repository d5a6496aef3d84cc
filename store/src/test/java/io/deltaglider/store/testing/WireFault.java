package io.deltaglider.store.testing;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** One way for an HTTP exchange with a store to go wrong, as {@link FaultProxy} makes it happen. */
public sealed interface WireFault {
    /** The connection is reset before the server has seen the request. */
    record LoseRequest() implements WireFault {}

    /** The server does as it was asked; the connection is reset before the first byte of its answer. */
    record LoseAnswer() implements WireFault {}

    /** The answer's headers are right, and its body breaks off after so many bytes. */
    record CutBody(int after) implements WireFault {}

    /** The answer has no length, and ends after so many bytes of its body as if that were all. */
    record EndBodyEarly(int after) implements WireFault {}

    /** The answer's body has so many bytes at most, and its Content-Length says so. */
    record ShortenBody(int length) implements WireFault {}

    /** One bit of the answer's body is another one: of the byte at this position, modulo the body's length. */
    record FlipAnswer(int position) implements WireFault {}

    /** One bit of the request's body is another one when the server gets it. */
    record FlipRequest(int position) implements WireFault {}

    /** The server never sees the request; somebody else answers it. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Foreign(int status, List<String> headers, byte[] body) implements WireFault {}

    /** The answer is the first that the same request got, as a cache would give it; the server does not see the request. */
    record Stale() implements WireFault {}

    /** The answer is that to another GET; the server does not see the request. */
    record Confused() implements WireFault {}

    /** The server gets the request twice, and its second answer counts. */
    record Repeat() implements WireFault {}

    /** The connection is reset, and the request reaches the server later: when {@link FaultProxy#deliverLate} is called. */
    record Late() implements WireFault {}

    /** A page that a load balancer shows while the store behind it is away. It is well-formed XML, as it happens. */
    static WireFault maintenancePage() {
        return page("<html><head><title>Maintenance</title></head><body>Back soon.</body></html>");
    }

    /** The same, as large as an object may be. */
    static WireFault largeMaintenancePage() {
        return page("<html><body>" + "<p>Back soon.</p>".repeat(20_000) + "</body></html>");
    }

    /** What a web server says to anything when it has nothing to say: 200 and an empty body. */
    static WireFault emptyAnswer() {
        return new Foreign(200, List.of(), new byte[0]);
    }

    /** An error as S3 answers it. */
    static WireFault refusal(int status, String code) {
        String body =
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>"
                        + code
                        + "</Code><Message>injected</Message></Error>";
        return new Foreign(
                status,
                List.of("Content-Type: application/xml"),
                body.getBytes(StandardCharsets.UTF_8));
    }

    private static WireFault page(String html) {
        return new Foreign(
                200,
                List.of(
                        "Content-Type: text/html",
                        "Server: balancer",
                        "ETag: \"5f3c-1a2b\"",
                        "Last-Modified: Sat, 01 Nov 2025 10:00:00 GMT"),
                html.getBytes(StandardCharsets.UTF_8));
    }
}
