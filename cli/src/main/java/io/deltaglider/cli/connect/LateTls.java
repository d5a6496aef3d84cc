package io.deltaglider.cli.connect;

import io.deltaglider.engine.failure.Reason;

import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.util.function.Supplier;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/**
 * TLS that is set up when the first connection needs it. For servers that are spoken to without: to prepare for what never comes would take longer than
 * most commands. Safe for use by many threads.
 */
final class LateTls implements TlsSocketStrategy {
    private final Supplier<TrustManager> trusted;
    private @Nullable TlsSocketStrategy strategy;

    LateTls(Supplier<TrustManager> trusted) {
        this.trusted = trusted;
    }

    @Override
    public SSLSocket upgrade(
            Socket socket, String host, int port, Object attachment, HttpContext context)
            throws IOException {
        return strategy().upgrade(socket, host, port, attachment, context);
    }

    private synchronized TlsSocketStrategy strategy() throws IOException {
        TlsSocketStrategy ready = strategy;
        if (ready == null) {
            try {
                SSLContext tls = SSLContext.getInstance("TLS");
                tls.init(null, new TrustManager[] {trusted.get()}, null);
                ready = new DefaultClientTlsStrategy(tls);
            } catch (GeneralSecurityException e) {
                throw new IOException("TLS cannot be used here: " + Reason.of(e), e);
            }
            strategy = ready;
        }
        return ready;
    }
}
