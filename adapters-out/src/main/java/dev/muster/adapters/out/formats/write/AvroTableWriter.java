package dev.muster.adapters.out.formats.write;

import dev.muster.application.port.TableWriter;
import dev.muster.domain.dataset.Row;
import dev.muster.domain.report.Column;
import dev.muster.domain.report.Table;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.Encoder;
import org.jspecify.annotations.Nullable;

/**
 * Avro object container files, compressed with Zstandard: long, decimal(38, scale of the column), string, date, and
 * timestamps in microseconds of UTC; a union with null where a value may be absent.
 */
final class AvroTableWriter implements TableWriter {
    private static final int PRECISION = 38;
    private static final int COMPRESSION_LEVEL = 3;
    private static final int BLOCK_BYTES = 1 << 18;
    private static final int PRESENT = 1;
    private static final int ABSENT = 0;

    @Override
    public String format() {
        return "avro";
    }

    @Override
    public String mediaType() {
        return "application/vnd.apache.avro";
    }

    @Override
    public void write(Table table, Options options, OutputStream out) throws IOException {
        try (DataFileWriter<Row> avro = new DataFileWriter<>(new RowWriter(table.columns()))) {
            avro.setCodec(CodecFactory.zstandardCodec(COMPRESSION_LEVEL));
            avro.setSyncInterval(BLOCK_BYTES);
            Schema schema = schema(table);
            avro.create(schema, new OpenOutputStream(out), marker(schema));
            while (table.rows().hasNext()) {
                avro.append(table.rows().next());
            }
        }
    }

    /**
     * Returns the marker between the blocks of a file. By default it is 16 random bytes; here it is the same for the
     * same columns.
     */
    private static byte[] marker(Schema schema) {
        UUID marker = UUID.nameUUIDFromBytes(schema.toString().getBytes(StandardCharsets.UTF_8));
        return ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(marker.getMostSignificantBits())
                .putLong(marker.getLeastSignificantBits())
                .array();
    }

    private static Schema schema(Table table) {
        SchemaBuilder.FieldAssembler<Schema> fields = SchemaBuilder.record(
                        table.name().replace('-', '_'))
                .doc(table.title())
                .fields();
        for (Column column : table.columns()) {
            Schema type = type(column);
            fields = fields.name(column.name())
                    .doc(column.title())
                    .type(column.required() ? type : Schema.createUnion(Schema.create(Schema.Type.NULL), type))
                    .noDefault();
        }
        return fields.endRecord();
    }

    private static Schema type(Column column) {
        return switch (column.type()) {
            case INTEGER -> Schema.create(Schema.Type.LONG);
            case DECIMAL ->
                LogicalTypes.decimal(PRECISION, column.scale()).addToSchema(Schema.create(Schema.Type.BYTES));
            case TEXT -> Schema.create(Schema.Type.STRING);
            case DATE -> LogicalTypes.date().addToSchema(Schema.create(Schema.Type.INT));
            case INSTANT -> LogicalTypes.timestampMicros().addToSchema(Schema.create(Schema.Type.LONG));
        };
    }

    /** Writes rows without making records of them first. */
    private record RowWriter(List<Column> columns) implements DatumWriter<Row> {

        @Override
        public void setSchema(Schema schema) {
            // The schema is made from the same columns.
        }

        @Override
        public void write(Row row, Encoder out) throws IOException {
            for (int i = 0; i < columns.size(); i++) {
                Column column = columns.get(i);
                Object value = row.get(i);
                if (!column.required()) {
                    out.writeIndex(value == null ? ABSENT : PRESENT);
                }
                write(column, value, out);
            }
        }

        private static void write(Column column, @Nullable Object value, Encoder out) throws IOException {
            switch (value) {
                case null -> {
                    if (column.required()) {
                        throw new IllegalArgumentException("a row has no %s".formatted(column.name()));
                    }
                    out.writeNull();
                }
                case Long number -> out.writeLong(number);
                case BigDecimal number ->
                    out.writeBytes(ByteBuffer.wrap(
                            number.setScale(column.scale()).unscaledValue().toByteArray()));
                case String text -> out.writeString(text);
                case LocalDate date -> out.writeInt(Math.toIntExact(date.toEpochDay()));
                case Instant instant -> out.writeLong(micros(instant));
                default ->
                    throw new IllegalArgumentException("%s is no class of values"
                            .formatted(value.getClass().getName()));
            }
        }

        private static long micros(Instant instant) {
            return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), 1_000_000L), instant.getNano() / 1_000);
        }
    }
}
