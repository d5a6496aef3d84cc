package io.deltaglider.store.testing;

import org.jspecify.annotations.Nullable;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * An HTTP proxy before a store, on a free port of the loopback interface: it makes chosen exchanges go wrong on the wire, and passes all
 * others on. Clients use its endpoint in place of the server's; signatures stay valid, as nothing is rewritten. Bodies are held in memory,
 * and connections are closed after each answer. Thread-safe.
 *
 * <pre>
 * try (FaultProxy proxy = new FaultProxy(server.endpoint())) {
 *     proxy.fail(exchange -&gt; exchange.isGet("/bucket/key"), WireFault.maintenancePage());
 *     ... the operation under test, at proxy.endpoint() ...
 * }
 * </pre>
 */
public final class FaultProxy implements AutoCloseable {
    /**
     * A request as the proxy sees it.
     *
     * @param number how many there were since the last plan was made, this one included
     * @param target path and query
     */
    public record Exchange(int number, String method, String target) {
        /** The path alone, still encoded. */
        public String path() {
            return target.split("\\?", 2)[0];
        }

        public boolean isGet(String path) {
            return method.equals("GET") && path().equals(path);
        }

        /** Whether it asks for objects in a bucket, rather than for one of them. */
        public boolean isListing() {
            return method.equals("GET") && path().indexOf('/', 1) < 0;
        }
    }

    /** Decides what goes wrong with a request, if anything. */
    @FunctionalInterface
    public interface Plan {
        Optional<WireFault> faultOf(Exchange exchange);
    }

    private static final Plan NO_FAULT = _ -> Optional.empty();

    private final URI server;
    private final ServerSocket listener;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Map<String, HttpMessage> firstAnswers = new LinkedHashMap<>();
    private final Queue<HttpMessage> late = new ArrayDeque<>();
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger faults = new AtomicInteger();
    private volatile Plan plan = NO_FAULT;
    private volatile Duration ahead = Duration.ZERO;

    /** @param server where the store listens, by plain HTTP */
    public FaultProxy(URI server) throws IOException {
        this.server = server;
        this.listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().name("fault-proxy").start(this::accept);
    }

    /** Where clients connect to. */
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    /**
     * From now on the server's answers are dated so much later than they are given, and what it holds is older by as much, then: dates of objects
     * stay what they are.
     */
    public void dateAnswersLater(Duration by) {
        ahead = by;
    }

    /** From now on exchanges go wrong as planned. */
    public void follow(Plan next) {
        requests.set(0);
        faults.set(0);
        plan = next;
    }

    /** Every chosen exchange goes wrong, until further notice. */
    public void fail(Predicate<Exchange> chosen, WireFault fault) {
        follow(exchange -> chosen.test(exchange) ? Optional.of(fault) : Optional.empty());
    }

    /** The n-th exchange from now on goes wrong, the first being 1. */
    public void failNth(int n, WireFault fault) {
        fail(exchange -> exchange.number() == n, fault);
    }

    /**
     * Exchanges go wrong by chance: the same ones for the same seed, as long as the requests come in the same order.
     *
     * @param share of all exchanges, from 0 to 1
     */
    public void failByChance(long seed, double share) {
        Random random = new Random(seed);
        follow(_ -> {
            synchronized (random) {
                return random.nextDouble() < share
                        ? Optional.of(anyFault(random))
                        : Optional.empty();
            }
        });
    }

    /** Nothing goes wrong any more. */
    public void heal() {
        plan = NO_FAULT;
    }

    /** How many requests there were since the last plan was made. */
    public int requests() {
        return requests.get();
    }

    /** How many exchanges have gone wrong since the last plan was made. */
    public int faults() {
        return faults.get();
    }

    /** Hands on the requests that were held back, in the order in which they came; nobody gets the answers. */
    public void deliverLate() throws IOException {
        while (true) {
            HttpMessage next;
            synchronized (late) {
                next = late.poll();
            }
            if (next == null) {
                return;
            }
            var _ = ask(next);
        }
    }

    /** Any fault at all. */
    public static WireFault anyFault(Random random) {
        int position = random.nextInt(1 << 20);
        return switch (random.nextInt(14)) {
            case 0 -> new WireFault.LoseRequest();
            case 1 -> new WireFault.LoseAnswer();
            case 2 -> new WireFault.CutBody(position % 5000);
            case 3 -> new WireFault.EndBodyEarly(position % 5000);
            case 4 -> new WireFault.ShortenBody(position % 5000);
            case 5 -> new WireFault.FlipAnswer(position);
            case 6 -> new WireFault.FlipRequest(position);
            case 7 -> WireFault.maintenancePage();
            case 8 -> WireFault.emptyAnswer();
            case 9 -> new WireFault.Stale();
            case 10 -> new WireFault.Confused();
            case 11 -> new WireFault.Repeat();
            case 12 -> new WireFault.Late();
            default -> WireFault.refusal(503, "SlowDown");
        };
    }

