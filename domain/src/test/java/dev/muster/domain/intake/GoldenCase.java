package dev.muster.domain.intake;

import dev.muster.domain.KnownDatasets;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Row;
import dev.muster.domain.intake.RawRecord.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A raw record and the whole verdict on it, from the tables in {@code golden/*.txt}. How a table reads:
 *
 * <pre>
 * # A comment.
 * &#64;received  2026-01-01T12:00:00Z           when the records below were received
 * &#64;dataset   departments                    what they are records of
 * &#64;given     department  Sales  "Sales"     a value of each record below, and how it is stored
 * &#64;fields    id                             the fields that have a column below
 * 7         Long 7                           one cell per field: as received; then as stored
 * number:8  Long 8                           not as in CSV, but as in JSON
 * 7,5       not-integer  id  "7,5"  id must be a whole number
 *           …                                a further reason
 * </pre>
 *
 * Cells stand two or more spaces apart. A value received begins with the name of its {@link Kind} and a colon; without it is
 * {@code PLAIN}. {@code absent} is no value. {@code \t \n \r \s \\} and {@code \}{@code u{1F600}} are characters, {@code \xFF} is
 * a byte, {@code \(ab*3)} is {@code ababab}. A field that is neither given nor has a column is absent and stored as null.
 *
 * @param where file and line
 * @param row the line as it stands in the file
 */
record GoldenCase(String where, String row, Dataset dataset, Instant received, RawRecord record, Verdict verdict) {

    private static final List<GoldenCase> ALL = read();

    /** All cases of all files. */
    static List<GoldenCase> all() {
        return ALL;
    }

    private static List<GoldenCase> read() {
        try (Stream<Path> files = Files.list(Path.of(
                Objects.requireNonNull(GoldenCase.class.getResource("golden")).toURI()))) {
            return files.sorted()
                    .flatMap(file -> new Table(file).cases.stream())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return where + " " + (row.length() <= 100 ? row : row.substring(0, 100) + "…");
    }

    /** A value as received, and as it is to be stored. */
    private record Given(String received, String stored) {}

    /** One file, read line by line. */
    private static final class Table {
        private final List<GoldenCase> cases = new ArrayList<>();
        private final Map<Integer, Given> given = new TreeMap<>();
        private List<Integer> columns = List.of();
        private Dataset dataset = KnownDatasets.SPECIMENS;
        private Instant received = Instant.EPOCH;

        Table(Path file) {
            List<String> lines;
            try {
                lines = Files.readAllLines(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            for (int i = 0; i < lines.size(); i++) {
                String line = lines.get(i);
                if (line.isBlank() || line.startsWith("#") || line.startsWith(" ")) {
                    continue;
                }
                String where = file.getFileName() + ":" + (i + 1);
                List<String> further = lines.subList(i + 1, lines.size()).stream()
                        .takeWhile(next -> next.startsWith(" "))
                        .toList();
                try {
                    read(where, line, further);
                } catch (RuntimeException e) {
                    throw new IllegalArgumentException("%s: %s".formatted(where, line), e);
                }
            }
        }

        private void read(String where, String line, List<String> further) {
            List<String> cells = cells(line);
            switch (cells.getFirst()) {
                case "@received" -> received = Instant.parse(cells.get(1));
                case "@dataset" -> {
                    dataset = KnownDatasets.ALL.get(cells.get(1));
                    given.clear();
                }
                case "@given" -> given.put(index(cells.get(1)), new Given(cells.get(2), cells.get(3)));
                case "@fields" ->
                    columns = cells.stream().skip(1).map(this::index).toList();
                default -> {
                    if (line.startsWith("@")) {
                        throw new IllegalArgumentException("no such directive");
                    }
                    cases.add(new GoldenCase(where, line, dataset, received, record(cells), verdict(cells, further)));
                }
            }
        }

        private int index(String field) {
            return dataset.indexOf(field).orElseThrow();
        }

        private RawRecord record(List<String> cells) {
            RawRecord record = new RawRecord(dataset);
            record.start(1, 1, 0);
            given.forEach((index, value) -> set(record, index, value.received()));
            for (int i = 0; i < columns.size(); i++) {
                set(record, columns.get(i), cells.get(i));
            }
            return record;
        }

        private Verdict verdict(List<String> cells, List<String> further) {
            List<String> stored = cells.subList(columns.size(), cells.size());
            if (Arrays.stream(ReasonCode.values()).anyMatch(code -> code.code().equals(stored.getFirst()))) {
                return new Verdict.Rejected(
                        Stream.concat(Stream.of(stored), further.stream().map(GoldenCase::cells))
                                .map(GoldenCase::reason)
                                .toList(),
                        null);
            }
            if (stored.size() != columns.size() || !further.isEmpty()) {
                throw new IllegalArgumentException("%s values for %s fields".formatted(stored.size(), columns.size()));
            }
            Object[] values = new Object[dataset.fields().size()];
            given.forEach((index, value) -> values[index] = value(value.stored()));
            for (int i = 0; i < columns.size(); i++) {
                values[columns.get(i)] = value(stored.get(i));
            }
            return new Verdict.Accepted(Row.of(values));
        }
    }

    private static List<String> cells(String line) {
        return List.of(line.strip().split(" {2,}"));
    }

    private static void set(RawRecord record, int index, String cell) {
        Kind kind = Kind.PLAIN;
        String text = cell;
        for (Kind each : Kind.values()) {
            String name = each.name().toLowerCase(Locale.ROOT);
            if (cell.equals(name) && each == Kind.ABSENT) {
                return;
            }
            if (cell.startsWith(name + ":")) {
                kind = each;
                text = cell.substring(name.length() + 1);
            }
        }
        byte[] value = bytes(text);
        // Inside a longer buffer, with a digit on either side that is no part of the value.
        byte[] buffer = new byte[value.length + 2];
        Arrays.fill(buffer, (byte) '1');
        System.arraycopy(value, 0, buffer, 1, value.length);
        record.set(index, kind, buffer, 1, 1 + value.length);
    }

    private static Reason reason(List<String> cells) {
        if (cells.size() != 4) {
            throw new IllegalArgumentException("a reason is code, field, value and message, not " + cells);
        }
        return new Reason(ReasonCode.of(cells.get(0)), cells.get(1), (String) value(cells.get(2)), cells.get(3));
    }

    private static Object value(String cell) {
        if (cell.equals("null")) {
            return null;
        }
        if (cell.startsWith("\"") && cell.endsWith("\"")) {
            return new String(bytes(cell.substring(1, cell.length() - 1)), StandardCharsets.UTF_8);
        }
        String text = cell.substring(cell.indexOf(' ') + 1);
        return switch (cell.substring(0, cell.indexOf(' '))) {
            case "Long" -> Long.valueOf(text);
            case "BigDecimal" -> new BigDecimal(text);
            case "Instant" -> Instant.parse(text);
            default -> throw new IllegalArgumentException("no value: " + cell);
        };
    }

    private static byte[] bytes(String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int i = 0;
        while (i < text.length()) {
            int next = text.offsetByCodePoints(i, 1);
            if (text.charAt(i) != '\\') {
                out.writeBytes(text.substring(i, next).getBytes(StandardCharsets.UTF_8));
                i = next;
                continue;
            }
            i += 2;
            switch (text.charAt(i - 1)) {
                case 't' -> out.write('\t');
                case 'n' -> out.write('\n');
                case 'r' -> out.write('\r');
                case 's' -> out.write(' ');
                case '\\' -> out.write('\\');
                case 'x' -> {
                    out.write(Integer.parseInt(text.substring(i, i + 2), 16));
                    i += 2;
                }
                case 'u' -> {
                    int close = text.indexOf('}', i);
                    out.writeBytes(Character.toString(Integer.parseInt(text.substring(i + 1, close), 16))
                            .getBytes(StandardCharsets.UTF_8));
                    i = close + 1;
                }
                case '(' -> {
                    int times = text.indexOf('*', i);
                    int close = text.indexOf(')', times);
                    byte[] once = bytes(text.substring(i, times));
                    for (int k = Integer.parseInt(text.substring(times + 1, close)); k > 0; k--) {
                        out.writeBytes(once);
                    }
                    i = close + 1;
                }
                default -> throw new IllegalArgumentException("unknown escape at %s of %s".formatted(i, text));
            }
        }
        return out.toByteArray();
    }
}
