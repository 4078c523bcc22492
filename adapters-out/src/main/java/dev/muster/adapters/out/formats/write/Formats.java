package dev.muster.adapters.out.formats.write;

import dev.muster.application.port.TableWriter;
import dev.muster.application.port.WorkbookWriter;
import java.util.List;

/** The file formats of tables. */
public final class Formats {
    private Formats() {}

    /** Returns a writer for each format of whole datasets: csv, ndjson, json, xlsx, parquet, avro. */
    public static List<TableWriter> all() {
        return List.of(
                new CsvTableWriter(),
                new NdjsonTableWriter(),
                new JsonTableWriter(),
                new XlsxTableWriter(),
                new ParquetTableWriter(),
                new AvroTableWriter());
    }

    /** Returns a writer for each table format that makes sense for a report: csv, xlsx, parquet. */
    public static List<TableWriter> ofReports() {
        return List.of(new FastCsvTableWriter(), new XlsxTableWriter(), new ParquetTableWriter());
    }

    /** Returns a writer for each format in which people look through rejections and correct them: csv, xlsx. */
    public static List<TableWriter> ofRejections() {
        return List.of(new FastCsvTableWriter(), new XlsxTableWriter());
    }

    /** Returns the writer of workbooks for spreadsheet programs. */
    public static WorkbookWriter workbooks() {
        return new XlsxWorkbookWriter();
    }
}
