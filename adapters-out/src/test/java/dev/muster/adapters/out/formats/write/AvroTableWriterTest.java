package dev.muster.adapters.out.formats.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.application.contract.TableWriterContract;
import dev.muster.application.port.TableWriter;
import dev.muster.domain.report.Table;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Conversions;
import org.apache.avro.Schema;
import org.apache.avro.data.TimeConversions;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.file.SeekableByteArrayInput;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AvroTableWriterTest extends TableWriterContract {
    private final AvroTableWriter avro = new AvroTableWriter();

    @Override
    protected TableWriter writer() {
        return avro;
    }

    @Override
    protected List<List<@Nullable Object>> read(byte[] file) throws Exception {
        try (DataFileReader<GenericRecord> reader = open(file)) {
            List<List<@Nullable Object>> rows = new ArrayList<>();
            for (GenericRecord record : reader) {
                List<@Nullable Object> row = new ArrayList<>();
                for (int i = 0; i < record.getSchema().getFields().size(); i++) {
                    row.add(value(record.get(i)));
                }
                rows.add(row);
            }
            return rows;
        }
    }

    @Test
    void isReadBackByAvrosOwnReader() throws Exception {
        assertThat(read(Samples.bytes(avro, Samples.table(), Samples.PROTECTED)))
                .isEqualTo(Samples.rows());
    }

    @Test
    void saysWhatTheValuesAre() throws Exception {
        try (DataFileReader<GenericRecord> reader = open(Samples.table())) {
            assertThat(reader.getSchema()).isEqualTo(new Schema.Parser().parse("""
                                            {"type": "record", "name": "sample_table", "fields": [
                                              {"name": "id", "type": "long"},
                                              {"name": "label", "type": "string"},
                                              {"name": "amount", "type": ["null", {"type": "bytes",
                                                "logicalType": "decimal", "precision": 38, "scale": 4}]},
                                              {"name": "note", "type": ["null", "string"]},
                                              {"name": "day", "type": ["null", {"type": "int", "logicalType": "date"}]},
                                              {"name": "at", "type": ["null", {"type": "long",
                                                "logicalType": "timestamp-micros"}]}]}"""));
            assertThat(reader.getMetaString("avro.codec")).isEqualTo("zstandard");
        }
    }

    @Test
    void ofNoRowsStillHasItsSchema() throws Exception {
        try (DataFileReader<GenericRecord> reader = open(Samples.table(Samples.COLUMNS, List.of()))) {
            assertThat(reader.getSchema().getFields()).hasSize(6);
            assertThat(reader.hasNext()).isFalse();
        }
    }

    private DataFileReader<GenericRecord> open(Table table) throws Exception {
        return open(Samples.bytes(avro, table, Samples.PROTECTED));
    }

    private static DataFileReader<GenericRecord> open(byte[] file) throws Exception {
        GenericData data = new GenericData();
        data.addLogicalTypeConversion(new Conversions.DecimalConversion());
        data.addLogicalTypeConversion(new TimeConversions.DateConversion());
        data.addLogicalTypeConversion(new TimeConversions.TimestampMicrosConversion());
        return new DataFileReader<>(new SeekableByteArrayInput(file), new GenericDatumReader<>(null, null, data));
    }

    private static @Nullable Object value(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case CharSequence text -> text.toString();
            case BigDecimal number -> plain(number);
            case Object other -> other;
        };
    }

    private static BigDecimal plain(BigDecimal number) {
        BigDecimal stripped = number.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }
}
