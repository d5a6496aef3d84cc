package io.deltaglider.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

import java.time.Duration;
import java.util.List;

class ToolProcessTest {
    @Test
    void memoryIsReadFromWhatTimeWrites() {
        assertThat(ToolProcess.peakBytes("81234\n")).hasValue(81_234L << 10);
        assertThat(ToolProcess.peakBytes("Command exited with non-zero status 1\n512\n"))
                .hasValue(512L << 10);
        assertThat(ToolProcess.peakBytes("")).isEmpty();
        assertThat(ToolProcess.peakBytes("\n\n")).isEmpty();
        assertThat(ToolProcess.peakBytes("Command terminated by signal 9\n")).isEmpty();
        assertThat(ToolProcess.peakBytes("-1\n")).isEmpty();
        assertThat(ToolProcess.peakBytes("99999999999999999999\n")).isEmpty();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aToolThatFailsTellsWhy() throws Exception {
        ToolProcess process = new ToolProcess(Duration.ofMinutes(1));
        assertThatThrownBy(() -> process.run(List.of("sh", "-c", "echo no such thing >&2; exit 3")))
                .isInstanceOf(ToolFailedException.class)
                .hasMessageContaining("exit code 3")
                .hasMessageContaining("no such thing");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aToolThatTakesTooLongIsEnded() throws Exception {
        ToolProcess process = new ToolProcess(Duration.ofMillis(100));
        assertThatThrownBy(() -> process.run(List.of("sleep", "60")))
                .isInstanceOf(ToolFailedException.class)
                .hasMessageContaining("longer than");
        assertThat(ProcessHandle.current().descendants().filter(ProcessHandle::isAlive)).isEmpty();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void memoryIsToldWhereTimeIsInstalled() throws Exception {
        ToolProcess process = new ToolProcess(Duration.ofMinutes(1));
        assumeThat(process.tellsMemory()).isTrue();
        Usage usage = process.run(List.of("true"));
        assertThat(usage.seconds()).isPositive();
        assertThat(usage.peakBytes().orElseThrow()).isBetween(1L << 16, 1L << 30);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void programsAreFoundOnThePath() {
        assertThat(ToolProcess.installed("sh")).isTrue();
        assertThat(ToolProcess.installed("no-such-program-anywhere")).isFalse();
    }

    @Test
    void theProcessorIsReadFromCpuinfo() {
        assertThat(Machine.modelName("processor\t: 0\nmodel name\t: Some CPU @ 2 GHz\nx : y\n"))
                .isEqualTo("Some CPU @ 2 GHz");
        assertThat(Machine.modelName("processor : 0\n")).isEqualTo("unknown processor");
        assertThat(Machine.describe()).contains("JDK ");
    }
}
