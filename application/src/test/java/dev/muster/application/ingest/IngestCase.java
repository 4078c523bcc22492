package dev.muster.application.ingest;

import static dev.muster.application.fixtures.Fixtures.CATALOG;

import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.FieldType;
import dev.muster.domain.dataset.Row;
import dev.muster.domain.run.Mode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Records, what becomes of each of them, and what is stored in the end, from the table {@code golden/outcomes.txt}:
 *
 * <pre>
 * # A comment.
 * == What is the point of the case
 * dataset  departments
 * mode     insert
 * given    departments 1,Legal            a row that is stored already
 * record   1,Legal  | unchanged           a record, and its outcome: inserted, unchanged,
 * record   1,Law    | updated 1,Legal     updated and what it took the place of,
 * record   x,Law    | not-integer(id)     or codes and fields of the reasons why it was rejected
 * stored   1,Law    | 2                   a row in the end, and the record it came from, or "given"
 * </pre>
 */
record IngestCase(String title, Dataset dataset, Mode mode, List<Given> given, List<Line> records, List<Line> stored) {

    /** A row that is there before. */
    record Given(Dataset dataset, Row row) {}

    /** Values, and what stands behind the bar. */
    record Line(String values, String outcome) {}

    static List<IngestCase> all() {
        List<IngestCase> cases = new ArrayList<>();
        List<String> block = new ArrayList<>();
        for (String line : lines()) {
            if (line.startsWith("==") && !block.isEmpty()) {
                cases.add(read(block));
                block.clear();
            }
            if (!line.isBlank() && !line.startsWith("#")) {
                block.add(line);
            }
        }
        cases.add(read(block));
        return cases;
    }

    private static List<String> lines() {
        try (InputStream in = Objects.requireNonNull(IngestCase.class.getResourceAsStream("golden/outcomes.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static IngestCase read(List<String> block) {
        Dataset dataset = null;
        Mode mode = Mode.INSERT;
        List<Given> given = new ArrayList<>();
        List<Line> records = new ArrayList<>();
        List<Line> stored = new ArrayList<>();
        for (String text : block.subList(1, block.size())) {
            String[] words = text.split(" +", 2);
            switch (words[0]) {
                case "dataset" -> dataset = CATALOG.get(words[1]);
                case "mode" -> mode = Mode.valueOf(words[1].toUpperCase(Locale.ROOT));
                case "given" -> {
                    String[] parts = words[1].split(" +", 2);
                    Dataset into = CATALOG.get(parts[0]);
                    given.add(new Given(into, row(into, parts[1])));
                }
                case "record" -> records.add(line(words[1]));
                case "stored" -> stored.add(line(words[1]));
                default -> throw new IllegalArgumentException(block.getFirst() + ": " + text);
            }
        }
        return new IngestCase(
                block.getFirst().substring(2).strip(), Objects.requireNonNull(dataset), mode, given, records, stored);
    }

    private static Line line(String text) {
        int bar = text.lastIndexOf('|');
        return new Line(text.substring(0, bar).strip(), text.substring(bar + 1).strip());
    }

    /** The row that a line of good values is stored as. */
    static Row row(Dataset dataset, String line) {
        String[] texts = line.split(",", -1);
        Object[] values = new Object[texts.length];
        for (int i = 0; i < texts.length; i++) {
            values[i] =
                    texts[i].isEmpty() ? null : value(dataset.fields().get(i).type(), texts[i]);
        }
        return Row.of(values);
    }

    private static @Nullable Object value(FieldType type, String text) {
        return switch (type) {
            case FieldType.IntegerType _ -> Long.valueOf(text);
            case FieldType.DecimalType _ -> new BigDecimal(text);
            case FieldType.TextType _ -> text;
            case FieldType.InstantType _ -> Instant.parse(text);
        };
    }

    @Override
    public String toString() {
        return title;
    }
}
