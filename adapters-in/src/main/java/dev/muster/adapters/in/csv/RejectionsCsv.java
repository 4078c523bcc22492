package dev.muster.adapters.in.csv;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import dev.muster.adapters.in.json.Views;
import dev.muster.application.port.Database;
import dev.muster.application.port.ObjectStore;
import dev.muster.application.port.RecordDecoder;
import dev.muster.application.port.RejectionStore.Filter;
import dev.muster.application.port.Slice;
import dev.muster.application.rejections.ReceivedValues;
import dev.muster.domain.dataset.Catalog;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.intake.Reason;
import dev.muster.domain.intake.Rejection;
import jakarta.inject.Singleton;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes rejections as CSV that can be corrected in a spreadsheet and sent again: the values as they were received, under the
 * names of the dataset's fields, then what is wrong with them. Thread safe.
 */
@Singleton
public final class RejectionsCsv {
    /** What stands in front of the Base64 of raw bytes that are no text. */
    public static final String BASE64 = "base64:";

    private static final List<String> COLUMNS_AFTER_FIELDS =
            List.of("rejection_id", "codes", "fields", "messages", "raw");

    private static final int PAGE = 1_000;

    private final Catalog catalog;
    private final Database database;
    private final ObjectStore objects;
    private final RecordDecoder decoder;

    public RejectionsCsv(Catalog catalog, Database database, ObjectStore objects, RecordDecoder decoder) {
        this.catalog = catalog;
        this.database = database;
        this.objects = objects;
        this.decoder = decoder;
    }

    /**
     * Writes the rejections of a dataset, oldest first, in UTF-8 with LF line ends; flushes {@code out} but does not close it.
     * Holds a few MiB of them at a time.
     *
     * @param filter must name the dataset
     */
    public void write(Filter filter, OutputStream out) throws IOException {
        if (filter.dataset() == null) {
            throw new IllegalArgumentException("the columns are those of one dataset, but none is named");
        }
        Dataset dataset = catalog.get(filter.dataset());
        Writer text = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 1 << 16);
        CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(text);
        List<String> header = new ArrayList<>();
        dataset.fields().forEach(field -> header.add(field.name()));
        header.addAll(COLUMNS_AFTER_FIELDS);
        csv.writeRecord(header);

        try (ReceivedValues received = new ReceivedValues(catalog, database, objects, decoder)) {
            Rejection.Id last = null;
            Slice<Rejection> page;
            do {
                page = database.rejections().listOldestFirst(filter, last, PAGE);
                for (Rejection rejection : page.items()) {
                    csv.writeRecord(row(dataset, rejection, received));
                    last = rejection.id();
                }
            } while (page.more());
        }
        // The writer holds some of it back in a buffer of its own.
        csv.flush();
    }

    private static List<@Nullable String> row(Dataset dataset, Rejection rejection, ReceivedValues received)
            throws IOException {
        List<@Nullable String> row = new ArrayList<>(dataset.fields().size() + COLUMNS_AFTER_FIELDS.size());
        row.addAll(received.of(rejection)
                .orElseGet(() -> Collections.nCopies(dataset.fields().size(), null)));
        row.add(rejection.id().toString());
        row.add(joined(rejection, reason -> reason.code().code()));
        row.add(joined(rejection, reason -> reason.field() == null ? "" : reason.field()));
        row.add(joined(rejection, Reason::message));
        row.add(raw(rejection.raw()));
        return row;
    }

    private static String joined(Rejection rejection, Function<Reason, String> part) {
        return rejection.reasons().stream().map(part).collect(Collectors.joining(";"));
    }

    private static String raw(byte[] raw) {
        return Views.text(raw).orElseGet(() -> BASE64 + Base64.getEncoder().encodeToString(raw));
    }
}