    @Override
    public void close() {
        plan = NO_FAULT;
        closeQuietly(listener);
        open.forEach(FaultProxy::closeQuietly);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                open.add(client);
                Thread.ofVirtual().name("fault-proxy-client").start(() -> serve(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client;
                InputStream in = new BufferedInputStream(client.getInputStream());
                OutputStream out = new BufferedOutputStream(client.getOutputStream())) {
            Optional<HttpMessage> request = HttpMessage.request(in, out);
            if (request.isPresent()) {
                exchange(client, request.get(), out);
            }
        } catch (IOException | UncheckedIOException gone) {
            // The client, the server or both have gone away, which is what this is for.
        } finally {
            open.remove(client);
        }
    }

    private void exchange(Socket client, HttpMessage request, OutputStream out) throws IOException {
        String[] start = request.start().split(" ", 3);
        Exchange exchange = new Exchange(requests.incrementAndGet(), start[0], start[1]);
        Optional<WireFault> fault = plan.faultOf(exchange);
        if (fault.isEmpty()) {
            send(request, answer(request), out);
            return;
        }
        faults.incrementAndGet();
        switch (fault.get()) {
            case WireFault.LoseRequest _ -> reset(client);
            case WireFault.LoseAnswer _ -> {
                var _ = answer(request);
                reset(client);
            }
            case WireFault.CutBody(int after) -> {
                HttpMessage answer = withLength(request, answer(request));
                answer.write(out, request.start().startsWith("HEAD ") ? 0 : after);
                if (after < answer.body().length) {
                    reset(client);
                }
            }
            case WireFault.EndBodyEarly(int after) ->
                    answer(request)
                            .withoutHeaders("Content-Length", "Transfer-Encoding", "Connection")
                            .withHeader("Connection: close")
                            .write(out, after);
            case WireFault.ShortenBody(int length) -> {
                HttpMessage answer = answer(request);
                byte[] shorter =
                        Arrays.copyOf(answer.body(), Math.min(length, answer.body().length));
                send(request, answer.withBody(shorter), out);
            }
            case WireFault.FlipAnswer(int position) -> {
                HttpMessage answer = answer(request);
                send(request, answer.withBody(flipped(answer.body(), position)), out);
            }
            case WireFault.FlipRequest(int position) ->
                    send(request, answer(request.withBody(flipped(request.body(), position))), out);
            case WireFault.Foreign foreign -> send(request, foreign(foreign), out);
            case WireFault.Stale _ -> send(request, remembered(request, true), out);
            case WireFault.Confused _ -> send(request, remembered(request, false), out);
            case WireFault.Repeat _ -> {
                var _ = answer(request);
                send(request, answer(request), out);
            }
            case WireFault.Late _ -> {
                synchronized (late) {
                    late.add(request);
                }
                reset(client);
            }
        }
    }

    private HttpMessage answer(HttpMessage request) throws IOException {
        HttpMessage answer = ask(request);
        synchronized (firstAnswers) {
            firstAnswers.putIfAbsent(identity(request), answer);
        }
        return answer;
    }

    /** Asks the server on a connection of its own. */
    private HttpMessage ask(HttpMessage request) throws IOException {
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            HttpMessage sent =
                    request.withoutHeaders(
                                    "Connection", "Expect", "Transfer-Encoding", "Content-Length")
                            .withHeader("Content-Length: " + request.body().length)
                            .withHeader("Connection: close");
            OutputStream out = new BufferedOutputStream(socket.getOutputStream());
            sent.write(out, Integer.MAX_VALUE);
            return dated(
                    HttpMessage.answer(
                            new BufferedInputStream(socket.getInputStream()),
                            request.start().split(" ", 2)[0]));
        }
    }

    private HttpMessage dated(HttpMessage answer) {
        Optional<String> date = answer.header("Date");
        if (ahead.isZero() || date.isEmpty()) {
            return answer;
        }
        DateTimeFormatter format = DateTimeFormatter.RFC_1123_DATE_TIME;
        return answer.withoutHeaders("Date")
                .withHeader(
                        "Date: "
                                + format.format(
                                        ZonedDateTime.parse(date.get(), format).plus(ahead)));
    }

    /** The first answer to the same request, or the last to another one of the same method; the server's own where there is none. */
    private HttpMessage remembered(HttpMessage request, boolean same) throws IOException {
        String identity = identity(request);
        String method = identity.split(" ", 2)[0] + " ";
        @Nullable HttpMessage found = null;
        synchronized (firstAnswers) {
            if (same) {
                found = firstAnswers.get(identity);
            } else {
                for (Map.Entry<String, HttpMessage> each : firstAnswers.entrySet()) {
                    if (each.getKey().startsWith(method) && !each.getKey().equals(identity)) {
                        found = each.getValue();
                    }
                }
            }
        }
        return found == null ? answer(request) : found;
    }

    private static String identity(HttpMessage request) {
        String[] start = request.start().split(" ", 3);
        return start[0] + " " + start[1] + " " + request.header("Range").orElse("");
    }

    private static HttpMessage foreign(WireFault.Foreign foreign) {
        return new HttpMessage(
                "HTTP/1.1 " + foreign.status() + " Foreign", foreign.headers(), foreign.body());
    }

    private static HttpMessage withLength(HttpMessage request, HttpMessage answer) {
        HttpMessage closing =
                answer.withoutHeaders("Connection", "Transfer-Encoding")
                        .withHeader("Connection: close");
        boolean hasBody =
                !request.start().startsWith("HEAD ")
                        && answer.status() != 204
                        && answer.status() != 304;
        return hasBody
                ? closing.withoutHeaders("Content-Length")
                        .withHeader("Content-Length: " + answer.body().length)
                : closing;
    }

    private static void send(HttpMessage request, HttpMessage answer, OutputStream out)
            throws IOException {
        withLength(request, answer)
                .write(out, request.start().startsWith("HEAD ") ? 0 : Integer.MAX_VALUE);
    }

    private static byte[] flipped(byte[] body, int position) {
        byte[] other = body.clone();
        if (other.length > 0) {
            other[position % other.length] ^= (byte) (1 << (position % 8));
        }
        return other;
    }

    /** Closes so that the client gets a reset, not an end. */
    private static void reset(Socket client) throws IOException {
        client.setOption(StandardSocketOptions.SO_LINGER, 0);
        client.close();
    }

    private static void closeQuietly(Closeable each) {
        try {
            each.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
