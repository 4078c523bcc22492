package dev.muster.adapters.out.formats.write;

import dev.muster.domain.report.Column;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** DuckDB, which reads CSV, JSON and Parquet with code that shares nothing with what wrote them. */
final class Duck implements AutoCloseable {
    private final Connection connection;

    Duck() throws SQLException {
        connection = DriverManager.getConnection("jdbc:duckdb:");
    }

    /** What a query tells of a file. */
    interface Query {
        String of(Duck duck, Path file);
    }

    /** All rows that {@code query} gives of a file with these bytes. */
    static List<List<@Nullable Object>> read(byte[] bytes, Query query) throws IOException, SQLException {
        Path file = Files.createTempFile("table", null);
        try (Duck duck = new Duck()) {
            return duck.rows(query.of(duck, Files.write(file, bytes)));
        } finally {
            Files.delete(file);
        }
    }

    /** All rows that {@code sql} gives, each value in the class that tables have for its type. */
    List<List<@Nullable Object>> rows(String sql) throws SQLException {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet results = statement.executeQuery(sql)) {
            int width = results.getMetaData().getColumnCount();
            while (results.next()) {
                List<@Nullable Object> row = new ArrayList<>();
                for (int i = 1; i <= width; i++) {
                    row.add(value(results.getObject(i)));
                }
                rows.add(row);
            }
        }
        return rows;
    }

    /** The types that DuckDB sees in the columns of {@code relation}. */
    List<String> types(String relation) throws SQLException {
        return rows("SELECT column_type FROM (DESCRIBE SELECT * FROM %s)".formatted(relation)).stream()
                .map(row -> (String) row.getFirst())
                .toList();
    }

    /** A CSV file with these columns, all as texts; read as told, without guessing. */
    String csv(Path file, List<Column> columns) {
        return "read_csv('%s', header = true, delim = ',', quote = '\"', escape = '\"', auto_detect = false, columns = {%s})"
                .formatted(
                        file,
                        columns.stream()
                                .map(column -> "'%s': 'VARCHAR'".formatted(column.name()))
                                .collect(Collectors.joining(", ")));
    }

    /** A file of JSON objects with these columns, in the types that tables have for them. */
    String json(Path file, List<Column> columns, String format) {
        return "read_json('%s', format = '%s', columns = {%s})"
                .formatted(
                        file,
                        format,
                        columns.stream()
                                .map(column -> "'%s': '%s'".formatted(column.name(), type(column)))
                                .collect(Collectors.joining(", ")));
    }

    private static String type(Column column) {
        return switch (column.type()) {
            case INTEGER -> "BIGINT";
            case DECIMAL -> "DECIMAL(38, %s)".formatted(column.scale());
            case TEXT -> "VARCHAR";
            case DATE -> "DATE";
            case INSTANT -> "TIMESTAMPTZ";
        };
    }

    private static @Nullable Object value(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case BigDecimal number -> plain(number);
            case OffsetDateTime time -> time.toInstant();
            case Long number -> number;
            case Integer number -> number.longValue();
            case Boolean flag -> flag;
            case String text -> text;
            case LocalDate date -> date;
            case Instant instant -> instant;
            default -> throw new IllegalArgumentException("DuckDB gave a " + value.getClass());
        };
    }

    private static BigDecimal plain(BigDecimal number) {
        BigDecimal stripped = number.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
