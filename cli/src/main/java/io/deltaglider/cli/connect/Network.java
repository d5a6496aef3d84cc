package io.deltaglider.cli.connect;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How a server is spoken to.
 *
 * @param sign false to send requests without credentials, as for public buckets
 * @param verifyTls false to take any certificate for genuine
 * @param caBundle certificates to trust instead of the platform's, in PEM
 * @param connectTimeout zero for none
 * @param readTimeout how long a server may be silent; zero for ever
 */
public record Network(
        boolean sign,
        boolean verifyTls,
        Optional<Path> caBundle,
        Duration connectTimeout,
        Duration readTimeout) {

    public static final Network DEFAULT =
            new Network(
                    true, true, Optional.empty(), Duration.ofSeconds(10), Duration.ofSeconds(60));
}
