package dev.muster.adapters.out.backups;

import dev.muster.domain.backup.Section;
import dev.muster.domain.backup.Section.Column;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.apache.avro.Schema;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.Encoder;
import org.jspecify.annotations.Nullable;

/** Writes rows without making records of them first. */
record SectionRowWriter(Section section) implements DatumWriter<@Nullable Object[]> {
    static final int ABSENT = 0;
    static final int PRESENT = 1;
    static final long MICROS = 1_000_000;
    static final int NANOS_PER_MICRO = 1_000;

    @Override
    public void setSchema(Schema schema) {
        // The schema is made from the same columns.
    }

    @Override
    public void write(@Nullable Object[] row, Encoder out) throws IOException {
        for (int i = 0; i < row.length; i++) {
            Column column = section.columns().get(i);
            Object value = row[i];
            if (!column.required()) {
                out.writeIndex(value == null ? ABSENT : PRESENT);
            } else if (value == null) {
                throw new IllegalArgumentException("a row of %s has no %s".formatted(section.name(), column.name()));
            }
            if (value != null) {
                write(column, value, out);
            }
        }
    }

    private static void write(Column column, Object value, Encoder out) throws IOException {
        switch (column.type()) {
            case INTEGER -> out.writeLong((Long) value);
            case DECIMAL ->
                out.writeBytes(((BigDecimal) value)
                        .setScale(column.scale())
                        .unscaledValue()
                        .toByteArray());
            case TEXT -> out.writeString((String) value);
            case INSTANT -> {
                Instant at = (Instant) value;
                out.writeLong(
                        Math.addExact(Math.multiplyExact(at.getEpochSecond(), MICROS), at.getNano() / NANOS_PER_MICRO));
            }
            case BOOLEAN -> out.writeBoolean((Boolean) value);
            case BYTES -> out.writeBytes(ByteBuffer.wrap((byte[]) value));
        }
    }
}
