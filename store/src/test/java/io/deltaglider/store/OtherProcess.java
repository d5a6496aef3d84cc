package io.deltaglider.store;

import software.amazon.awssdk.core.sync.RequestBody;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;

/** Runs in a Java process of its own, to be refused or killed. */
final class OtherProcess {
    private OtherProcess() {}

    /** Starts it; its output, errors included, is the process's input stream. */
    static Process start(String what, Path folder) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xshare:auto",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path", ""),
                        OtherProcess.class.getName(),
                        what,
                        folder.toString())
                .redirectErrorStream(true)
                .start();
    }

    /** What the writer stores under a seed: of a length and content of its own. */
    static byte[] content(int seed) {
        Random random = new Random(seed);
        byte[] bytes = new byte[random.nextInt(300_000)];
        random.nextBytes(bytes);
        return bytes;
    }

    @SuppressWarnings("SystemOut") // read by the test
    public static void main(String[] args) throws IOException {
        try (EmbeddedStore store = EmbeddedStore.open(Path.of(args[1]))) {
            if (args[0].equals("open")) {
                System.out.println("opened");
                return;
            }
            if (store.listBuckets().buckets().isEmpty()) {
                store.createBucket(b -> b.bucket("test"));
            }
            for (int seed = 0; ; seed++) {
                Map<String, String> metadata = Map.of("seed", String.valueOf(seed));
                store.putObject(
                        b -> b.bucket("test").key("k").metadata(metadata),
                        RequestBody.fromBytes(content(seed)));
                System.out.println(seed);
            }
        }
    }
}
