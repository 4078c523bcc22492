package dev.muster.application.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.application.port.ChartRenderer.Theme;
import dev.muster.application.port.ReportWriter;
import dev.muster.application.port.ReportWriter.Options;
import dev.muster.domain.hiring.HiringReports;
import dev.muster.domain.report.Arguments;
import dev.muster.domain.report.Receipt;
import dev.muster.domain.report.ReportResult;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link ReportWriter} promises. */
public abstract class ReportWriterContract {
    protected abstract ReportWriter writer();

    /** What is in a file but when it was made, which some formats say; its bytes where they do not. */
    protected Object lasting(byte[] file) throws Exception {
        return file;
    }

    static List<ReportResult> results() {
        return List.of(
                result(),
                result("Support"),
                result("<script>alert(1)</script> & \"co\"", "=1+1", "a,b;c\nd"),
                result("\ud83d\udc69\ud83c\udffd\u200d\ud83d\ude80 \u05e9\u05dc\u05d5\u05dd", "a\u0000b\uffffc\ud83d"),
                result("x".repeat(20_000)),
                many());
    }

    private static ReportResult many() {
        return result(IntStream.range(0, 1_000).mapToObj(i -> "Department " + i).toArray(String[]::new));
    }

    private static ReportResult result(String... departments) {
        List<List<@Nullable Object>> rows = IntStream.range(0, departments.length)
                .<List<@Nullable Object>>mapToObj(i -> Arrays.asList(i + 1L, departments[i], 100L + i))
                .toList();
        return new ReportResult(
                HiringReports.DEPARTMENTS_ABOVE_AVERAGE_HIRING,
                new Arguments(Map.of("year", 2021L)),
                rows,
                Collections.nCopies(rows.size(), Map.of("department_id", "8")),
                Map.of("mean", new BigDecimal("113.7083")),
                new Receipt(
                        1_364,
                        565,
                        Map.of("required", 70L),
                        5,
                        Instant.parse("2026-11-21T09:45:12Z"),
                        HiringReports.DEPARTMENTS_ABOVE_AVERAGE_HIRING.definition()));
    }

    private byte[] written(ReportResult result, Options options) throws IOException {
        Sink sink = new Sink();
        writer().write(result, options, sink);
        assertThat(sink.isClosed()).isFalse();
        return sink.bytes();
    }

    @Test
    void saysWhatItWrites() {
        assertThat(writer().format()).matches("[a-z]+");
        assertThat(writer().mediaType()).matches("[a-z]+/[a-z0-9.+-]+");
        assertThat(writer().kind()).isNotNull();
    }

    @ParameterizedTest
    @MethodSource("results")
    void writesWhateverIsInAReportAndLeavesTheOutputOpen(ReportResult result) throws IOException {
        assertThat(written(result, Options.DEFAULT)).isNotEmpty();
        assertThat(written(result, new Options(true, false, 320, 200, Theme.DARK)))
                .isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("results")
    void writesTheSameAgain(ReportResult result) throws Exception {
        assertThat(lasting(written(result, Options.DEFAULT))).isEqualTo(lasting(written(result, Options.DEFAULT)));
    }

    @Test
    void writesAnotherFileOfAnotherReport() throws IOException {
        assertThat(written(result("Sales"), Options.DEFAULT)).isNotEqualTo(written(result("Support"), Options.DEFAULT));
    }

    /** After so many hundredths of the file. */
    @ParameterizedTest
    @ValueSource(ints = {0, 50, 99})
    void passesOnThatTheOutputFails(int hundredths) throws IOException {
        Sink sink = new Sink((int) (written(many(), Options.DEFAULT).length * (long) hundredths / 100));
        assertThatThrownBy(() -> writer().write(many(), Options.DEFAULT, sink)).isSameAs(sink.failure);
        assertThat(sink.isClosed()).isFalse();
    }
}
