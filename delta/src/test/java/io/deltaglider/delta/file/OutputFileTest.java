package io.deltaglider.delta.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import static java.nio.charset.StandardCharsets.US_ASCII;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;

class OutputFileTest {
    private static final byte[] BYTES = "what was written".getBytes(US_ASCII);

    @TempDir Path folder;

    private static void write(Path place) throws IOException {
        try (OutputFile file = OutputFile.at(place)) {
            try (OutputStream out = file.open()) {
                out.write(BYTES);
            }
            file.commit();
        }
    }

    private void assertNothingIsLeft(String... names) throws IOException {
        try (var files = Files.list(folder)) {
            assertThat(files.map(f -> f.getFileName().toString())).containsExactlyInAnyOrder(names);
        }
    }

    @Test
    void aFileIsThereWholeOrNotAtAll() throws IOException {
        Path old = Files.writeString(folder.resolve("old"), "as it was");
        try (OutputFile file = OutputFile.at(old);
                OutputStream out = file.open()) {
            out.write(BYTES);
        }
        assertThat(old).hasContent("as it was");
        try (OutputFile file = OutputFile.at(folder.resolve("new"))) {
            assertThat(file.isWrittenThrough()).isFalse();
        }
        assertNothingIsLeft("old");
        write(old);
        write(folder.resolve("new"));
        assertThat(old).hasBinaryContent(BYTES);
        assertNothingIsLeft("old", "new");
    }

    @Test
    void whatIsBegunAnewIsNotLongerThanItShould() throws IOException {
        Path place = folder.resolve("x");
        try (OutputFile file = OutputFile.at(place)) {
            try (OutputStream out = file.open()) {
                out.write(new byte[100]);
            }
            try (OutputStream out = file.open()) {
                out.write(BYTES);
            }
            file.commit();
        }
        assertThat(place).hasBinaryContent(BYTES);
    }

    @Test
    void permissionsOfTheOldFileAreKept() throws IOException {
        assumeTrue(Files.getFileStore(folder).supportsFileAttributeView("posix"));
        Path old = Files.writeString(folder.resolve("old"), "as it was");
        Files.setPosixFilePermissions(old, PosixFilePermissions.fromString("rwxr-x--x"));
        write(old);
        assertThat(old).hasBinaryContent(BYTES);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(old)))
                .isEqualTo("rwxr-x--x");
    }

    @Test
    void linksAreFollowedAlsoToWhatIsNotThereYet() throws IOException {
        Path inner = Files.createDirectory(folder.resolve("inner"));
        Path old = Files.writeString(inner.resolve("old"), "as it was");
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("inner", "old"));
        Path chain = Files.createSymbolicLink(folder.resolve("chain"), link);
        Path dangling = Files.createSymbolicLink(folder.resolve("d"), Path.of("inner", "new"));
        write(chain);
        assertThat(old).hasBinaryContent(BYTES);
        write(dangling);
        assertThat(inner.resolve("new")).hasBinaryContent(BYTES);
        assertThat(link).isSymbolicLink();
        assertThat(chain).isSymbolicLink();
        assertThat(dangling).isSymbolicLink();
        Path loop = folder.resolve("loop");
        Files.createSymbolicLink(loop, loop);
        assertThatThrownBy(() -> write(loop)).isInstanceOf(FileSystemException.class);
        assertNothingIsLeft("inner", "link", "chain", "d", "loop");
    }

    @Test
    void pipesAreWrittenThrough() throws Exception {
        Path pipe = folder.resolve("pipe");
        assumeTrue(makesPipe(pipe));
        Path link = Files.createSymbolicLink(folder.resolve("link"), pipe);
        for (Path place : new Path[] {pipe, link}) {
            FutureTask<byte[]> reader = begun(() -> Files.readAllBytes(pipe));
            write(place);
            assertThat(reader.get()).isEqualTo(BYTES);
            assertThat(Files.isRegularFile(pipe)).isFalse();
        }
        assertNothingIsLeft("pipe", "link");
    }

    @Test
    void devicesAreWrittenThrough() throws IOException {
        Path device = Path.of("/dev/null");
        assumeTrue(Files.isWritable(device));
        write(device);
        write(Files.createSymbolicLink(folder.resolve("link"), device));
        assertThat(Files.exists(device) && !Files.isRegularFile(device)).isTrue();
        assertThat(OutputFile.isWrittenThrough(Path.of("/dev/stdout"))).isTrue();
        assertNothingIsLeft("link");
    }

    @Test
    void whatCannotBeWrittenIsToldOfTheFileThatWasAskedFor() {
        assertThatThrownBy(() -> OutputFile.at(folder))
                .isInstanceOf(FileSystemException.class)
                .hasMessage(folder + ": Is a directory");
        Path nowhere = folder.resolve("no").resolve("x");
        assertThatThrownBy(() -> OutputFile.at(nowhere))
                .isInstanceOf(FileSystemException.class)
                .hasMessage(nowhere + ": Cannot write a file here");
    }

    @Test
    void whatIsUnfinishedCanBeRemovedFromOutside() throws IOException {
        try (OutputFile file = OutputFile.at(folder.resolve("x"))) {
            assertThat(file.path()).exists();
            OutputFile.removeUnfinished();
            assertThat(file.path()).doesNotExist();
        }
        assertNothingIsLeft();
    }

    @Test
    void whatAKilledProcessLeftIsRemoved() throws Exception {
        String ours;
        try (OutputFile file =
                OutputFile.at(Files.createDirectory(folder.resolve("a")).resolve("x"))) {
            ours = file.path().getFileName().toString();
            assertThat(OutputFile.isUnfinished(file.path())).isTrue();
        }
        long own = ProcessHandle.current().pid();
        assumeTrue(ours.contains("-" + own + "-"), "this system's processes can be told apart");
        Process gone = new ProcessBuilder("true").start();
        gone.waitFor();
        FileTime longAgo = FileTime.from(Instant.now().minus(Duration.ofDays(2)));
        String ofGone = ours.replace("-" + own + "-", "-" + gone.pid() + "-");
        String ofUnknown = ".deltaglider-00000000-1-0123456789abcdef.tmp";
        String abandoned = ".deltaglider-0123456789abcdef.tmp";
        for (String name : List.of(ours, ofGone, ofUnknown, abandoned, ".deltaglider-notes.tmp")) {
            Files.writeString(folder.resolve(name), "half of it");
        }
        Files.setLastModifiedTime(folder.resolve(abandoned), longAgo);
        Files.setLastModifiedTime(folder.resolve(".deltaglider-notes.tmp"), longAgo);
        write(folder.resolve("new"));
        assertNothingIsLeft("a", "new", ours, ofUnknown, ".deltaglider-notes.tmp");
        assertThat(OutputFile.isUnfinished(folder.resolve(".deltaglider-notes.tmp"))).isFalse();
    }

    private static boolean makesPipe(Path pipe) throws Exception {
        try {
            return new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static <T> FutureTask<T> begun(Callable<T> task) {
        FutureTask<T> begun = new FutureTask<>(task);
        Thread.ofVirtual().start(begun);
        return begun;
    }
}
