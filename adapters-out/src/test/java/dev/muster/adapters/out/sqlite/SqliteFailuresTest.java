package dev.muster.adapters.out.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.application.port.PortException.Kind;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

class SqliteFailuresTest {
    private static final SqliteFailures FAILURES = new SqliteFailures();

    /** Beginnings of the codes' names after {@code SQLITE_}; the longest one that fits a code decides. All others are faults. */
    private static final Map<Kind, List<String>> KINDS = Map.of(
            Kind.UNAVAILABLE,
            List.of("BUSY", "LOCKED", "PROTOCOL", "SCHEMA", "INTERRUPT", "NOMEM", "IOERR", "CANTOPEN"),
            Kind.FULL,
            List.of("FULL", "IOERR_SHMSIZE"),
            Kind.DENIED,
            List.of("PERM", "READONLY", "AUTH", "CONSTRAINT_TRIGGER"),
            Kind.CONFLICT,
            List.of(
                    "CONSTRAINT",
                    "CONSTRAINT_UNIQUE",
                    "CONSTRAINT_PRIMARYKEY",
                    "CONSTRAINT_ROWID",
                    "CONSTRAINT_FOREIGNKEY"),
            Kind.CORRUPT,
            List.of("CORRUPT", "NOTADB", "IOERR_CORRUPTFS", "IOERR_DATA"),
            Kind.FAULT,
            List.of(
                    "CONSTRAINT_CHECK",
                    "CONSTRAINT_NOTNULL",
                    "CONSTRAINT_DATATYPE",
                    "CONSTRAINT_COMMITHOOK",
                    "CONSTRAINT_FUNCTION",
                    "CONSTRAINT_PINNED",
                    "CONSTRAINT_VTAB"));

    @Test
    void eachKindIsToldTruly() {
        Map<String, Kind> found = new TreeMap<>();
        Map<String, Kind> expected = new TreeMap<>();
        for (SQLiteErrorCode code : SQLiteErrorCode.values()) {
            found.put(code.name(), FAILURES.kindOf(new SQLiteException("it fails", code)));
            expected.put(code.name(), expected(code.name().replaceFirst("^SQLITE_", "")));
        }
        assertThat(found).isEqualTo(expected);
    }

    private static Kind expected(String code) {
        return KINDS.entrySet().stream()
                .flatMap(entry -> entry.getValue().stream().map(name -> Map.entry(name, entry.getKey())))
                .filter(entry -> code.equals(entry.getKey()) || code.startsWith(entry.getKey() + "_"))
                .max(Map.Entry.comparingByKey(Comparator.comparingInt(String::length)))
                .map(Map.Entry::getValue)
                .orElse(Kind.FAULT);
    }

    @Test
    void thePoolsOwnAreThoseOfTheirCause() {
        SQLException notADatabase = new SQLiteException("file is not a database", SQLiteErrorCode.SQLITE_NOTADB);
        assertThat(Arrays.asList(
                        FAILURES.kindOf(new SQLTransientConnectionException("no connection within 30000 ms")),
                        FAILURES.kindOf(new SQLTransientConnectionException("no connection", notADatabase))))
                .containsExactly(Kind.UNAVAILABLE, Kind.CORRUPT);
    }
}
