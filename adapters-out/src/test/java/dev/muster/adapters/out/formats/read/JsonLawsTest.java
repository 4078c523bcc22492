package dev.muster.adapters.out.formats.read;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.muster.adapters.out.formats.read.Transcript.Whole;
import dev.muster.application.port.RecordReader;
import dev.muster.domain.intake.RawRecord;
import dev.muster.domain.intake.RawRecord.Kind;
import dev.muster.domain.intake.RawValues;
import dev.muster.domain.run.Checkpoint;
import dev.muster.domain.run.LoadOptions;
import dev.muster.domain.run.LoadOptions.Format;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;

/** What holds for every JSON and NDJSON input. */
class JsonLawsTest {
    private static final int LARGE = 1 << 16;

    /** Values of any type, written with and without blanks. */
    private static Arbitrary<String> values(int depth) {
        Arbitrary<String> simple = Arbitraries.of(
                "1",
                "-0.5e3",
                "true",
                "null",
                "\"\"",
                "\"a\"",
                "\"é🦊\"",
                "\"}]{[,:\"",
                "\"\\\"\\\\\\u00e9\\ud83e\"",
                "{}",
                "[]",
                "{\"alpha\":\"x\"}",
                "{\"alpha\":\"x\",\"b\":null,\"deep\":{\"down\":\"y\"}}",
                "{\"alpha\":1,\"alpha\":2,\"other\":[{}]}");
        if (depth == 0) {
            return simple;
        }
        Arbitrary<String> inner = values(depth - 1);
        Arbitrary<String> blanks = blanks(" ", "\t", "\n", "\r\n", "\r");
        Arbitrary<String> array = Combinators.combine(inner.list().ofMaxSize(3), blanks)
                .as((items, blank) -> "[" + String.join(blank + ",", items) + blank + "]");
        Arbitrary<String> object = Combinators.combine(
                        Arbitraries.of("alpha", "beta", "b", "gamma", "deep", "deep.down", "other")
                                .list()
                                .uniqueElements()
                                .ofMaxSize(3),
                        inner.list().ofSize(3),
                        blanks)
                .as((names, items, blank) -> {
                    List<String> members = new ArrayList<>();
                    for (int i = 0; i < names.size(); i++) {
                        members.add("\"" + names.get(i) + "\"" + blank + ":" + items.get(i));
                    }
                    return "{" + blank + String.join("," + blank, members) + "}";
                });
        return Arbitraries.oneOf(simple, array, object, object);
    }

    private static Arbitrary<String> blanks(String... some) {
        return Arbitraries.of(some).list().ofMaxSize(2).map(list -> String.join("", list));
    }

    @Provide
    Arbitrary<String> value() {
        return values(2);
    }

    /** Arrays, values one after the other, and one value per line. */
    @Provide
    Arbitrary<String> document() {
        Arbitrary<List<String>> items = values(1).list().ofMaxSize(5);
        Arbitrary<Function<List<String>, String>> layout = Arbitraries.of(
                list -> "[" + String.join(",", list) + "]",
                list -> " [\n" + String.join(" ,\r\n", list) + "\n]\n",
                list -> String.join(" ", list),
                list -> String.join("\n", list) + "\n",
                list -> "{\"alpha\":\"x\"}\n" + String.join("\n", list));
        return Combinators.combine(items, layout).as((list, how) -> how.apply(list));
    }

    /** Documents of which a few characters were lost, added or replaced. */
    @Provide
    Arbitrary<String> damagedDocument() {
        return Combinators.combine(
                        document(), Arbitraries.longs(), Arbitraries.integers().between(0, 2))
                .as((text, seed, times) -> {
                    Random random = new Random(seed);
                    StringBuilder out = new StringBuilder(text);
                    for (int i = 0; i < times && !out.isEmpty(); i++) {
                        int at = random.nextInt(out.length());
                        String piece = List.of(
                                        "", "", "{", "}", "[", "]", ",", ":", "\"", "\\", " ", "\n", "1", "a", "é")
                                .get(random.nextInt(15));
                        out.replace(at, at + random.nextInt(2), piece);
                    }
                    return out.toString();
                });
    }

