package dev.muster.application.contract;

import static dev.muster.application.fixtures.Fixtures.DEPARTMENTS;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.application.port.RecordDecoder;
import dev.muster.application.port.RecordReader;
import dev.muster.domain.dataset.Row;
import dev.muster.domain.intake.RawRecord;
import dev.muster.domain.intake.Reason;
import dev.muster.domain.intake.ReasonCode;
import dev.muster.domain.intake.RecordValidator;
import dev.muster.domain.intake.Verdict;
import dev.muster.domain.run.Checkpoint;
import dev.muster.domain.run.LoadOptions;
import dev.muster.domain.run.Problem;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link RecordDecoder} and its readers promise, for inputs of one format. */
@Timeout(120)
public abstract class RecordDecoderContract {
    private static final int MANY = 1_000;

    protected abstract RecordDecoder decoder();

    protected abstract LoadOptions options();

    /** A record of departments: {@code 1,Sales}. */
    protected abstract String record(long id, String department);

    /** An input of records: what stands before, between and after them. There is a line end after each. */
    protected abstract String input(List<String> records);

    /** What stands for a record but cannot be read as one. */
    protected abstract String broken();

    /** Whether what comes after {@link #broken()} can be read; otherwise nobody can tell where the next record begins. */
    protected boolean goesOnAfterBroken() {
        return false;
    }

    private RecordReader open(InputStream input, Checkpoint from) {
        return decoder().open(input, DEPARTMENTS, options(), from);
    }

    private RecordReader open(byte[] input, Checkpoint from) {
        return open(new ByteArrayInputStream(input), from);
    }

    private byte[] input(String... records) {
        return input(List.of(records)).getBytes(UTF_8);
    }

    private byte[] many() {
        return input(LongStream.rangeClosed(1, MANY)
                        .mapToObj(id -> record(id, "D" + id))
                        .toList())
                .getBytes(UTF_8);
    }

    private static Row row(RawRecord record) {
        Verdict verdict = new RecordValidator(DEPARTMENTS, Instant.EPOCH).validate(record);
        assertThat(verdict).isInstanceOf(Verdict.Accepted.class);
        return ((Verdict.Accepted) verdict).row();
    }

    private static String raw(RawRecord record) {
        byte[] raw = new byte[record.rawLength()];
        record.copyRaw(raw, 0);
        return new String(raw, UTF_8);
    }

    private static List<Row> rest(RecordReader reader) throws IOException {
        List<Row> rows = new ArrayList<>();
        while (reader.next()) {
            rows.add(row(reader.record()));
        }
        assertThat(reader.problem()).isNull();
        return rows;
    }

    private static List<Row> rows(int first, int last) {
        return LongStream.rangeClosed(first, last)
                .mapToObj(id -> Row.of(id, "D" + id))
                .toList();
    }

    @Test
    void givesEachRecordWithItsNumberLineAndBytes() throws IOException {
        List<String> records = List.of(record(1, "Sales"), record(2, "\u00c9t\u00e9 \ud83d\udc69"), record(3, "Legal"));
        byte[] input = input(records).getBytes(UTF_8);
        try (RecordReader reader = open(input, Checkpoint.START)) {
            for (int i = 0; i < records.size(); i++) {
                assertThat(reader.next()).isTrue();
                assertThat(reader.record().number()).isEqualTo(i + 1L);
                assertThat(reader.record().line()).isEqualTo(i + 1L);
                assertThat(raw(reader.record())).isEqualTo(records.get(i));
                int at = Math.toIntExact(reader.record().offset());
                assertThat(new String(
                                Arrays.copyOfRange(
                                        input, at, at + records.get(i).getBytes(UTF_8).length),
                                UTF_8))
                        .isEqualTo(records.get(i));
                assertThat(reader.checkpoint().records()).isEqualTo(i + 1L);
            }
            assertThat(reader.next()).isFalse();
        }
    }

