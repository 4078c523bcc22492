package dev.muster.adapters.out.formats.read;

import dev.muster.domain.content.ContentDatasets;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Mapping;
import dev.muster.domain.dataset.Mapping.Column;
import dev.muster.domain.hiring.HiringDatasets;
import dev.muster.domain.payments.PaymentDatasets;
import dev.muster.domain.run.LoadOptions;
import dev.muster.domain.run.LoadOptions.Delimiter;
import dev.muster.domain.run.LoadOptions.Format;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * An input and what a reader has to make of it, from a file of such cases:
 *
 * <pre>
 * == what the case shows
 * csv departments header=absent delimiter=pipe charset=utf-16
 * &lt; input, see {@link Escapes}, or of a workbook {@link SheetXml}; lines are joined without line ends, no line means
 *   no bytes
 * &gt; expected, see {@link Transcript}
 * </pre>
 *
 * <p>Everything before the first case, and lines that begin with {@code --}, is for the reader.
 */
record GoldenCase(String file, String name, Dataset dataset, LoadOptions options, byte[] input, String expected) {

    private static final List<Dataset> DATASETS = List.of(
            HiringDatasets.DEPARTMENTS,
            HiringDatasets.JOBS,
            HiringDatasets.HIRED_EMPLOYEES,
            PaymentDatasets.transactions(List.of("USD", "EUR")),
            ContentDatasets.USERS,
            ContentDatasets.POSTS,
            ContentDatasets.COMMENTS);

    static Stream<GoldenCase> all() {
        return Stream.of(
                        "csv",
                        "csv-header",
                        "csv-delimiter",
                        "csv-limits",
                        "csv-mapping",
                        "charset",
                        "ndjson",
                        "json",
                        "xlsx")
                .flatMap(file -> in(file).stream());
    }

    static List<GoldenCase> in(String file) {
        String text;
        try (InputStream resource = GoldenCase.class.getResourceAsStream(file + ".txt")) {
            text = new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String[] parts = ("\n" + text).split("\n== ");
        return Arrays.stream(parts).skip(1).map(part -> parse(file, part)).toList();
    }

    private static GoldenCase parse(String file, String text) {
        List<String> lines = text.lines().toList();
        StringBuilder input = new StringBuilder();
        StringBuilder expected = new StringBuilder();
        for (String line : lines.subList(2, lines.size())) {
            if (line.equals("<")) {
                continue;
            }
            if (line.startsWith("< ")) {
                input.append(line.substring(2));
            } else if (line.startsWith("> ")) {
                expected.append(line.substring(2)).append('\n');
            } else if (!line.isBlank() && !line.startsWith("--")) {
                throw new IllegalArgumentException("%s: no line of a case: %s".formatted(file, line));
            }
        }
        String[] options = lines.get(1).split(" ");
        Dataset dataset = DATASETS.stream()
                .filter(each -> each.name().equals(options[1]))
                .findFirst()
                .orElseThrow();
        LoadOptions read = options(options);
        byte[] unescaped = Escapes.bytes(input.toString());
        byte[] bytes = read.format() == Format.XLSX
                ? SheetXml.workbook(new String(unescaped, StandardCharsets.UTF_8))
                : unescaped;
        return new GoldenCase(file, lines.get(0), dataset, read, bytes, expected.toString());
    }

    private static LoadOptions options(String[] words) {
        LoadOptions plain = LoadOptions.of(Format.valueOf(words[0].toUpperCase(Locale.ROOT)));
        Boolean header = null;
        Delimiter delimiter = null;
        int skip = 0;
        List<String> nulls = List.of();
        Mapping mapping = null;
        String charset = plain.charset();
        String sheet = null;
        for (String word : Arrays.asList(words).subList(2, words.length)) {
            String[] option = word.split("=", 2);
            switch (option[0]) {
                case "header" -> header = option[1].equals("present");
                case "delimiter" -> delimiter = Delimiter.valueOf(option[1].toUpperCase(Locale.ROOT));
                case "skip" -> skip = Integer.parseInt(option[1]);
                case "null" -> nulls = List.of(option[1].split(","));
                case "columns" -> mapping = new Mapping("golden", columns(option[1]), Map.of());
                case "charset" -> charset = option[1];
                case "sheet" -> sheet = option[1];
                default -> throw new IllegalArgumentException("no option: " + word);
            }
        }
        return new LoadOptions(
                plain.format(),
                header,
                delimiter,
                skip,
                nulls,
                mapping,
                charset,
                false,
                false,
                0,
                plain.maxRejections(),
                null,
                sheet);
    }

    /** Reads columns such as {@code id:2,name:Full+name}. */
    private static Map<String, Column> columns(String text) {
        Map<String, Column> columns = new LinkedHashMap<>();
        for (String part : text.split(",")) {
            String[] column = part.split(":", 2);
            columns.put(
                    column[0],
                    column[1].matches("[0-9]+")
                            ? new Column.Position(Integer.parseInt(column[1]))
                            : new Column.Named(column[1].replace('+', ' ')));
        }
        return columns;
    }

    @Override
    public String toString() {
        return file + ": " + name;
    }
}
