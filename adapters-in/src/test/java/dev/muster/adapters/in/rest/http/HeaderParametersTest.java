package dev.muster.adapters.in.rest.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class HeaderParametersTest {

    static Stream<Arguments> headers() {
        return Stream.of(
                arguments("", Map.of()),
                arguments("form-data", Map.of()),
                arguments("form-data; name=file; filename=jobs.csv", Map.of("name", "file", "filename", "jobs.csv")),
                arguments("form-data ;NAME = \"file\" ; x", Map.of("name", "file")),
                arguments("a; name=first; name=second", Map.of("name", "first")),
                arguments("a; name=\"b;c=d\"; e=f", Map.of("name", "b;c=d", "e", "f")),
                arguments("a; name=\"\\\"b\\\"\"", Map.of("name", "\"b\"")),
                arguments("a; name=\"C:\\new\\b.csv\"", Map.of("name", "C:\\new\\b.csv")),
                arguments("a; name=\"no end", Map.of("name", "no end")),
                arguments("a; name=\"no end\\", Map.of("name", "no end\\")),
                arguments("a; name=\"no end\\\"", Map.of("name", "no end\"")),
                arguments("a; name=\"b\"c; d=e", Map.of("name", "b", "d", "e")),
                arguments("a; name=", Map.of("name", "")),
                arguments("a; =b", Map.of("", "b")),
                arguments(";;;=;", Map.of("", "")),
                arguments("a; name=\"" + "x".repeat(100_000) + "\"", Map.of("name", "x".repeat(100_000))),
                arguments("a" + "; b=c".repeat(100_000), Map.of("b", "c")));
    }

    @ParameterizedTest
    @MethodSource("headers")
    void areReadInOnePass(String header, Map<String, String> parameters) {
        assertThat(HeaderParameters.of(header)).isEqualTo(parameters);
    }
}
