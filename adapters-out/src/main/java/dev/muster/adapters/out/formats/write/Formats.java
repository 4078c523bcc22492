package dev.muster.adapters.out.formats.write;

import dev.muster.application.port.TableWriter;
import dev.muster.application.port.WorkbookWriter;
import java.util.List;

/** The file formats that tables are written in. */
public final class Formats {
    private Formats() {}

    /** A writer for each format of whole datasets: csv, ndjson, json, xlsx, parquet, avro. */
    public static List<TableWriter> all() {
        return List.of(
                new CsvTableWriter(),
                new NdjsonTableWriter(),
                new JsonTableWriter(),
                new XlsxTableWriter(),
                new ParquetTableWriter(),
                new AvroTableWriter());
    }

    /** A writer for each format of tables that makes sense for a report: csv, xlsx, parquet. */
    public static List<TableWriter> ofReports() {
        return List.of(new FastCsvTableWriter(), new XlsxTableWriter(), new ParquetTableWriter());
    }

    /** A writer for each format that rejections are looked through and corrected in: csv, xlsx. */
    public static List<TableWriter> ofRejections() {
        return List.of(new FastCsvTableWriter(), new XlsxTableWriter());
    }

    /** Workbooks for Excel and its like. */
    public static WorkbookWriter workbooks() {
        return new XlsxWorkbookWriter();
    }
}
