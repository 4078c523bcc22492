package dev.muster.adapters.out.disk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.application.contract.RecordSourceContract;
import dev.muster.application.port.PortException;
import dev.muster.application.port.PortException.Kind;
import dev.muster.application.port.PortException.Part;
import dev.muster.application.port.RecordSource;
import dev.muster.application.port.RecordSource.Listed;
import dev.muster.application.port.RecordSource.Opened;
import dev.muster.domain.run.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiskRecordSourceTest extends RecordSourceContract {
    @TempDir
    private Path place;

    private Path folder;
    private RecordSource inbox;

    @BeforeEach
    void makeFolder() throws IOException {
        folder = Files.createDirectory(place.resolve("inbox"));
        inbox = DiskStorage.inbox(folder);
    }

    @Override
    protected RecordSource source() {
        return inbox;
    }

    @Override
    protected void put(String name, String text, Instant modifiedAt) throws IOException {
        write(folder.resolve(name), text, modifiedAt);
    }

    @Override
    protected void remove(String name) throws IOException {
        Files.delete(folder.resolve(name));
    }

    @Override
    protected List<String> namesNotAllowed() {
        return List.of(
                ".hidden.csv", "/", "/a.csv", "a.csv/", "sub/c.csv", "sub\\c.csv", "C:a.csv", "a\0.csv", "a\nb.csv");
    }

    private static Path write(Path file, String text, Instant modifiedAt) throws IOException {
        Files.writeString(file, text);
        return Files.setLastModifiedTime(file, FileTime.from(modifiedAt));
    }

    private static void assertFails(Kind kind, String message, ThrowingCallable work) {
        assertThatThrownBy(work).hasMessage(message).isInstanceOfSatisfying(PortException.class, failure -> {
            assertThat(failure.part()).isEqualTo(Part.STORAGE);
            assertThat(failure.kind()).isEqualTo(kind);
        });
    }

    @Test
    void isAnInbox() {
        assertThat(inbox.kind()).isEqualTo(Source.Kind.INBOX);
        assertThat(inbox.prefix()).isEqualTo("inbox:");
    }

    @Test
    void saysWhatIsWrongWithAName() throws IOException {
        put("a.csv", "", MODIFIED);
        assertFails(Kind.DENIED, "'../a.csv' is no file of the inbox", () -> inbox.open("../a.csv"));
        assertFails(Kind.MISSING, "there is no file 'x.csv'", () -> inbox.open("x.csv"));
    }

    @Test
    void isUnavailableWithoutItsFolder() {
        RecordSource missing = DiskStorage.inbox(place.resolve("not made"));
        assertFails(Kind.UNAVAILABLE, "the inbox cannot be read", () -> missing.list(name -> true, 10));
        assertFails(Kind.UNAVAILABLE, "the inbox cannot be read", () -> missing.open("A.csv"));
    }

    @Test
    void seesThatAnotherFileTookThePlace() throws IOException {
        put("a.csv", "1,A\n", MODIFIED);
        try (Opened file = inbox.open("a.csv")) {
            Path other = write(place.resolve("other.csv"), "2,B\n", MODIFIED);
            Files.move(other, folder.resolve("a.csv"), StandardCopyOption.REPLACE_EXISTING);
            assertThat(file.changed()).isTrue();
        }
    }

    /** Two files that may be read, one of them also by another name, and things that may not. */
    @Nested
    class Links {
        @BeforeEach
        void fill() throws IOException {
            Path outside = write(place.resolve("outside.csv"), "secret", MODIFIED);
            put("b plain.csv", "1,A\n", MODIFIED);
            put("A.csv", "", MODIFIED);
            put(".hidden.csv", "hidden", MODIFIED);
            write(Files.createDirectory(folder.resolve("sub")).resolve("c.csv"), "below", MODIFIED);
            link("link.csv", Path.of("b plain.csv"));
            link("whole path.csv", folder.resolve("b plain.csv"));
            link("out.csv", outside);
            link("to nothing outside.csv", place.resolve("not there.csv"));
            link("up.csv", Path.of("../outside.csv"));
            link("below.csv", Path.of("sub/c.csv"));
            link("to hidden.csv", Path.of(".hidden.csv"));
            link("nowhere.csv", Path.of("gone.csv"));
            link("circle.csv", Path.of("circle.csv"));
            link("folder.csv", Path.of("sub"));
        }

        private void link(String name, Path target) throws IOException {
            Files.createSymbolicLink(folder.resolve(name), target);
        }

        @Test
        void listsWhatCanBeOpenedAndNothingElse() {
            assertThat(inbox.list(name -> true, 10).files())
                    .containsExactly(
                            new Listed("A.csv", 0, MODIFIED),
                            new Listed("b plain.csv", 4, MODIFIED),
                            new Listed("link.csv", 4, MODIFIED),
                            new Listed("whole path.csv", 4, MODIFIED));
        }

        @ParameterizedTest
        @CsvSource({"b plain.csv", "link.csv", "whole path.csv"})
        void readsAFileByEachOfItsNames(String name) throws IOException {
            try (Opened file = inbox.open(name)) {
                assertThat(new String(file.body().readAllBytes(), UTF_8)).isEqualTo("1,A\n");
                assertThat(file.changed()).isFalse();
            }
        }

        /** Nor is told whether what a link leads to is there. */
        @ParameterizedTest
        @CsvSource(textBlock = """
                .hidden.csv
                sub
                sub/c.csv
                out.csv
                to nothing outside.csv
                up.csv
                below.csv
                to hidden.csv
                nowhere.csv
                circle.csv
                folder.csv
                """)
        void deniesWhatIsNoFileOfTheFolder(String name) {
            assertFails(Kind.DENIED, "'%s' is no file of the inbox".formatted(name), () -> inbox.open(name));
        }
    }
}
