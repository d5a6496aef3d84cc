package io.deltaglider.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A cache folder that cannot be written costs the cache. */
class CacheFolderTest extends EngineFixture {
    @Test
    void worksWithoutACacheWhereItsFolderIsAFile() throws IOException {
        Files.writeString(folder.resolve("file"), "in the way");
        Path temporary;
        try (DeltaGliderS3Client engine =
                new DeltaGliderS3Client(store, options("file").withMinSize(1000))) {
            Stores.put(engine, BUCKET, "v1/app.bin", FIRST);
            Stores.put(engine, BUCKET, "v2/app.bin", SECOND);
            assertThat(engine.inspect(BUCKET, "v2/app.bin").kind())
                    .isEqualTo(StoredObject.Kind.DELTA);
            assertThat(Stores.get(engine, BUCKET, "v2/app.bin")).isEqualTo(SECOND);
            temporary = engine.cacheDirectory();
            assertThat(temporary).isDirectory();
        }
        assertThat(temporary).doesNotExist();
        assertThat(folder.resolve("file")).hasContent("in the way");
    }

    @Test
    void filesOfDeadProcessesAreRemovedByTheNextAndThoseOfLivingOnesAreNot() throws IOException {
        Path tmp = Files.createDirectories(folder.resolve("cache/tmp"));
        String dead = "0123456789abcdef".repeat(2);
        Files.writeString(tmp.resolve("spool-" + dead + ".lock"), "");
        Files.writeString(
                tmp.resolve("spool-" + dead + "-01234567-0123-0123-0123-0123456789ab"), "left");
        Path young = Files.writeString(tmp.resolve("spool-of-another-kind"), "kept for a day");
        engine(store, "cache");
        try (Stream<Path> files = Files.list(tmp)) {
            assertThat(files).contains(young).noneMatch(each -> each.toString().contains(dead));
        }
    }
}
