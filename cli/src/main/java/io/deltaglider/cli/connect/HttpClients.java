package io.deltaglider.cli.connect;

import io.deltaglider.cli.shell.CommandException;
import io.deltaglider.cli.shell.ExitCode;
import io.deltaglider.engine.failure.Reason;

import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpConfigurationOption;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.utils.AttributeMap;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Arrays;
import java.util.Optional;

import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** The HTTP client under the SDK's. */
final class HttpClients {
    /** Transfers, and the engine's look-ups beside them, each with a connection of its own. */
    private static final int MAX_CONNECTIONS = 80;

    private HttpClients() {}

    /**
     * Builds a client when the SDK asks for it, which then closes it.
     *
     * @param tls whether the server will be spoken to with TLS
     */
    static SdkHttpClient.Builder<?> builder(Network network, boolean tls) {
        Apache5HttpClient.Builder builder =
                Apache5HttpClient.builder()
                        .maxConnections(MAX_CONNECTIONS)
                        .connectionTimeout(network.connectTimeout())
                        .socketTimeout(network.readTimeout());
        if (!network.verifyTls()) {
            return new Trusting(builder);
        }
        if (!tls) {
            builder.tlsSocketStrategy(new LateTls(() -> trusted(network.caBundle())));
        } else if (network.caBundle().isPresent()) {
            // Certificates that cannot be read are told before anything is sent.
            TrustManager trusted = trusted(network.caBundle());
            builder.tlsTrustManagersProvider(() -> new TrustManager[] {trusted});
        }
        return builder;
    }

    /** Does what no setter of the client's builder does. */
    private record Trusting(Apache5HttpClient.Builder builder)
            implements SdkHttpClient.Builder<Trusting> {
        @Override
        public SdkHttpClient buildWithDefaults(AttributeMap defaults) {
            AttributeMap trusting =
                    AttributeMap.builder()
                            .put(SdkHttpConfigurationOption.TRUST_ALL_CERTIFICATES, true)
                            .build();
            return builder.buildWithDefaults(trusting.merge(defaults));
        }
    }

    private static X509TrustManager trusted(Optional<Path> bundle) {
        try {
            TrustManagerFactory factory =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            // Without a store, the factory takes the platform's.
            factory.init(bundle.isPresent() ? certificates(bundle.get()) : null);
            return Arrays.stream(factory.getTrustManagers())
                    .filter(X509TrustManager.class::isInstance)
                    .map(X509TrustManager.class::cast)
                    .findFirst()
                    .orElseThrow(() ->
                            new GeneralSecurityException("the platform has no trust manager"));
        } catch (IOException | GeneralSecurityException e) {
            throw new CommandException(
                    ExitCode.CONFIGURATION,
                    "Cannot read the certificates in "
                            + bundle.map(Path::toString).orElse("Java's own store")
                            + ": "
                            + Reason.of(e),
                    e);
        }
    }

    private static KeyStore certificates(Path bundle) throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(bundle)) {
            KeyStore certificates = KeyStore.getInstance(KeyStore.getDefaultType());
            certificates.load(null, null);
            int number = 0;
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                certificates.setCertificateEntry("certificate-" + number++, certificate);
            }
            if (number == 0) {
                throw new IOException("it holds no certificate");
            }
            return certificates;
        }
    }
}
