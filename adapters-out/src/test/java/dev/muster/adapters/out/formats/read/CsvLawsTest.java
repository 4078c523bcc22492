package dev.muster.adapters.out.formats.read;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import dev.muster.adapters.out.formats.read.Transcript.Whole;
import dev.muster.application.port.RecordReader;
import dev.muster.domain.intake.RawValues;
import dev.muster.domain.intake.ReasonCode;
import dev.muster.domain.run.Checkpoint;
import dev.muster.domain.run.LoadOptions;
import dev.muster.domain.run.LoadOptions.Delimiter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple2;
import net.jqwik.api.constraints.IntRange;

/** What holds for every CSV input, however strange. */
class CsvLawsTest {
    private static final int LARGE = 1 << 16;

    /** Bytes of which most have a meaning in CSV. */
    @Provide
    Arbitrary<byte[]> soup() {
        Arbitrary<String> piece = Arbitraries.of(
                ",",
                ",",
                ",",
                ";",
                "\t",
                " ",
                "\"",
                "\"",
                "\"\"",
                "\n",
                "\n",
                "\r\n",
                "\r",
                "a",
                "bc",
                "7",
                "é",
                "alpha",
                "gamma",
                "rejection_id",
                "\n1,2,3\n",
                "x,\"y\",z\n");
        Arbitrary<byte[]> text =
                piece.list().ofMaxSize(40).map(list -> String.join("", list).getBytes(UTF_8));
        Arbitrary<byte[]> anything = Arbitraries.bytes().array(byte[].class).ofMaxSize(60);
        Arbitrary<byte[]> mark = Arbitraries.of(new byte[0], new byte[] {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF});
        return Combinators.combine(mark, Arbitraries.frequencyOf(tuple(9, text), tuple(1, anything)))
                .as(CsvLawsTest::join);
    }

    @Provide
    Arbitrary<LoadOptions> options() {
        Arbitrary<Boolean> header = Arbitraries.of(true, false).injectNull(0.5);
        Arbitrary<Delimiter> delimiter = Arbitraries.of(Delimiter.class).injectNull(0.6);
        return Combinators.combine(header, delimiter).as(Letters::csv);
    }

    @Property
    void noRecordDependsOnWhereABufferEnds(
            @ForAll("soup") byte[] input,
            @ForAll("options") LoadOptions options,
            @ForAll @IntRange(min = 1, max = 40) int bufferSize) {
        assertThat(Letters.read(input, options, bufferSize, Checkpoint.START))
                .isEqualTo(Letters.read(input, options, LARGE, Checkpoint.START));
    }

    @Property
    void whatIsReadFromACheckpointOnIsTheRest(
            @ForAll("soup") byte[] input,
            @ForAll("options") LoadOptions options,
            @ForAll @IntRange(min = 1, max = 40) int bufferSize) {
        Whole whole = Letters.read(input, options, bufferSize, Checkpoint.START);
        for (int i = 0; i < whole.records().size(); i++) {
            assertThat(Letters.read(
                            input, options, bufferSize, whole.records().get(i).checkpoint()))
                    .isEqualTo(whole.after(i + 1));
        }
    }

    @Property
    void nothingComesAfterTheLastCheckpoint(@ForAll("soup") byte[] input, @ForAll("options") LoadOptions options)
            throws IOException {
        Checkpoint end;
        try (RecordReader reader = open(input, options, Checkpoint.START)) {
            while (reader.next()) {
                // to the end
            }
            if (reader.problem() != null) {
                return;
            }
            end = reader.checkpoint();
        }
        try (RecordReader reader = open(input, options, end)) {
            assertThat(reader.next()).isFalse();
            assertThat(reader.problem()).isNull();
            assertThat(reader.checkpoint()).isEqualTo(end);
        }
    }

    @Property
    void recordsAreNumberedAndTellWhereTheyStand(@ForAll("soup") byte[] input, @ForAll("options") LoadOptions options)
            throws IOException {
        try (RecordReader reader = open(input, options, Checkpoint.START)) {
            long number = 0;
            while (reader.next()) {
                byte[] raw = Transcript.raw(reader.record());
                int offset = (int) reader.record().offset();
                int next = (int) reader.checkpoint().offset();
                assertThat(reader.record().number()).isEqualTo(++number);
                assertThat(reader.record().line()).isEqualTo(1 + Letters.lineEnds(input, offset));
                // Those of a corrected record are its fields alone.
                if (reader.record().correctedRejection() == null) {
                    assertThat(raw).isEqualTo(Arrays.copyOfRange(input, offset, offset + raw.length));
                    assertThat(new String(input, offset + raw.length, next - offset - raw.length, UTF_8))
                            .isIn("\n", "\r\n", "\r", "");
                }
                assertThat(reader.checkpoint().line()).isEqualTo(1 + Letters.lineEnds(input, next));
                assertThat(reader.checkpoint().records()).isEqualTo(number);
            }
            if (reader.problem() == null) {
                assertThat(reader.checkpoint().offset()).isEqualTo(input.length);
            }
        }
    }

