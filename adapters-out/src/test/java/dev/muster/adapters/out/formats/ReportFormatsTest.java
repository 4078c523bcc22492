package dev.muster.adapters.out.formats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.adapters.out.charts.Charts;
import dev.muster.adapters.out.formats.write.Formats;
import dev.muster.application.contract.ReportWriterContract;
import dev.muster.application.port.ReportWriter;
import dev.muster.application.reports.ReportFormats;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Reports in the formats that are made of those of tables and of charts. */
class ReportFormatsTest {
    private static final ReportFormats FORMATS =
            new ReportFormats(Formats.ofReports(), Charts.renderer(undrawn -> {}), List.of());

    @Test
    void areTheseAndEachIsHeldToItsContract() {
        assertThat(FORMATS.names()).containsExactly("csv", "xlsx", "parquet", "png", "svg");
    }

    private abstract static class OfFormat extends ReportWriterContract {
        private final String format;

        OfFormat(String format) {
            this.format = format;
        }

        @Override
        protected ReportWriter writer() {
            return FORMATS.get(format);
        }
    }

    @Nested
    class Csv extends OfFormat {
        Csv() {
            super("csv");
        }
    }

    @Nested
    class Workbooks extends OfFormat {
        Workbooks() {
            super("xlsx");
        }

        @Override
        protected Object lasting(byte[] file) throws Exception {
            return Xlsx.lasting(file);
        }
    }

    @Nested
    class Parquet extends OfFormat {
        Parquet() {
            super("parquet");
        }
    }

    @Nested
    class Png extends OfFormat {
        Png() {
            super("png");
        }
    }

    @Nested
    class Svg extends OfFormat {
        Svg() {
            super("svg");
        }
    }
}
