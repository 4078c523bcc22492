package dev.muster.adapters.out.formats.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.application.port.TableWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Rows that were all held in memory at once would not fit into the heap of these tests: each takes some 300 bytes. */
@Timeout(600)
class BoundedMemoryTest {
    private static final String HEAP = "-Xmx64m";

    @Test
    void fewRowsFitIntoASmallHeap() throws Exception {
        assertWritesAllFormats(300_000);
    }

    /** A thousand texts of the greatest length are more than twice the heap. */
    @Test
    void longTextsFitIntoTheSameHeap() throws Exception {
        assertWrites(2_000, 65_000, List.of("csv", "ndjson", "json", "xlsx", "avro"));
    }

    @Test
    @Tag("faults")
    void moreRowsThanASheetHoldsFitIntoTheSameHeap() throws Exception {
        assertWritesAllFormats(2_000_000);
    }

    private static void assertWritesAllFormats(long rows) throws Exception {
        assertWrites(rows, 0, Formats.all().stream().map(TableWriter::format).toList());
    }

    private static void assertWrites(long rows, int further, List<String> formats) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(Long.toString(rows), Integer.toString(further)));
        arguments.addAll(formats);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                HEAP,
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                ManyRows.class.getName()));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output.lines()).containsSubsequence(formats);
    }
}
