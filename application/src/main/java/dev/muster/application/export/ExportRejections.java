package dev.muster.application.export;

import dev.muster.application.port.Database;
import dev.muster.application.port.ObjectStore;
import dev.muster.application.port.RecordDecoder;
import dev.muster.application.port.RejectionStore.Filter;
import dev.muster.application.port.TableWriter;
import dev.muster.application.rejections.RawText;
import dev.muster.application.rejections.ReceivedValues;
import dev.muster.application.rejections.RejectionColumns;
import dev.muster.domain.dataset.Catalog;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Row;
import dev.muster.domain.intake.Reason;
import dev.muster.domain.intake.Rejection;
import dev.muster.domain.report.Column;
import dev.muster.domain.report.Table;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes rejections as tables, a row for each. Thread safe. */
public final class ExportRejections {
    private static final int ROWS_PER_PAGE = 1_000;

    private static final List<Column> COLUMNS = List.of(
            Column.text("id", "Rejection"),
            Column.text("run_id", "Run"),
            Column.text("dataset", "Dataset"),
            Column.integer("record_number", "Record"),
            Column.integer("line", "Line"),
            Column.text("status", "Status"),
            RejectionColumns.CODES,
            RejectionColumns.FIELDS,
            RejectionColumns.MESSAGES,
            RejectionColumns.RAW,
            Column.text("replay_of", "Replay of").optional(),
            Column.instant("created_at", "Rejected at"));

    /** The prefix of Base64 for raw bytes that are no text. */
    private static final String BASE64 = "base64:";

    /** Values are written as they were received, because they will be loaded again. */
    private static final TableWriter.Options AS_RECEIVED = new TableWriter.Options(true, false);

    private final Catalog catalog;
    private final Database database;
    private final ObjectStore objects;
    private final RecordDecoder decoder;

    public ExportRejections(Catalog catalog, Database database, ObjectStore objects, RecordDecoder decoder) {
        this.catalog = catalog;
        this.database = database;
        this.objects = objects;
        this.decoder = decoder;
    }

    /**
     * Writes rejections, newest first, all as of one moment. They are for people who look through them.
     *
     * @param out is not closed
     * @throws IOException if {@code out} fails because the reader went away
     */
    public void export(Filter filter, TableWriter writer, TableWriter.Options options, OutputStream out)
            throws IOException {
        PagedItems<Rejection> pages = new PagedItems<>(
                last -> database.rejections().list(filter, last == null ? null : last.id(), ROWS_PER_PAGE));
        Table table = new Table("rejections", "Rejections", COLUMNS, Streaming.rows(pages, ExportRejections::row));
        Streaming.read(database.unitOfWork(), () -> writer.write(table, options, out));
    }

    /**
     * Writes the rejected records of a dataset, oldest first, for people who correct them in a spreadsheet and send
     * them again. Each row has the values as they were received, then what is wrong with them. Holds a few MiB of
     * records in memory.
     *
     * @param filter must name the dataset
     * @param out is not closed
     * @throws IllegalArgumentException if the filter names no dataset
     * @throws IOException if {@code out} fails, or an input of the records cannot be read
     */
    public void exportAsReceived(Filter filter, TableWriter writer, OutputStream out) throws IOException {
        if (filter.dataset() == null) {
            throw new IllegalArgumentException("the columns are those of one dataset, but none is named");
        }
        Dataset dataset = catalog.get(filter.dataset());
        PagedItems<Rejection> pages = new PagedItems<>(
                last -> database.rejections().listOldestFirst(filter, last == null ? null : last.id(), ROWS_PER_PAGE));
        try (ReceivedValues received = new ReceivedValues(catalog, database, objects, decoder)) {
            Table table = new Table(
                    "rejections-" + dataset.name(),
                    "Rejections",
                    RejectionColumns.asReceived(dataset),
                    Streaming.rows(pages, rejection -> asReceived(dataset, rejection, received)));
            writer.write(table, AS_RECEIVED, out);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static Row asReceived(Dataset dataset, Rejection rejection, ReceivedValues received) {
        List<@Nullable Object> row = new ArrayList<>();
        try {
            row.addAll(received.of(rejection)
                    .orElseGet(() -> Collections.nCopies(dataset.fields().size(), null)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        row.add(rejection.id().toString());
        row.add(codes(rejection));
        row.add(fields(rejection));
        row.add(messages(rejection));
        row.add(RawText.of(rejection.raw())
                .orElseGet(() -> BASE64 + Base64.getEncoder().encodeToString(rejection.raw())));
        return Row.of(row.toArray());
    }

    private static Row row(Rejection rejection) {
        return Row.of(
                rejection.id().toString(),
                rejection.id().run().toString(),
                rejection.dataset(),
                rejection.id().recordNumber(),
                rejection.line(),
                rejection.status().code(),
                codes(rejection),
                fields(rejection),
                messages(rejection),
                // Bytes that are no UTF-8 show as replacement characters. The rejection itself keeps the bytes.
                new String(rejection.raw(), StandardCharsets.UTF_8),
                rejection.replayOf() == null ? null : rejection.replayOf().toString(),
                rejection.createdAt());
    }

    private static String codes(Rejection rejection) {
        return joined(rejection, reason -> reason.code().code());
    }

    private static String fields(Rejection rejection) {
        return joined(rejection, reason -> Objects.requireNonNullElse(reason.field(), ""));
    }

    private static String messages(Rejection rejection) {
        return joined(rejection, Reason::message);
    }

    private static String joined(Rejection rejection, Function<Reason, String> part) {
        return rejection.reasons().stream().map(part).collect(Collectors.joining(";"));
    }
}
