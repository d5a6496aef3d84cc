package io.deltaglider.cli.connect;

import io.deltaglider.cli.shell.CommandException;
import io.deltaglider.cli.shell.ExitCode;

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

import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** The HTTP client under the SDK's. */
final class HttpClients {
    /** Transfers, and the engine's look-ups beside them, each with a connection of its own. */
    private static final int MAX_CONNECTIONS = 80;

    private HttpClients() {}

    /** Builds a client when the SDK asks for it, which then closes it. */
    static SdkHttpClient.Builder<?> builder(Network network) {
        Apache5HttpClient.Builder builder =
                Apache5HttpClient.builder()
                        .maxConnections(MAX_CONNECTIONS)
                        .connectionTimeout(network.connectTimeout())
                        .socketTimeout(network.readTimeout());
        if (network.caBundle().isPresent()) {
            TrustManager[] trusted = trust(network.caBundle().get());
            builder.tlsTrustManagersProvider(() -> trusted);
        }
        return network.verifyTls() ? builder : new Trusting(builder);
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

    private static TrustManager[] trust(Path bundle) {
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
            TrustManagerFactory factory =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(certificates);
            return factory.getTrustManagers();
        } catch (IOException | GeneralSecurityException e) {
            throw new CommandException(
                    ExitCode.CONFIGURATION,
                    "Cannot read the certificates in " + bundle + ": " + e.getMessage(),
                    e);
        }
    }
}
