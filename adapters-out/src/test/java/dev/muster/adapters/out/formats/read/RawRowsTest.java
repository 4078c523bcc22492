package dev.muster.adapters.out.formats.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.application.port.RawRows;
import dev.muster.domain.hiring.HiringDatasets;
import dev.muster.domain.run.LoadOptions;
import dev.muster.domain.run.LoadOptions.Format;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RawRowsTest {
    /** More than any reader takes at a time. */
    private static final int ENOUGH = 1 << 18;

    private static final InputStream UNREADABLE = new InputStream() {
        @Override
        public int read() throws IOException {
            throw new IOException("nobody needs these bytes");
        }
    };

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            CSV    | 1,Nurse
            NDJSON | {"id":1,"job":"Nurse"}
            JSON   | {"id":1,"job":"Nurse"}
            """)
    void readsNoMoreThanNeeded(Format format, String record) throws IOException {
        byte[] records = (record + "\n").repeat(ENOUGH / record.length()).getBytes(StandardCharsets.UTF_8);
        InputStream input = new SequenceInputStream(new ByteArrayInputStream(records), UNREADABLE);

        RawRows.First first = TextDecoding.rawRows().first(input, HiringDatasets.JOBS, LoadOptions.of(format), 21);

        assertThat(first.rows()).hasSize(21);
        assertThat(first.rows().getLast()).containsExactly("1", "Nurse");
    }
}