    /** FastCSV and we mean the same by CSV, as far as blanks are not concerned. */
    @Property(tries = 3000)
    void readsWhatFastCsvReads(@ForAll("strictSoup") String input) throws IOException {
        Iterator<CsvRecord> theirs = CsvReader.builder()
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .allowUnclosedQuote(false)
                .ofCsvRecord(input)
                .iterator();
        try (RecordReader ours = open(input.getBytes(UTF_8), Letters.csv(false, Delimiter.COMMA), Checkpoint.START)) {
            while (ours.next()) {
                if (hasFault(ours, ReasonCode.CSV_QUOTE)) {
                    assertThat(nextOf(theirs)).isNull();
                    return;
                }
                CsvRecord their = nextOf(theirs);
                assertThat(their).as("record %s", ours.record().number()).isNotNull();
                assertThat(ours.record().line()).isEqualTo(their.getStartingLineNumber());
                if (hasFault(ours, ReasonCode.COLUMN_COUNT)) {
                    assertThat(their.getFieldCount()).isNotEqualTo(3);
                } else {
                    assertThat(values(ours)).isEqualTo(their.getFields());
                }
            }
            if (ours.problem() != null && !input.isEmpty()) {
                assertThat(nextOf(theirs)).isNull();
            } else {
                assertThat(nextOf(theirs)).isNull();
            }
        }
    }

    @Provide
    Arbitrary<String> strictSoup() {
        return Arbitraries.of(
                        ",",
                        ",",
                        ",",
                        "\"",
                        "\"\"",
                        "\"a\"",
                        "\"b,\n\"",
                        "\n",
                        "\r\n",
                        "\r",
                        "a",
                        "bc",
                        "é",
                        "1,2,3",
                        ",x,",
                        "\nx,y,z\n")
                .list()
                .ofMaxSize(30)
                .map(list -> String.join("", list));
    }

    /** The next record that is not blank; null if there is none, or it cannot be read. */
    private static CsvRecord nextOf(Iterator<CsvRecord> records) {
        try {
            while (records.hasNext()) {
                CsvRecord next = records.next();
                if (!isBlank(next.getFields())) {
                    return next;
                }
            }
            return null;
        } catch (CsvParseException e) {
            return null;
        }
    }

    /** A table as some program might write it. */
    record Written(List<List<String>> rows, boolean header, Delimiter delimiter, long seed) {}

    @Provide
    Arbitrary<Written> written() {
        Arbitrary<String> piece = Arbitraries.of(
                ",", ";", "|", "\t", " ", "\"", "\r", "\n", "a", "b", "é", "🦊", "'", "\u00A0", "\0", "7");
        Arbitrary<String> value = piece.list().ofMaxSize(6).map(list -> String.join("", list));
        return Combinators.combine(
                        value.list().ofSize(3).list().ofMaxSize(6),
                        Arbitraries.of(true, false),
                        Arbitraries.of(Delimiter.class),
                        Arbitraries.longs())
                .as(Written::new);
    }

    @Property
    void readsWhatWasWritten(@ForAll("written") Written written) throws IOException {
        Random random = new Random(written.seed());
        List<Integer> order = new ArrayList<>(List.of(0, 1, 2));
        StringBuilder out = new StringBuilder(random.nextBoolean() ? "\uFEFF" : "");
        if (written.header()) {
            Collections.shuffle(order, random);
            write(out, List.of("Alpha", random.nextBoolean() ? "beta" : "B", "deep.down"), order, written, random);
        }
        for (List<String> row : written.rows()) {
            write(out, row, order, written, random);
        }
        List<List<String>> read = new ArrayList<>();
        try (RecordReader reader = open(
                out.toString().getBytes(UTF_8), Letters.csv(written.header(), written.delimiter()), Checkpoint.START)) {
            while (reader.next()) {
                assertThat(reader.record().faults()).isEmpty();
                read.add(values(reader));
            }
        }
        assertThat(read)
                .isEqualTo(written.rows().stream().filter(row -> !isBlank(row)).toList());
    }

    private static boolean isBlank(List<String> row) {
        return row.stream().allMatch(String::isEmpty);
    }

    private static void write(
            StringBuilder out, List<String> row, List<Integer> order, Written written, Random random) {
        String blanks = written.delimiter() == Delimiter.TAB ? "  " : " \t";
        for (int i = 0; i < order.size(); i++) {
            String value = row.get(order.get(i));
            out.append(i == 0 ? "" : written.delimiter().character());
            out.append(blanks, 0, random.nextInt(3));
            if (needsQuotes(value, written.delimiter()) || random.nextBoolean()) {
                out.append('"').append(value.replace("\"", "\"\"")).append('"');
            } else {
                out.append(value);
            }
            out.append(blanks, 0, random.nextInt(3));
        }
        out.append(List.of("\n", "\r\n", "\r").get(random.nextInt(3)));
    }

    private static boolean needsQuotes(String value, Delimiter delimiter) {
        return value.startsWith("\"")
                || value.indexOf(delimiter.character()) >= 0
                || value.contains("\n")
                || value.contains("\r")
                || !value.equals(value.replaceAll("^[ \t]+|[ \t]+$", ""));
    }

    private static RecordReader open(byte[] input, LoadOptions options, Checkpoint from) {
        return new TextRecordDecoder(16).open(new ByteArrayInputStream(input), Letters.DATASET, options, from);
    }

    private static boolean hasFault(RecordReader reader, ReasonCode code) {
        return reader.record().faults().stream().anyMatch(fault -> fault.code() == code);
    }

    private static List<String> values(RecordReader reader) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < Letters.DATASET.fields().size(); i++) {
            values.add(new String(RawValues.bytes(reader.record(), i), UTF_8));
        }
        return values;
    }

    private static byte[] join(byte[] first, byte[] second) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(first);
        out.writeBytes(second);
        return out.toByteArray();
    }

    private static <T> Tuple2<Integer, T> tuple(int frequency, T value) {
        return Tuple.of(frequency, value);
    }
}
