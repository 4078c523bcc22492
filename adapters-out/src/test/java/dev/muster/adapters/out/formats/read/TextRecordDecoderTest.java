package dev.muster.adapters.out.formats.read;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.muster.application.contract.RecordDecoderContract;
import dev.muster.application.ingest.CharacterSet;
import dev.muster.application.port.RecordDecoder;
import dev.muster.application.port.RecordReader;
import dev.muster.domain.hiring.HiringDatasets;
import dev.muster.domain.intake.Reason;
import dev.muster.domain.intake.ReasonCode;
import dev.muster.domain.intake.RecordValidator;
import dev.muster.domain.intake.Verdict;
import dev.muster.domain.run.Checkpoint;
import dev.muster.domain.run.LoadOptions;
import dev.muster.domain.run.LoadOptions.Format;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextRecordDecoderTest {

    /** An input of one format. */
    private abstract static class Inputs extends RecordDecoderContract {
        private final Format format;

        Inputs(Format format) {
            this.format = format;
        }

        @Override
        protected RecordDecoder decoder() {
            return new TextRecordDecoder();
        }

        @Override
        protected LoadOptions options() {
            return LoadOptions.of(format);
        }

        @Override
        protected String record(long id, String department) {
            return "{\"id\":%s,\"department\":\"%s\"}"
                    .formatted(id, department.replace("\\", "\\\\").replace("\"", "\\\""));
        }

        @Override
        protected String input(List<String> records) {
            return String.join("\n", records) + "\n";
        }

        @Override
        protected String broken() {
            return "}";
        }
    }

    @Nested
    class Csv extends Inputs {
        Csv() {
            super(Format.CSV);
        }

        @Override
        protected String record(long id, String department) {
            return department.contains("\"")
                    ? "%s,\"%s\"".formatted(id, department.replace("\"", "\"\""))
                    : "%s,%s".formatted(id, department);
        }

        @Override
        protected String broken() {
            return "2,\"Legal";
        }
    }

    @Nested
    class Ndjson extends Inputs {
        Ndjson() {
            super(Format.NDJSON);
        }

        @Override
        protected boolean goesOnAfterBroken() {
            return true;
        }
    }

    /** Objects on lines of their own, which is how JSON is told to be NDJSON. */
    @Nested
    class JsonLines extends Inputs {
        JsonLines() {
            super(Format.JSON);
        }

        @Override
        protected boolean goesOnAfterBroken() {
            return true;
        }
    }

    private abstract static class Arrays extends Inputs {
        Arrays(Format format) {
            super(format);
        }

        @Override
        protected String input(List<String> records) {
            return "[" + String.join(",\n", records) + "\n]";
        }
    }

    @Nested
    class JsonArray extends Arrays {
        JsonArray() {
            super(Format.JSON);
        }
    }

    @Nested
    class JsonBatch extends Arrays {
        JsonBatch() {
            super(Format.JSON_BATCH);
        }
    }

    private static RecordReader open(InputStream input, LoadOptions options) {
        return new TextRecordDecoder().open(input, HiringDatasets.DEPARTMENTS, options, Checkpoint.START);
    }

    private static LoadOptions options(Format format, String charset) {
        LoadOptions plain = LoadOptions.of(format);
        return new LoadOptions(format, null, null, charset, false, false, 0, plain.maxRejections(), null);
    }

    @ParameterizedTest
    @CsvSource({
        "utf-8, utf-8",
        "UTF8, utf-8",
        "utf-16, utf-16",
        "UTF-16LE, utf-16le",
        "utf-16BE, utf-16be",
        "ISO-8859-1, iso-8859-1",
        "latin1, iso-8859-1",
        "windows-1252, windows-1252",
        "Cp1252, windows-1252",
        "ascii, us-ascii",
        "US-ASCII, us-ascii",
    })
    void knowsCharacterSetsByTheirNamesAndAliases(String name, String canonical) {
        assertThat(CharacterSet.of(name).map(CharacterSet::canonicalName)).contains(canonical);
        assertThat(CharacterSet.of(canonical).map(CharacterSet::canonicalName)).contains(canonical);
    }

    @ParameterizedTest
    @ValueSource(strings = {"utf-32", "utf-7", "iso-8859-15", "shift_jis", "ebcdic", "no such", "", "ü"})
    void knowsNoOtherCharacterSets(String name) {
        assertThat(CharacterSet.of(name)).isEmpty();
    }

    @Test
    void refusesToOpenWhatItCannotTranscode() {
        assertThatThrownBy(() -> open(InputStream.nullInputStream(), options(Format.CSV, "utf-32")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("character set 'utf-32' is not supported");
    }

    static Stream<Object[]> inputsWithBytesThatAreNoText() {
        return Stream.of(
                new Object[] {Format.CSV, "utf-8", "1,Caf\\xE9"},
                new Object[] {Format.CSV, "utf-8", "1,\\xED\\xA0\\x80"},
                new Object[] {Format.CSV, "utf-16", "\\x001\\x00,\\xD8\\x00"},
                new Object[] {Format.CSV, "utf-16", "\\x001\\x00,\\x00a\\x00"},
                new Object[] {Format.CSV, "windows-1252", "1,\\x81"},
                new Object[] {Format.CSV, "us-ascii", "1,\\xC3\\xA9"},
                new Object[] {Format.NDJSON, "utf-8", "{\"id\":1,\"department\":\"Caf\\xE9\"}"},
                new Object[] {Format.NDJSON, "utf-8", "{\"id\":1,\"department\":\"\\\\ud800\"}"},
                new Object[] {Format.JSON, "utf-8", "[{\"id\":1,\"department\":\"\\\\udc00\\\\ud800\"}]"},
                new Object[] {Format.JSON, "windows-1252", "[{\"id\":1,\"department\":\"\\x81\"}]"});
    }

    @ParameterizedTest
    @MethodSource("inputsWithBytesThatAreNoText")
    void whatIsNoTextIsRejectedAndNotReplaced(Format format, String charset, String input) throws IOException {
        try (RecordReader reader = open(new ByteArrayInputStream(Escapes.bytes(input)), options(format, charset))) {
            assertThat(reader.next()).isTrue();
            Verdict verdict = new RecordValidator(HiringDatasets.DEPARTMENTS, Instant.EPOCH).validate(reader.record());
            assertThat(verdict)
                    .isInstanceOfSatisfying(
                            Verdict.Rejected.class,
                            rejected -> assertThat(rejected.reasons())
                                    .extracting(Reason::code, Reason::field)
                                    .containsExactly(tuple(ReasonCode.BAD_ENCODING, "department")));
        }
    }

    @Test
    void reportsAHundredFaultsOfARecordAndCountsTheOthers() throws IOException {
        List<String> members = new ArrayList<>(
                IntStream.range(0, 250).mapToObj("\"n%s\":1"::formatted).toList());
        byte[] input = "{%s}".formatted(String.join(",", members)).getBytes(UTF_8);
        try (RecordReader reader = open(new ByteArrayInputStream(input), LoadOptions.of(Format.NDJSON))) {
            assertThat(reader.next()).isTrue();
            assertThat(reader.record().faults()).hasSize(101).last().satisfies(last -> {
                assertThat(last.field()).isEqualTo("n100");
                assertThat(last.message()).isEqualTo("150 more members are no fields or there twice");
            });
        }
    }
}
