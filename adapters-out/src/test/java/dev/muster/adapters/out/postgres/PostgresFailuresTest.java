package dev.muster.adapters.out.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.application.port.PortException.Kind;
import java.net.SocketException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PostgresFailuresTest {
    private static final PostgresFailures FAILURES = new PostgresFailures(null);

    /** All classes of the manual's appendix A, and what is an exception in its class. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            UNAVAILABLE | 08000 08001 08003 08004 08006 08007 08P01 25006 25P03 25P04 40003 53000 53200 53300 55006 55P03
            UNAVAILABLE | 57000 57014 57P01 57P02 57P03 57P05 58000 58030
            FULL        | 53100 53400
            DENIED      | 28000 28P01 42501 44000 P0000 P0001 P0002 P0003 P0004
            CONFLICT    | 23000 23001 23503 23505 23P01 40000 40001 40002 40P01
            CORRUPT     | 58P01 58P02 XX001 XX002
            FAULT       | 00000 01000 02000 03000 09000 0A000 0B000 0F000 0L000 0P000 0Z000 20000 21000 22000 22001 22021 22P02
            FAULT       | 23502 23514 24000 25000 25001 25P01 25P02 26000 27000 2B000 2BP01 2D000 2F000 34000 38000 39000 3B000
            FAULT       | 3D000 3F000 42000 42601 42703 42883 42P01 42P07 54000 54001 55000 55P02 55P04 57P04 72000 F0000 HV000
            FAULT       | XX000 99999
            """)
    void eachKindIsToldTruly(Kind kind, String states) {
        assertThat(Arrays.stream(states.split(" ")).filter(state -> kindOf(state) != kind))
                .isEmpty();
    }

    private static Kind kindOf(String state) {
        return FAILURES.kindOf(new SQLException("it fails", state));
    }

    static Stream<Arguments> withoutState() {
        return Stream.of(
                Arguments.of(new SQLException("connection is closed"), Kind.UNAVAILABLE),
                Arguments.of(new SQLException("no answer", new SocketException("reset")), Kind.UNAVAILABLE),
                Arguments.of(new SQLTransientConnectionException("no connection within 5000 ms"), Kind.UNAVAILABLE),
                Arguments.of(
                        new SQLTransientConnectionException(
                                "no connection within 5000 ms", new SQLException("wrong password", "28P01")),
                        Kind.DENIED));
    }

    @ParameterizedTest
    @MethodSource("withoutState")
    void thePoolsOwnAreThoseOfTheirCause(SQLException failure, Kind kind) {
        assertThat(FAILURES.kindOf(failure)).isEqualTo(kind);
    }

    @Test
    void aWrongPasswordIsNoMissingRight() {
        assertThat(FAILURES.denial(new SQLException("wrong password", "28P01")))
                .isEqualTo("the database refuses the user or the password");
    }
}
