package dev.muster.application.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.application.port.PortException;
import dev.muster.application.port.PortException.Kind;
import dev.muster.application.port.PortException.Part;
import dev.muster.application.port.RecordSource;
import dev.muster.application.port.RecordSource.Found;
import dev.muster.application.port.RecordSource.Listed;
import dev.muster.application.port.RecordSource.Opened;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link RecordSource} promises. */
public abstract class RecordSourceContract {
    protected static final Instant MODIFIED = Instant.parse("2026-03-01T09:30:00.123456Z");

    /** The same place each time within a test, without files at its start. */
    protected abstract RecordSource source();

    /** Puts a file there, in place of the one of this name if there is one. */
    protected abstract void put(String name, String text, Instant modifiedAt) throws IOException;

    protected abstract void remove(String name) throws IOException;

    /** Names that nobody may ask for, besides those that begin with {@code ../} or {@code ./}, be they there or not. */
    protected abstract List<String> namesNotAllowed();

    /** How exactly times are told. */
    protected ChronoUnit exactly() {
        return ChronoUnit.MICROS;
    }

    private List<Listed> list() {
        return source().list(name -> true, 1_000).files();
    }

    private Listed listed(String name, long bytes, Instant modified) {
        return new Listed(name, bytes, modified.truncatedTo(exactly()));
    }

    private String read(String name) throws IOException {
        try (Opened file = source().open(name)) {
            return new String(file.body().readAllBytes(), UTF_8);
        }
    }

    private void assertFails(Kind kind, String name) {
        assertThatThrownBy(() -> source().open(name)).isInstanceOfSatisfying(PortException.class, failure -> {
            assertThat(failure.part()).isEqualTo(Part.STORAGE);
            assertThat(failure.kind()).isEqualTo(kind);
        });
    }

    @Test
    void isAskedByItsPrefix() {
        assertThat(source().prefix()).matches("[a-z]+:|s3://[a-z0-9.-]+/(.+/)?");
        assertThat(source().kind()).isNotNull();
    }

    @Test
    void listsNothingWhereThereIsNothing() {
        assertThat(list()).isEmpty();
    }

    /** By code point: a character beyond the basic plane comes last. */
    @Test
    void listsFilesByName() throws IOException {
        for (String name : new String[] {"b.csv", "\ud83d\udc69.csv", "a b.csv", "\ufffd.csv", "B.csv", "b.csv.gz"}) {
            put(name, name, MODIFIED);
        }
        put("empty.csv", "", MODIFIED.plusSeconds(1));
        assertThat(list())
                .containsExactly(
                        listed("B.csv", 5, MODIFIED),
                        listed("a b.csv", 7, MODIFIED),
                        listed("b.csv", 5, MODIFIED),
                        listed("b.csv.gz", 8, MODIFIED),
                        listed("empty.csv", 0, MODIFIED.plusSeconds(1)),
                        listed("\ufffd.csv", 7, MODIFIED),
                        listed("\ud83d\udc69.csv", 8, MODIFIED));
    }

    @Test
    void readsWhatItLists() throws IOException {
        put("\ud83d\udc69.csv", "1,A\n", MODIFIED);
        put("empty.csv", "", MODIFIED);
        for (Listed file : list()) {
            assertThat(read(file.name())).hasSize(Math.toIntExact(file.bytes()));
        }
        assertThat(read("\ud83d\udc69.csv")).isEqualTo("1,A\n");
    }

    @Test
    void readsFilesIndependently() throws IOException {
        put("a.csv", "1,A\n", MODIFIED);
        try (Opened one = source().open("a.csv")) {
            assertThat(one.body().read()).isEqualTo('1');
            assertThat(read("a.csv")).isEqualTo("1,A\n");
            assertThat(new String(one.body().readAllBytes(), UTF_8)).isEqualTo(",A\n");
        }
    }

    @Test
    void missesAFileThatIsNotThere() throws IOException {
        put("a.csv", "1,A\n", MODIFIED);
        remove("a.csv");
        assertThat(list()).isEmpty();
        assertFails(Kind.MISSING, "a.csv");
        assertFails(Kind.MISSING, "A.csv");
        assertFails(Kind.MISSING, "a.csv ");
    }

    @Test
    void deniesWhatIsNoName() throws IOException {
        put("a.csv", "1,A\n", MODIFIED);
        for (String name : List.of("", ".", "..", "../a.csv", "./a.csv", "..\\a.csv", "../../a.csv")) {
            assertFails(Kind.DENIED, name);
        }
        for (String name : namesNotAllowed()) {
            assertFails(Kind.DENIED, name);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "csv, 9, a.csv b.csv d.csv, false",
        "csv, 3, a.csv b.csv d.csv, false",
        "csv, 2, a.csv b.csv,       true",
        "bak, 9, c.bak,             false",
        "bak, 1, c.bak,             false",
        "tsv, 1, '',                false"
    })
    void listsTheFirstOfThoseThatAreWanted(String ending, int most, String names, boolean more) throws IOException {
        for (String name : List.of("d.csv", "c.bak", "b.csv", "a.csv")) {
            put(name, "", MODIFIED);
        }
        Found found = source().list(name -> name.endsWith("." + ending), most);
        assertThat(found.files().stream().map(Listed::name))
                .containsExactly(names.isEmpty() ? new String[0] : names.split(" "));
        assertThat(found.more()).isEqualTo(more);
    }

    @Test
    void seesThatAFileIsAsItWas() throws IOException {
        put("a.csv", "1,A\n", MODIFIED);
        put("b.csv", "1,A\n", MODIFIED);
        try (Opened file = source().open("a.csv")) {
            put("b.csv", "2,B\n", MODIFIED.plusSeconds(1));
            file.body().readAllBytes();
            assertThat(file.changed()).isFalse();
        }
    }

    /** In its text, in its time alone, in its length alone. */
    @ParameterizedTest
    @CsvSource({"'2,B\n', 1", "'1,A\n', 1", "'1,A\n2,B\n', 0"})
    void seesThatAFileWasWrittenTo(String text, int secondsLater) throws IOException {
        put("a.csv", "1,A\n", MODIFIED);
        try (Opened file = source().open("a.csv")) {
            put("a.csv", text, MODIFIED.plusSeconds(secondsLater));
            assertThat(file.changed()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void seesThatAFileWasRemoved(boolean readBefore) throws IOException {
        put("a.csv", "1,A\n", MODIFIED);
        try (Opened file = source().open("a.csv")) {
            if (readBefore) {
                assertThat(file.body().readAllBytes()).hasSize(4);
            }
            remove("a.csv");
            assertThat(file.changed()).isTrue();
        }
    }
}
