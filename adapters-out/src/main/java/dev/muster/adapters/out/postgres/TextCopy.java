package dev.muster.adapters.out.postgres;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyIn;

/**
 * Writes rows in the text format of COPY, which takes each value for whatever type its column has. The PostgreSQL manual
 * describes it under COPY, "Text Format". Not thread safe.
 */
final class TextCopy {
    private static final int FLUSH_AT = 1 << 16;

    private final CopyIn copy;
    private final StringBuilder lines = new StringBuilder();

    TextCopy(CopyIn copy) {
        this.copy = copy;
    }

    /** @param row numbers, texts, booleans, bytes, and times that are stored in milliseconds; each may be null */
    void add(@Nullable Object[] row) throws SQLException {
        for (int i = 0; i < row.length; i++) {
            if (i > 0) {
                lines.append('\t');
            }
            switch (row[i]) {
                case null -> lines.append("\\N");
                case String text -> escaped(text);
                case byte[] bytes -> lines.append("\\\\x").append(HexFormat.of().formatHex(bytes));
                case Instant at -> lines.append(at.toEpochMilli());
                case Long number -> lines.append(number);
                case Boolean truth -> lines.append(truth);
                default -> throw new IllegalArgumentException("the ledger has no such values");
            }
        }
        lines.append('\n');
        if (lines.length() >= FLUSH_AT) {
            flush();
        }
    }

    private void escaped(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\\' -> lines.append("\\\\");
                case '\t' -> lines.append("\\t");
                case '\n' -> lines.append("\\n");
                case '\r' -> lines.append("\\r");
                default -> lines.append(c);
            }
        }
    }

    private void flush() throws SQLException {
        byte[] bytes = lines.toString().getBytes(StandardCharsets.UTF_8);
        copy.writeToCopy(bytes, 0, bytes.length);
        lines.setLength(0);
    }

    void end() throws SQLException {
        flush();
        copy.endCopy();
    }
}
