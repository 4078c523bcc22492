package dev.muster.adapters.out.formats.read;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.muster.application.port.RecordReader;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.hiring.HiringDatasets;
import dev.muster.domain.run.Checkpoint;
import dev.muster.domain.run.LoadOptions;
import dev.muster.domain.run.LoadOptions.Format;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Measures what is allocated while reading: more than what is held at any one time. */
class BoundedMemoryTest {
    private static final long MIB = 1 << 20;
    private static final long HUNDRED_MB = 100_000_000;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** The same byte again and again, without an array of them. */
    private static InputStream many(char c, long count) {
        return new InputStream() {
            private long left = count;

            @Override
            public int read() {
                return left-- > 0 ? c : -1;
            }

            @Override
            public int read(byte[] target, int start, int length) {
                if (left <= 0) {
                    return -1;
                }
                int given = (int) Math.min(length, left);
                Arrays.fill(target, start, start + given, (byte) c);
                left -= given;
                return given;
            }
        };
    }

    private static InputStream text(String text) {
        return new ByteArrayInputStream(text.getBytes(UTF_8));
    }

    private record Reading(Transcript.Whole whole, long allocated) {}

    private static Reading read(LoadOptions options, Dataset dataset, InputStream... parts) throws IOException {
        InputStream input = new SequenceInputStream(Collections.enumeration(List.of(parts)));
        long before = THREADS.getCurrentThreadAllocatedBytes();
        RecordReader reader = new TextRecordDecoder().open(input, dataset, options, Checkpoint.START);
        Transcript.Whole whole = Transcript.of(reader, dataset);
        return new Reading(whole, THREADS.getCurrentThreadAllocatedBytes() - before);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            CSV    | 1,                      | a | \\n2,b
            CSV    | 1,"x",                  | , | \\n2,b
            CSV    | 1,a\\n                   | ; | \\n2,b
            NDJSON | {"id":1,"department":"  | a | "}\\n{"id":2,"department":"b"}
            NDJSON | ''                      | { | \\n{"id":2,"department":"b"}
            JSON   | [{"id":1,"department":" | a | "},{"id":2,"department":"b"}]
            JSON   | [{"id":1},              | 9 | ,{"id":2,"department":"b"}]
            JSON   | [                       | ' ' | {"id":2,"department":"b"}]
            """)
    void aHundredMegabytesWithoutALineEndAreReadInAFewMebibytes(Format format, String start, char many, String end)
            throws IOException {
        Reading reading = read(
                LoadOptions.of(format),
                HiringDatasets.DEPARTMENTS,
                text(start.replace("\\n", "\n")),
                many(many, HUNDRED_MB),
                text(end.replace("\\n", "\n")));
        assertThat(reading.whole().records())
                .last()
                .satisfies(
                        last -> assertThat(last.text()).containsPattern("id=(number)?\\[2] department=(text)?\\[b]"));
        assertThat(reading.whole().end()).startsWith("end ");
        assertThat(reading.allocated()).isLessThan(20 * MIB);
    }

    @Test
    void aQuoteThatIsNeverClosedEndsTheReadingAtTheLimit() throws IOException {
        Reading reading =
                read(LoadOptions.of(Format.CSV), HiringDatasets.DEPARTMENTS, text("1,a\n2,\""), many('\n', HUNDRED_MB));
        assertThat(reading.whole().records()).hasSize(1);
        assertThat(reading.whole().end()).startsWith("problem malformed-csv {line=2}");
        assertThat(reading.allocated()).isLessThan(20 * MIB);
    }

    @Test
    void blankLinesTakeNoMemory() throws IOException {
        Reading reading =
                read(LoadOptions.of(Format.CSV), HiringDatasets.DEPARTMENTS, many('\n', 20_000_000), text("1,a"));
        assertThat(reading.whole()).hasToString("""
                #1 line 20000001 byte 20000000 [1,a]
                   id=[1] department=[a]
                end line 20000001 byte 20000003 blank 20000000
                """);
        assertThat(reading.allocated()).isLessThan(2 * MIB);
    }

    @Test
    void aTranscodedInputIsReadPieceByPiece() throws IOException {
        LoadOptions plain = LoadOptions.of(Format.CSV);
        LoadOptions latin =
                new LoadOptions(Format.CSV, null, null, "iso-8859-1", false, false, 0, plain.maxRejections(), null);
        Reading reading =
                read(latin, HiringDatasets.DEPARTMENTS, text("1,a\n2,"), many('\u00E9', 30_000_000), text("\n3,b"));
        assertThat(reading.whole().records()).hasSize(3);
        assertThat(reading.allocated()).isLessThan(20 * MIB);
    }

    @Test
    void recordsOfCsvAreReadWithoutAllocating() throws IOException {
        byte[] line = "1,Augusta \"Ada\" King, 2020-02-29T12:34:56Z ,\"2\",\"say \"\"9\"\"\"\n".getBytes(UTF_8);
        int records = 100_000;
        InputStream input = new InputStream() {
            private long at;

            @Override
            public int read() {
                return at == (long) records * line.length ? -1 : line[(int) (at++ % line.length)];
            }

            @Override
            public int read(byte[] target, int start, int length) {
                int given = 0;
                for (int b = 0; given < length && (b = read()) >= 0; given++) {
                    target[start + given] = (byte) b;
                }
                return given == 0 ? -1 : given;
            }
        };
        try (RecordReader reader = new TextRecordDecoder()
                .open(input, HiringDatasets.HIRED_EMPLOYEES, LoadOptions.of(Format.CSV), Checkpoint.START)) {
            reader.next();
            long before = THREADS.getCurrentThreadAllocatedBytes();
            long count = 1;
            while (reader.next()) {
                count++;
            }
            long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
            assertThat(count).isEqualTo(records);
            assertThat(reader.record().faults()).isEmpty();
            assertThat(allocated).isLessThan(records);
        }
    }
}