    @Property
    void noRecordDependsOnWhereABufferEnds(
            @ForAll("damagedDocument") String text,
            @ForAll("ofTexts") Format format,
            @ForAll @IntRange(min = 1, max = 40) int bufferSize) {
        assertThat(read(text, format, bufferSize, Checkpoint.START))
                .isEqualTo(read(text, format, LARGE, Checkpoint.START));
    }

    @Property
    void whatIsReadFromACheckpointOnIsTheRest(
            @ForAll("damagedDocument") String text,
            @ForAll("ofTexts") Format format,
            @ForAll @IntRange(min = 1, max = 40) int bufferSize) {
        Whole whole = read(text, format, bufferSize, Checkpoint.START);
        for (int i = 0; i < whole.records().size(); i++) {
            assertThat(read(text, format, bufferSize, whole.records().get(i).checkpoint()))
                    .isEqualTo(whole.after(i + 1));
        }
    }

    @Property
    void nothingComesAfterTheLastCheckpoint(@ForAll("document") String text) throws IOException {
        Checkpoint end;
        try (RecordReader reader = open(text, Format.JSON, Checkpoint.START)) {
            while (reader.next()) {
                // to the end
            }
            if (reader.problem() != null) {
                return;
            }
            end = reader.checkpoint();
        }
        assertThat(end.offset()).isEqualTo(text.getBytes(UTF_8).length);
        try (RecordReader reader = open(text, Format.JSON, end)) {
            assertThat(reader.next()).isFalse();
            assertThat(reader.problem()).isNull();
            assertThat(reader.checkpoint()).isEqualTo(end);
        }
    }

    @Property
    void recordsTellWhereTheyStand(@ForAll("damagedDocument") String text, @ForAll("json") Format format)
            throws IOException {
        byte[] input = text.getBytes(UTF_8);
        try (RecordReader reader = open(text, format, Checkpoint.START)) {
            long number = 0;
            while (reader.next()) {
                RawRecord record = reader.record();
                byte[] raw = Transcript.raw(record);
                int offset = (int) record.offset();
                assertThat(record.number()).isEqualTo(++number);
                assertThat(raw).isEqualTo(Arrays.copyOfRange(input, offset, offset + raw.length));
                assertThat(record.line()).isEqualTo(1 + Letters.lineEnds(input, offset));
                assertThat(reader.checkpoint().line())
                        .isEqualTo(1
                                + Letters.lineEnds(
                                        input, (int) reader.checkpoint().offset()));
            }
        }
    }

    @Provide
    Arbitrary<Format> ofTexts() {
        return Arbitraries.of(Format.CSV, Format.NDJSON, Format.JSON, Format.JSON_BATCH);
    }

    @Provide
    Arbitrary<Format> json() {
        return Arbitraries.of(Format.JSON, Format.NDJSON);
    }

    /** Where the first value is no object on a line of its own, a parser of whole documents must agree. */
    @Property(tries = 3000)
    void findsADocumentMalformedIfAParserDoes(@ForAll("damagedDocument") String text) throws IOException {
        if (isReadByLine(text)) {
            return;
        }
        Problem problem;
        int records = 0;
        try (RecordReader reader = open(text, Format.JSON, Checkpoint.START)) {
            while (reader.next()) {
                records++;
            }
            problem = reader.problem();
        }
        Integer parsed = topLevelRecords(text);
        if (parsed == null) {
            assertThat(problem).isNotNull();
            assertThat(problem.type()).isEqualTo(ProblemType.MALFORMED_JSON);
        } else {
            assertThat(problem).isNull();
            assertThat(records).isEqualTo(parsed);
        }
    }

    private static boolean isReadByLine(String text) throws IOException {
        String[] lines = text.stripLeading().split("\r\n|\r|\n", 2);
        return lines.length > 1
                && lines[0].startsWith("{")
                && Integer.valueOf(1).equals(topLevelRecords(lines[0]));
    }

