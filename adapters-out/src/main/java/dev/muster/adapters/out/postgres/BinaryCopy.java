package dev.muster.adapters.out.postgres;

import dev.muster.application.port.StoredRow;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.FieldType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyIn;

/**
 * Writes rows in the binary format of COPY. The PostgreSQL manual describes it under COPY, "Binary Format"; the receive
 * functions of the types define the values. Not thread safe.
 */
final class BinaryCopy {
    private static final byte[] SIGNATURE = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0};
    private static final int FLUSH_AT = 1 << 16;
    private static final int NULL = -1;

    /** 2000-01-01T00:00:00Z in seconds since 1970. PostgreSQL counts from there. */
    private static final long EPOCH_2000 = 946_684_800L;

    private static final long MICROS = 1_000_000;
    private static final int NANOS_PER_MICRO = 1_000;
    private static final int NUMERIC_POSITIVE = 0x0000;
    private static final int NUMERIC_NEGATIVE = 0x4000;
    private static final BigInteger NUMERIC_BASE = BigInteger.valueOf(10_000);
    private static final int NUMERIC_BASE_DIGITS = 4;

    private final CopyIn copy;
    private final FieldType[] types;
    private byte[] buffer = new byte[FLUSH_AT * 2];
    private int size;

    BinaryCopy(CopyIn copy, Dataset dataset) {
        this.copy = copy;
        this.types = dataset.fields().stream().map(field -> field.type()).toArray(FieldType[]::new);
        System.arraycopy(SIGNATURE, 0, buffer, 0, SIGNATURE.length);
        size = SIGNATURE.length;
        putInt(0); // flags
        putInt(0); // length of the header's extension
    }

    void add(StoredRow stored) throws SQLException {
        if (size >= FLUSH_AT) {
            flush();
        }
        putShort(types.length + 2);
        for (int i = 0; i < types.length; i++) {
            put(types[i], stored.row().get(i));
        }
        putInt(Long.BYTES);
        putLong(stored.run().value());
        putInt(Long.BYTES);
        putLong(stored.recordNumber());
    }

    void end() throws SQLException {
        putShort(-1);
        flush();
        copy.endCopy();
    }

    private void flush() throws SQLException {
        copy.writeToCopy(buffer, 0, size);
        size = 0;
    }

    private void put(FieldType type, @Nullable Object value) {
        if (value == null) {
            putInt(NULL);
            return;
        }
        switch (type) {
            case FieldType.IntegerType integer -> {
                if (PostgresColumnTypes.isInt(integer)) {
                    putInt(Integer.BYTES);
                    putInt(((Long) value).intValue());
                } else {
                    putInt(Long.BYTES);
                    putLong((Long) value);
                }
            }
            case FieldType.DecimalType decimal -> putNumeric((BigDecimal) value);
            case FieldType.TextType text -> putText((String) value);
            case FieldType.InstantType instant -> {
                Instant at = (Instant) value;
                putInt(Long.BYTES);
                putLong((at.getEpochSecond() - EPOCH_2000) * MICROS + at.getNano() / NANOS_PER_MICRO);
            }
        }
    }

    private void putText(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        putInt(bytes.length);
        room(bytes.length);
        System.arraycopy(bytes, 0, buffer, size, bytes.length);
        size += bytes.length;
    }

    /** Writes digits of base 10,000, aligned to the point, as numeric_recv in PostgreSQL's numeric.c reads them. */
    private void putNumeric(BigDecimal value) {
        int scale = Math.max(value.scale(), 0);
        int fractionDigits = (scale + NUMERIC_BASE_DIGITS - 1) / NUMERIC_BASE_DIGITS;
        BigInteger rest =
                value.abs().setScale(fractionDigits * NUMERIC_BASE_DIGITS).unscaledValue();
        int[] digits = new int[rest.bitLength() / 13 + 1];
        int count = 0;
        while (rest.signum() != 0) {
            BigInteger[] parts = rest.divideAndRemainder(NUMERIC_BASE);
            digits[count++] = parts[1].intValue();
            rest = parts[0];
        }
        putInt(Short.BYTES * (4 + count));
        putShort(count);
        putShort(count - fractionDigits - 1); // weight of the first digit, 0 for the one before the point
        putShort(value.signum() < 0 ? NUMERIC_NEGATIVE : NUMERIC_POSITIVE);
        putShort(scale);
        for (int i = count - 1; i >= 0; i--) {
            putShort(digits[i]);
        }
    }

    private void putShort(int value) {
        room(Short.BYTES);
        buffer[size++] = (byte) (value >>> 8);
        buffer[size++] = (byte) value;
    }

    private void putInt(int value) {
        room(Integer.BYTES);
        buffer[size++] = (byte) (value >>> 24);
        buffer[size++] = (byte) (value >>> 16);
        buffer[size++] = (byte) (value >>> 8);
        buffer[size++] = (byte) value;
    }

    private void putLong(long value) {
        putInt((int) (value >>> 32));
        putInt((int) value);
    }

    private void room(int more) {
        if (size + more > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, size + more));
        }
    }
}
