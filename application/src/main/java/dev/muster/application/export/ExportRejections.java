package dev.muster.application.export;

import dev.muster.application.port.Database;
import dev.muster.application.port.RejectionStore.Filter;
import dev.muster.application.port.TableWriter;
import dev.muster.domain.dataset.Row;
import dev.muster.domain.intake.Reason;
import dev.muster.domain.intake.Rejection;
import dev.muster.domain.report.Column;
import dev.muster.domain.report.Table;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Writes what was not let in as a table, for people who look through it: a row for each rejection. Thread safe. */
public final class ExportRejections {
    private static final int ROWS_PER_PAGE = 1_000;

    private static final List<Column> COLUMNS = List.of(
            Column.text("id", "Rejection"),
            Column.text("run_id", "Run"),
            Column.text("dataset", "Dataset"),
            Column.integer("record_number", "Record"),
            Column.integer("line", "Line"),
            Column.text("status", "Status"),
            Column.text("codes", "Codes"),
            Column.text("fields", "Fields"),
            Column.text("messages", "Messages"),
            Column.text("raw", "Raw record"),
            Column.text("replay_of", "Replay of").optional(),
            Column.instant("created_at", "Rejected at"));

    private final Database database;

    public ExportRejections(Database database) {
        this.database = database;
    }

    /**
     * Writes rejections, newest first, all as of one moment.
     *
     * @param out is not closed
     * @throws IOException if {@code out} fails: whoever reads went away
     */
    public void export(Filter filter, TableWriter writer, TableWriter.Options options, OutputStream out)
            throws IOException {
        Pages<Rejection> pages = new Pages<>(
                last -> database.rejections().list(filter, last == null ? null : last.id(), ROWS_PER_PAGE));
        Table table = new Table("rejections", "Rejections", COLUMNS, Streaming.rows(pages, ExportRejections::row));
        Streaming.read(database.unitOfWork(), () -> writer.write(table, options, out));
    }

    private static Row row(Rejection rejection) {
        return Row.of(
                rejection.id().toString(),
                rejection.id().run().toString(),
                rejection.dataset(),
                rejection.id().recordNumber(),
                rejection.line(),
                rejection.status().code(),
                joined(rejection, reason -> reason.code().code()),
                joined(rejection, reason -> Objects.requireNonNullElse(reason.field(), "")),
                joined(rejection, Reason::message),
                // What is no UTF-8 shows as replacement characters: the rejection itself has the bytes.
                new String(rejection.raw(), StandardCharsets.UTF_8),
                rejection.replayOf() == null ? null : rejection.replayOf().toString(),
                rejection.createdAt());
    }

    private static String joined(Rejection rejection, Function<Reason, String> part) {
        return rejection.reasons().stream().map(part).collect(Collectors.joining(";"));
    }
}