    /** Number of items of an array or of values one after the other; null if the text is not JSON, or none. */
    private static @Nullable Integer topLevelRecords(String text) throws IOException {
        int values = 0;
        int items = 0;
        boolean array = false;
        try (JsonParser parser = new JsonFactory().createParser(text)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (values == 0 && token == JsonToken.START_ARRAY) {
                    array = true;
                    while (parser.nextToken() != JsonToken.END_ARRAY) {
                        items++;
                        parser.skipChildren();
                    }
                } else {
                    parser.skipChildren();
                    int end = (int) parser.currentLocation().getCharOffset();
                    // Jackson lets a bracket follow a word; for numbers it wants white space, as we do for both.
                    if (token.isBoolean() || token == JsonToken.VALUE_NULL) {
                        if (end < text.length() && !Character.isWhitespace(text.charAt(end))) {
                            return null;
                        }
                    }
                }
                values++;
            }
        } catch (JsonProcessingException e) {
            return null;
        }
        if (array) {
            return values == 1 ? (Integer) items : null;
        }
        return values == 0 ? null : (Integer) values;
    }

    /** The same values give the same records as an array, one after the other and by line. */
    @Property
    void theLayoutMakesNoDifference(@ForAll("value") String value, @ForAll("value") String other) throws IOException {
        List<String> values = List.of(value.replaceAll("[\r\n]", " "), other.replaceAll("[\r\n]", " "));
        List<String> lines = outcomes(String.join("\n", values), Format.NDJSON);
        assertThat(lines).hasSize(2);
        assertThat(outcomes("[" + String.join(" ,\n", values) + "]", Format.JSON))
                .isEqualTo(lines);
        if (!values.get(0).startsWith("[")) {
            assertThat(outcomes(String.join("\n", values), Format.JSON)).isEqualTo(lines);
            assertThat(outcomes(String.join(" ", values), Format.JSON)).isEqualTo(lines);
        }
    }

    private static List<String> outcomes(String text, Format format) throws IOException {
        List<String> outcomes = new ArrayList<>();
        try (RecordReader reader = open(text, format, Checkpoint.START)) {
            while (reader.next()) {
                outcomes.add((Transcript.values(reader.record(), Letters.DATASET)
                                + reader.record().faults())
                        .replace(NdjsonReader.OTHER_JSON, ""));
            }
            assertThat(reader.problem()).isNull();
        }
        return outcomes;
    }

    @Property
    void readsTheTextThatWasWritten(@ForAll("text") String text, @ForAll long seed) throws IOException {
        String json = "{\"alpha\":%s}".formatted(quoted(text, new Random(seed)));
        try (RecordReader reader = open(json, Format.NDJSON, Checkpoint.START)) {
            assertThat(reader.next()).isTrue();
            assertThat(reader.record().faults()).isEmpty();
            assertThat(RawValues.kind(reader.record(), 0)).isEqualTo(Kind.TEXT);
            assertThat(new String(RawValues.bytes(reader.record(), 0), UTF_8)).isEqualTo(text);
        }
    }

    @Provide
    Arbitrary<String> text() {
        return Arbitraries.of("a", "\"", "\\", "/", "\n", "\0", "é", "\u2028", "🦊", "\uFFFF", " ", "u00e9")
                .list()
                .ofMaxSize(30)
                .map(list -> String.join("", list));
    }

    private static String quoted(String text, Random random) {
        StringBuilder out = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || (random.nextInt(3) == 0 && !Character.isSurrogate(c))) {
                out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }

    private static Whole read(String text, Format format, int bufferSize, Checkpoint from) {
        return Letters.read(text.getBytes(UTF_8), LoadOptions.of(format), bufferSize, from);
    }

    private static RecordReader open(String text, Format format, Checkpoint from) {
        return new TextRecordDecoder(16)
                .open(new ByteArrayInputStream(text.getBytes(UTF_8)), Letters.DATASET, LoadOptions.of(format), from);
    }
}
