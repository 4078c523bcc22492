package dev.muster.application.export;

import dev.muster.application.ingest.ReceivedValues;
import dev.muster.application.port.Database;
import dev.muster.application.port.ObjectStore;
import dev.muster.application.port.RecordDecoder;
import dev.muster.application.port.RejectionStore.Filter;
import dev.muster.application.port.TableWriter;
import dev.muster.application.rejections.OpenOfRun;
import dev.muster.application.rejections.RawText;
import dev.muster.application.rejections.RejectionColumns;
import dev.muster.domain.dataset.Catalog;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Row;
import dev.muster.domain.intake.Reason;
import dev.muster.domain.intake.Rejection;
import dev.muster.domain.report.Table;
import dev.muster.domain.run.Run;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes rejected records as tables that people correct and send again. Thread safe. */
public final class ExportRejections {
    private static final int ROWS_PER_PAGE = 1_000;

    /** The prefix of Base64 for raw bytes that are no text. */
    private static final String BASE64 = "base64:";

    /** Values are written as they were received, because they will be loaded again, and begin as spreadsheets expect of UTF-8. */
    private static final TableWriter.Options AS_RECEIVED = new TableWriter.Options(true, true);

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
     * Writes the rejected records of a dataset, oldest first. Each row has the values as they were received, then what
     * is wrong with them. Holds a few MiB of records in memory.
     *
     * @param filter must name the dataset; without a status the open ones are written
     * @param out is not closed
     * @throws IllegalArgumentException if the filter names no dataset
     * @throws IOException if {@code out} fails, or an input of the records cannot be read
     */
    public void export(Filter filter, TableWriter writer, OutputStream out) throws IOException {
        if (filter.dataset() == null) {
            throw new IllegalArgumentException("the columns are those of one dataset, but none is named");
        }
        Dataset dataset = catalog.get(filter.dataset());
        Filter chosen = filter.status() != null ? filter : filter.open();
        write(
                dataset,
                new PagedItems<>(last ->
                        database.rejections().listOldestFirst(chosen, last == null ? null : last.id(), ROWS_PER_PAGE)),
                writer,
                out);
    }

    /**
     * Writes the rejected records of a run that are still to be put right, and those that came of them, in the same form.
     *
     * @param out is not closed
     * @throws IOException if {@code out} fails, or an input of the records cannot be read
     */
    public void export(Run run, TableWriter writer, OutputStream out) throws IOException {
        write(catalog.get(run.dataset()), new OpenOfRun(database.rejections(), run), writer, out);
    }

    private void write(Dataset dataset, Iterator<Rejection> pages, TableWriter writer, OutputStream out)
            throws IOException {
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
        row.addAll(received.of(dataset, rejection.id())
                .orElseGet(() -> Collections.nCopies(dataset.fields().size(), null)));
        row.add(rejection.id().toString());
        row.add(codes(rejection));
        row.add(fields(rejection));
        row.add(messages(rejection));
        row.add(RawText.of(rejection.raw())
                .orElseGet(() -> BASE64 + Base64.getEncoder().encodeToString(rejection.raw())));
        return Row.of(row.toArray());
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
