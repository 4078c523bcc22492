package dev.muster.application.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.application.port.PortException;
import dev.muster.application.port.PortException.Kind;
import dev.muster.application.port.PortException.Part;
import dev.muster.application.port.RecordSource;
import dev.muster.application.port.RecordSource.Listed;
import dev.muster.application.port.RecordSource.Opened;
import java.io.IOException;
import java.time.Instant;
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
        assertThat(source().prefix()).matches("[a-z]+:");
        assertThat(source().kind()).isNotNull();
    }

    @Test
    void listsNothingWhereThereIsNothing() {
        assertThat(source().list()).isEmpty();
    }

    /** By code point: a character beyond the basic plane comes last. */
    @Test
    void listsFilesByName() throws IOException {
        for (String name : new String[] {"b.csv", "\ud83d\udc69.csv", "a b.csv", "\ufffd.csv", "B.csv", "b.csv.gz"}) {
            put(name, name, MODIFIED);
        }
        put("empty.csv", "", MODIFIED.plusSeconds(1));
        assertThat(source().list())
                .containsExactly(
                        new Listed("B.csv", 5, MODIFIED),
                        new Listed("a b.csv", 7, MODIFIED),
                        new Listed("b.csv", 5, MODIFIED),
                        new Listed("b.csv.gz", 8, MODIFIED),
                        new Listed("empty.csv", 0, MODIFIED.plusSeconds(1)),
                        new Listed("\ufffd.csv", 7, MODIFIED),
                        new Listed("\ud83d\udc69.csv", 8, MODIFIED));
    }

    @Test
    void readsWhatItLists() throws IOException {
        put("\ud83d\udc69.csv", "1,A\n", MODIFIED);
        put("empty.csv", "", MODIFIED);
        for (Listed file : source().list()) {
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
        assertThat(source().list()).isEmpty();
        assertFails(Kind.MISSING, "a.csv");
        assertFails(Kind.MISSING, "A.csv");
        assertFails(Kind.MISSING, "a.csv ");
    }

    /** Whatever could lead elsewhere, be it there or not. */
    @ParameterizedTest
    @CsvSource(textBlock = """
            ''
            .
            ..
            .hidden.csv
            /
            /a.csv
            a.csv/
            sub/c.csv
            ../a.csv
            ./a.csv
            sub\\c.csv
            ..\\a.csv
            C:a.csv
            'a\u0000.csv'
            'a
            b.csv'
            """)
    void deniesWhatIsNoName(String name) throws IOException {
        put("a.csv", "1,A\n", MODIFIED);
        assertFails(Kind.DENIED, name);
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
