package dev.muster.adapters.out.formats.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.application.port.TableWriter;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A format is called the same, and is the same to those who are told its media type, wherever it is offered. */
class FormatsTest {
    private static final Map<String, String> MEDIA_TYPES = Map.of(
            "csv", "text/csv",
            "ndjson", "application/x-ndjson",
            "json", "application/json",
            "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "parquet", "application/vnd.apache.parquet",
            "avro", "application/vnd.apache.avro");

    @Test
    void eachHasANameAndAMediaTypeOfItsOwn() {
        // To a map: fails if a name comes twice.
        assertThat(mediaTypes(Formats.all())).isEqualTo(MEDIA_TYPES);
        assertThat(MEDIA_TYPES.values()).doesNotHaveDuplicates();
    }

    @Test
    void eachIsTheSameForReportsAndRejections() {
        assertThat(MEDIA_TYPES).containsAllEntriesOf(mediaTypes(Formats.ofReports()));
        assertThat(MEDIA_TYPES).containsAllEntriesOf(mediaTypes(Formats.ofRejections()));
        assertThat(MEDIA_TYPES)
                .containsEntry(Formats.workbooks().format(), Formats.workbooks().mediaType());
    }

    private static Map<String, String> mediaTypes(List<TableWriter> writers) {
        return writers.stream().collect(Collectors.toMap(TableWriter::format, TableWriter::mediaType));
    }
}