    @Test
    void theCheckpointAtTheEndIsAfterTheLastByte() throws IOException {
        byte[] input = many();
        try (RecordReader reader = open(input, Checkpoint.START)) {
            assertThat(rest(reader)).isEqualTo(rows(1, MANY));
            assertThat(reader.checkpoint().records()).isEqualTo(MANY);
            assertThat(reader.checkpoint().offset()).isEqualTo(input.length);
            assertThat(reader.next()).isFalse();
        }
    }

    @Test
    void beforeTheFirstRecordTheCheckpointIsWhereTheReadingBegins() throws IOException {
        for (Checkpoint from : List.of(Checkpoint.START, new Checkpoint(3, 4, 5, 0))) {
            try (RecordReader reader = open(InputStream.nullInputStream(), from)) {
                assertThat(reader.checkpoint()).isEqualTo(from);
                assertThat(reader.problem()).isNull();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 500, MANY - 1, MANY})
    void goesOnAfterACheckpoint(int records) throws IOException {
        byte[] input = many();
        Checkpoint checkpoint;
        try (RecordReader reader = open(input, Checkpoint.START)) {
            for (int i = 0; i < records; i++) {
                assertThat(reader.next()).isTrue();
            }
            checkpoint = reader.checkpoint();
        }
        try (RecordReader reader = open(input, checkpoint)) {
            assertThat(rest(reader)).isEqualTo(rows(records + 1, MANY));
            assertThat(reader.checkpoint().records()).isEqualTo(MANY);
            assertThat(reader.checkpoint().offset()).isEqualTo(input.length);
        }
    }

    /** A run that is taken up again when all was read. */
    @Test
    void findsNothingAfterTheCheckpointAtTheEnd() throws IOException {
        byte[] input = many();
        Checkpoint end;
        try (RecordReader reader = open(input, Checkpoint.START)) {
            rest(reader);
            end = reader.checkpoint();
        }
        try (RecordReader reader = open(input, end)) {
            assertThat(rest(reader)).isEmpty();
            assertThat(reader.checkpoint()).isEqualTo(end);
        }
    }

    @Test
    void overwritesTheSameRecord() throws IOException {
        try (RecordReader reader = open(input(record(1, "Sales"), record(2, "Legal")), Checkpoint.START)) {
            reader.next();
            RawRecord record = reader.record();
            reader.next();
            assertThat(reader.record()).isSameAs(record);
            assertThat(row(record)).isEqualTo(Row.of(2L, "Legal"));
        }
    }

    /** As a network gives it. */
    @ParameterizedTest
    @ValueSource(ints = {1, 7})
    void readsAnInputThatComesInPieces(int most) throws IOException {
        InputStream input = new FilterInputStream(new ByteArrayInputStream(many())) {
            @Override
            public int read(byte[] target, int start, int length) throws IOException {
                return super.read(target, start, Math.min(length, most));
            }

            @Override
            public int available() {
                return 0;
            }
        };
        try (RecordReader reader = open(input, Checkpoint.START)) {
            assertThat(rest(reader)).isEqualTo(rows(1, MANY));
        }
    }

    /** It never ends: what waited for its end would wait for ever. */
    @Test
    void givesRecordsWhileTheInputIsStillComing() throws IOException {
        byte[] start = many();
        InputStream endless = new InputStream() {
            private int at;

            @Override
            public int read() {
                return at < start.length ? start[at++] : ' ';
            }
        };
        try (RecordReader reader = open(endless, Checkpoint.START)) {
            for (int i = 1; i <= MANY / 2; i++) {
                assertThat(reader.next()).isTrue();
                assertThat(row(reader.record())).isEqualTo(Row.of((long) i, "D" + i));
            }
        }
    }

    @Test
    void rejectsARecordThatIsTooLongAndGoesOn() throws IOException {
        String tooLong = record(2, "x".repeat(RecordDecoder.MAX_RECORD_BYTES));
        byte[] input = input(record(1, "Sales"), tooLong, record(3, "Legal"));
        try (RecordReader reader = open(input, Checkpoint.START)) {
            assertThat(reader.next()).isTrue();
            assertThat(reader.next()).isTrue();
            assertThat(reader.record().number()).isEqualTo(2);
            assertThat(reader.record().faults()).extracting(Reason::code).containsExactly(ReasonCode.RECORD_TOO_LONG);
            assertThat(tooLong).startsWith(raw(reader.record()));
            assertThat(rest(reader)).containsExactly(Row.of(3L, "Legal"));
            assertThat(reader.checkpoint()).isEqualTo(new Checkpoint(3, 4, input.length, 0));
        }
    }

    @Test
    void tellsWhatCannotBeReadByARejectionOrAProblem() throws IOException {
        byte[] input = input(record(1, "Sales"), broken(), record(3, "Legal"));
        List<String> seen = new ArrayList<>();
        try (RecordReader reader = open(input, Checkpoint.START)) {
            while (reader.next()) {
                seen.add("%s on line %s, %s faults"
                        .formatted(
                                reader.record().number(),
                                reader.record().line(),
                                reader.record().faults().size()));
            }
            Problem problem = reader.problem();
            if (problem != null) {
                seen.add("problem on line " + problem.extensions().get("line"));
            }
            assertThat(reader.next()).isFalse();
            assertThat(reader.problem()).isEqualTo(problem);
            assertThat(reader.checkpoint().records()).isEqualTo(goesOnAfterBroken() ? 3 : 1);
        }
        assertThat(seen)
                .isEqualTo(
                        goesOnAfterBroken()
                                ? List.of("1 on line 1, 0 faults", "2 on line 2, 1 faults", "3 on line 3, 0 faults")
                                : List.of("1 on line 1, 0 faults", "problem on line 2"));
    }

    /** A record that is cut, bytes that are no text, anything: it ends, and numbers what it gave. */
    @Test
    void failsForNothingThatAnInputHolds() throws IOException {
        Random random = new Random(7);
        for (int i = 0; i < 500; i++) {
            byte[] input = input(record(1, "Sales"), record(2, "a \"b\" \\ \u00e9"), record(3, "Legal"));
            for (int changes = random.nextInt(6); changes >= 0; changes--) {
                input[random.nextInt(input.length)] = (byte) random.nextInt();
            }
            byte[] cut = Arrays.copyOf(input, random.nextInt(input.length + 1));
            try (RecordReader reader = open(cut, Checkpoint.START)) {
                long number = 0;
                while (reader.next()) {
                    assertThat(reader.record().number()).isEqualTo(++number);
                }
                assertThat(reader.checkpoint().records()).isEqualTo(number);
                assertThat(reader.checkpoint().offset()).isBetween(0L, (long) cut.length);
            }
        }
    }

    @Test
    void closesTheInputWithTheReader() throws IOException {
        AtomicInteger closed = new AtomicInteger();
        InputStream input = new ByteArrayInputStream(input(record(1, "Sales"))) {
            @Override
            public void close() {
                closed.incrementAndGet();
            }
        };
        try (RecordReader reader = open(input, Checkpoint.START)) {
            assertThat(rest(reader)).containsExactly(Row.of(1L, "Sales"));
            assertThat(closed).hasValue(0);
        }
        assertThat(closed).hasValue(1);
    }

    /** At once, or after some records. */
    @ParameterizedTest
    @ValueSource(ints = {0, MANY / 2})
    void passesOnThatTheInputFails(int records) throws IOException {
        IOException failure = new IOException("the disk is on fire");
        byte[] whole = many();
        int good = whole.length * records / MANY;
        InputStream input = new InputStream() {
            private int at;

            @Override
            public int read() throws IOException {
                if (at == good) {
                    throw failure;
                }
                return whole[at++] & 0xFF;
            }

            @Override
            public int read(byte[] target, int start, int length) throws IOException {
                target[start] = (byte) read();
                return 1;
            }
        };
        try (RecordReader reader = open(input, Checkpoint.START)) {
            assertThatThrownBy(() -> rest(reader)).isSameAs(failure);
        }
    }

    @Test
    void anInputThatEndsBeforeItsCheckpointCannotBeRead() throws IOException {
        try (RecordReader reader = open(input(record(1, "Sales")), new Checkpoint(30, 31, 1_000, 0))) {
            assertThatThrownBy(reader::next).isInstanceOf(IOException.class);
        }
    }
}
