package dev.muster.adapters.out.formats.read;

import dev.muster.application.Refusal;
import dev.muster.application.ingest.CharacterSet;
import dev.muster.application.port.RawRows;
import dev.muster.application.port.RecordDecoder;
import dev.muster.application.port.RecordReader;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.intake.RawRecord;
import dev.muster.domain.run.Checkpoint;
import dev.muster.domain.run.LoadOptions;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Splits CSV, NDJSON and JSON in any of the supported character sets, and sheets of workbooks, into records. The memory of a reader does not grow
 * with the input: it is at most about 1 MiB and a few copies of that. Offsets count bytes of the input in UTF-8, with a
 * byte order mark. Bytes that are no text in the input's character set become bytes that are no UTF-8, and the
 * validator finds them. Thread safe; its readers are not.
 */
final class TextRecordDecoder implements RecordDecoder, RawRows {
    private static final int BUFFER_SIZE = 1 << 16;

    private final int bufferSize;

    TextRecordDecoder() {
        this(BUFFER_SIZE);
    }

    /** @param bufferSize number of bytes that are read at a time, at least 1 */
    TextRecordDecoder(int bufferSize) {
        this.bufferSize = bufferSize;
    }

    @Override
    public @Nullable Problem check(InputStream input, LoadOptions options, long maxBytes) throws IOException {
        if (options.format() != LoadOptions.Format.XLSX) {
            return null;
        }
        try (WorkbookFile workbook = WorkbookFile.open(input, new Allowed(maxBytes))) {
            workbook.check(workbook.sheet(options.sheet()));
            return null;
        } catch (UnreadableWorkbook e) {
            return switch ((ProblemType) e.problem().type()) {
                case BAD_PARAMETER, UNSUPPORTED_MEDIA_TYPE -> throw new Refusal(e.problem());
                default -> e.problem();
            };
        }
    }

    /** The bytes to which a workbook may open. */
    private static final class Allowed implements LongConsumer {
        private final long most;
        private long taken;

        Allowed(long most) {
            this.most = most;
        }

        @Override
        public void accept(long bytes) {
            taken += bytes;
            if (taken > most) {
                throw new Refusal(new Problem(
                                ProblemType.DECOMPRESSED_TOO_LARGE,
                                "the workbook opens to more than %s bytes, the most allowed".formatted(most))
                        .with("allowed", most));
            }
        }
    }

    /** @throws IllegalArgumentException if the options name a character set that is not supported */
    @Override
    public RecordReader open(InputStream input, Dataset dataset, LoadOptions options, Checkpoint from) {
        CharacterSet charset = CharacterSet.of(options.charset())
                .orElseThrow(() -> new IllegalArgumentException(
                        "character set '%s' is not supported".formatted(options.charset())));
        InputStream utf8 = TextEncoding.toUtf8(input, charset);
        return switch (options.format()) {
            case XLSX -> new XlsxReader(input, dataset, options, from);
            case CSV -> new CsvReader(utf8, bufferSize, dataset, options, from);
            case JSON -> new JsonReader(utf8, bufferSize, dataset, from, JsonReader.Extent.ANY);
            case JSON_BATCH -> new JsonReader(utf8, bufferSize, dataset, from, JsonReader.Extent.BATCH);
            case NDJSON -> new NdjsonReader(utf8, bufferSize, dataset, from);
            case MESSAGES -> new MessageReader(input, dataset, from);
        };
    }

    @Override
    public First first(InputStream input, Dataset dataset, LoadOptions options, int most) throws IOException {
        // Not closed: the caller closes the input.
        RecordReader reader = open(input, dataset, options, Checkpoint.START);
        return switch (reader) {
            case CsvReader csv -> csv.firstRows(most);
            case XlsxReader workbook -> workbook.firstRows(most);
            default -> named(reader, dataset, most);
        };
    }

    /** Returns the first rows of an input that names the values of each record; its header are the fields that it has. */
    private static First named(RecordReader reader, Dataset dataset, int most) throws IOException {
        List<RawRow> rows = new ArrayList<>();
        while (rows.size() < most - 1 && reader.next()) {
            rows.add(RawRow.of(reader.record(), dataset.fields().size()));
        }
        Problem problem = reader.problem();
        if (problem != null && rows.isEmpty()) {
            throw new Refusal(problem);
        }
        List<Integer> there = IntStream.range(0, dataset.fields().size())
                .filter(field -> rows.stream().anyMatch(row -> row.has(field)))
                .boxed()
                .toList();
        List<List<String>> cells = new ArrayList<>();
        cells.add(
                there.stream().map(field -> dataset.fields().get(field).name()).toList());
        rows.forEach(row -> cells.add(there.stream().map(row.texts()::get).toList()));
        return new First(null, true, cells, List.of());
    }

    /** @param kinds what the record has for each field */
    private record RawRow(List<String> texts, List<RawRecord.Kind> kinds) {
        static RawRow of(RawRecord record, int fields) {
            List<String> texts = new ArrayList<>();
            List<RawRecord.Kind> kinds = new ArrayList<>();
            for (int i = 0; i < fields; i++) {
                texts.add(CsvReader.shown(Objects.requireNonNullElse(record.text(i), "")));
                kinds.add(record.kind(i));
            }
            return new RawRow(texts, kinds);
        }

        boolean has(int field) {
            return kinds.get(field) != RawRecord.Kind.ABSENT;
        }
    }
}
