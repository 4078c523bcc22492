package dev.muster.adapters.out.formats.write;

import com.jerolba.carpet.CarpetWriter;
import com.jerolba.carpet.TimeUnit;
import com.jerolba.carpet.model.FieldType;
import com.jerolba.carpet.model.FieldTypes;
import com.jerolba.carpet.model.WriteRecordModelType;
import dev.muster.application.port.TableWriter;
import dev.muster.domain.dataset.Row;
import dev.muster.domain.report.Column;
import dev.muster.domain.report.Table;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.codec.ZstandardCodec;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.api.Binary;
import org.jspecify.annotations.Nullable;

/**
 * Parquet, compressed with Zstandard: int64, decimal(38, scale of the column), string, date, and timestamps in microseconds
 * of UTC.
 */
final class ParquetTableWriter implements TableWriter {
    /** Most digits that 16 bytes hold and readers commonly accept. */
    private static final int PRECISION = 38;

    /** A row group stays in memory until it is complete, and a reader waits so long for the first one. */
    private static final int ROW_GROUP_BYTES = 4 << 20;

    /** Higher levels take longer and make columnar files hardly smaller. */
    private static final String COMPRESSION_LEVEL = "1";

    @Override
    public String format() {
        return "parquet";
    }

    @Override
    public String mediaType() {
        return "application/vnd.apache.parquet";
    }

    @Override
    public void write(Table table, Options options, OutputStream out) throws IOException {
        try (CarpetWriter<Row> parquet = new CarpetWriter.Builder<>(new StreamedFile(out), Row.class)
                .withConf(new PlainParquetConfiguration())
                .withWriteRecordModel(model(table))
                .withDefaultTimeUnit(TimeUnit.MICROS)
                .withCompressionCodec(CompressionCodecName.ZSTD)
                .config(ZstandardCodec.PARQUET_COMPRESS_ZSTD_LEVEL, COMPRESSION_LEVEL)
                .withRowGroupSize(ROW_GROUP_BYTES)
                .build()) {
            while (table.rows().hasNext()) {
                parquet.write(table.rows().next());
            }
        } catch (IOException e) {
            throw whatFailed(e);
        }
    }

    /**
     * Returns what the output threw. The library wraps it into a message that shows the least and greatest values of
     * columns.
     */
    private static IOException whatFailed(IOException e) {
        IOException failure = e;
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException deeper) {
                failure = deeper;
            }
        }
        return failure;
    }

    private static WriteRecordModelType<Row> model(Table table) {
        WriteRecordModelType<Row> model = FieldTypes.writeRecordModel(Row.class);
        for (int i = 0; i < table.columns().size(); i++) {
            Column column = table.columns().get(i);
            int index = i;
            model.withField(
                    column.name(),
                    type(column),
                    column.type() == Column.Type.TEXT ? row -> utf8(row.get(index)) : row -> row.get(index));
        }
        return model;
    }

    private static FieldType type(Column column) {
        boolean required = column.required();
        return switch (column.type()) {
            case INTEGER -> required ? FieldTypes.LONG.notNull() : FieldTypes.LONG;
            case DECIMAL -> {
                var decimal = FieldTypes.BIG_DECIMAL.withPrecisionScale(PRECISION, column.scale());
                yield required ? decimal.notNull() : decimal;
            }
            case TEXT -> (required ? FieldTypes.BINARY.notNull() : FieldTypes.BINARY).asString();
            case DATE -> required ? FieldTypes.LOCAL_DATE.notNull() : FieldTypes.LOCAL_DATE;
            case INSTANT -> required ? FieldTypes.INSTANT.notNull() : FieldTypes.INSTANT;
        };
    }

    /**
     * Encodes a text. The library itself takes several times as long to encode it and to find it among earlier texts.
     */
    private static @Nullable Binary utf8(@Nullable Object text) {
        return text == null ? null : Binary.fromConstantByteArray(((String) text).getBytes(StandardCharsets.UTF_8));
    }
}
