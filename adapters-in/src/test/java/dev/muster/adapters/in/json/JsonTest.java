package dev.muster.adapters.in.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class JsonTest {

    static Stream<Arguments> values() {
        Map<String, Object> ordered = new LinkedHashMap<>();
        ordered.put("b", 1L);
        ordered.put("a", null);
        return Stream.of(
                arguments(null, "null"),
                arguments(true, "true"),
                arguments(7, "7"),
                arguments(Long.MAX_VALUE, "9223372036854775807"),
                arguments(0.5, "0.5"),
                arguments(new BigDecimal("1.50"), "1.5"),
                arguments(new BigDecimal("100.00"), "100"),
                arguments(new BigDecimal("1E+3"), "1000"),
                arguments(new BigDecimal("0.0000"), "0"),
                arguments(new BigDecimal("-0.00010"), "-0.0001"),
                arguments(new BigDecimal("123456789012345.6789"), "123456789012345.6789"),
                arguments("a\"\\\n\u0001ä€😀", "\"a\\\"\\\\\\n\\u0001ä€😀\""),
                arguments("\uD83D", "\"\uFFFD\""),
                arguments("a\uDE00b😀", "\"a\uFFFDb😀\""),
                arguments(Instant.parse("2021-11-07T02:48:42Z"), "\"2021-11-07T02:48:42Z\""),
                arguments(Instant.parse("2021-11-07T02:00:00.120Z"), "\"2021-11-07T02:00:00.12Z\""),
                arguments(Instant.parse("9999-12-31T23:59:59.999999Z"), "\"9999-12-31T23:59:59.999999Z\""),
                arguments(Instant.parse("2021-11-07T02:00:00.123456789Z"), "\"2021-11-07T02:00:00.123456Z\""),
                arguments(Instant.EPOCH, "\"1970-01-01T00:00:00Z\""),
                arguments(LocalDate.of(2021, 1, 7), "\"2021-01-07\""),
                arguments(Arrays.asList(1L, null, "x"), "[1,null,\"x\"]"),
                arguments(ordered, "{\"b\":1,\"a\":null}"),
                arguments(Map.of("x", List.of(Map.of())), "{\"x\":[{}]}"));
    }

    @ParameterizedTest
    @MethodSource("values")
    void writesTheFormsOfTheContract(Object value, String expected) {
        assertThat(new String(Json.bytes(value), StandardCharsets.UTF_8)).isEqualTo(expected);
    }

    @Test
    void leavesTheTargetOpenAndUnflushed() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        OutputStream target = new OutputStream() {
            @Override
            public void write(int b) {
                bytes.write(b);
            }

            @Override
            public void flush() {
                throw new AssertionError("flushed");
            }

            @Override
            public void close() {
                throw new AssertionError("closed");
            }
        };
        Json.write(1L, target);
        Json.write("x", target);
        assertThat(bytes).hasToString("1\"x\"");
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        assertThatThrownBy(() -> Json.bytes(new StringBuilder("x")))
                .hasMessage("java.lang.StringBuilder has no form in JSON");
    }
}
