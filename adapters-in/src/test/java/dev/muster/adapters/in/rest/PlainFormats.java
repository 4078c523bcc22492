package dev.muster.adapters.in.rest;

import dev.muster.adapters.in.json.JsonReports;
import dev.muster.adapters.out.formats.write.Formats;
import dev.muster.application.port.ChartRenderer;
import dev.muster.application.port.ReportWriter;
import dev.muster.application.port.TableWriter;
import dev.muster.application.port.WorkbookWriter;
import dev.muster.domain.report.Chart;
import dev.muster.domain.report.Column;
import dev.muster.domain.report.ReportResult;
import dev.muster.domain.report.Table;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Formats under the names of the real ones, all of which show in plain text what they were given. */
final class PlainFormats {
    private PlainFormats() {}

    static List<TableWriter> tables() {
        return List.of(
                new Lines("csv", "text/csv"),
                new Lines("ndjson", "application/x-ndjson"),
                new Lines("json", "application/json"),
                new Lines("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
                new Lines("parquet", "application/vnd.apache.parquet"),
                new Lines("avro", "application/vnd.apache.avro"));
    }

    /** Of these, CSV is the program's own: what was rejected is read again from there. */
    static List<TableWriter> rejections() {
        return List.of(Formats.ofRejections().getFirst(), tables().get(3));
    }

    static ChartRenderer charts() {
        return new ChartRenderer() {
            @Override
            public byte[] render(Chart chart, Picture picture) {
                return bytes(
                        "%s %s x %s %s".formatted(chart.title(), picture.width(), picture.height(), picture.theme()));
            }
        };
    }

    static List<ReportWriter> documents() {
        return List.of(JsonReports.writer(), new Page());
    }

    static WorkbookWriter workbooks() {
        return new WorkbookWriter() {
            @Override
            public String format() {
                return "xlsx";
            }

            @Override
            public String mediaType() {
                return tables().get(3).mediaType();
            }

            @Override
            public void write(List<Table> tables, OutputStream out) throws IOException {
                for (Table table : tables) {
                    out.write(bytes(table.title() + "\n"));
                }
            }
        };
    }

    private record Lines(String format, String mediaType) implements TableWriter {
        @Override
        public void write(Table table, Options options, OutputStream out) throws IOException {
            out.write(bytes(table.columns().stream().map(Column::name).toList()
                    + (options.raw() ? " raw" : "")
                    + (options.bom() ? " bom\n" : "\n")));
            while (table.rows().hasNext()) {
                out.write(bytes(table.rows().next() + "\n"));
            }
        }
    }

    private record Page() implements ReportWriter {
        @Override
        public String format() {
            return "html";
        }

        @Override
        public String mediaType() {
            return "text/html";
        }

        @Override
        public Kind kind() {
            return Kind.PAGE;
        }

        @Override
        public void write(ReportResult result, Options options, OutputStream out) throws IOException {
            out.write(bytes("<title>%s</title>".formatted(result.report().title())));
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
