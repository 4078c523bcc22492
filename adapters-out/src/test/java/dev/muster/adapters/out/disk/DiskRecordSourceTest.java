package dev.muster.adapters.out.disk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiskRecordSourceTest {
    private static final Instant MODIFIED = Instant.parse("2026-03-01T09:30:00.123456Z");

    @TempDir
    private Path place;

    private Path folder;
    private RecordSource inbox;

    /** Two files that may be read, one of them also by another name, and things that may not. */
    @BeforeEach
    void fill() throws IOException {
        folder = Files.createDirectory(place.resolve("inbox"));
        inbox = DiskStorage.inbox(folder);
        Path outside = write(place.resolve("outside.csv"), "secret");
        Path plain = write(folder.resolve("b plain.csv"), "1,A\n");
        write(folder.resolve("A.csv"), "");
        write(folder.resolve(".hidden.csv"), "hidden");
        write(Files.createDirectory(folder.resolve("sub")).resolve("c.csv"), "below");
        link("link.csv", plain.getFileName());
        link("whole path.csv", plain);
        link("out.csv", outside);
        link("up.csv", Path.of("../outside.csv"));
        link("below.csv", Path.of("sub/c.csv"));
        link("to hidden.csv", Path.of(".hidden.csv"));
        link("nowhere.csv", Path.of("gone.csv"));
        link("circle.csv", Path.of("circle.csv"));
        link("folder.csv", Path.of("sub"));
    }

    private static Path write(Path file, String text) throws IOException {
        Files.writeString(file, text);
        return Files.setLastModifiedTime(file, FileTime.from(MODIFIED));
    }

    private void link(String name, Path target) throws IOException {
        Files.createSymbolicLink(folder.resolve(name), target);
    }

    private static void assertFails(Kind kind, String message, ThrowingCallable work) {
        assertThatThrownBy(work).hasMessage(message).isInstanceOfSatisfying(PortException.class, failure -> {
            assertThat(failure.part()).isEqualTo(Part.STORAGE);
            assertThat(failure.kind()).isEqualTo(kind);
        });
    }

    @Test
    void listsWhatCanBeOpenedAndNothingElse() {
        assertThat(inbox.kind()).isEqualTo(Source.Kind.INBOX);
        assertThat(inbox.prefix()).isEqualTo("inbox:");
        assertThat(inbox.list())
                .containsExactly(
                        new Listed("A.csv", 0, MODIFIED),
                        new Listed("b plain.csv", 4, MODIFIED),
                        new Listed("link.csv", 4, MODIFIED),
                        new Listed("whole path.csv", 4, MODIFIED));
    }

    @ParameterizedTest
    @CsvSource({"A.csv, ''", "b plain.csv, '1,A\n'", "link.csv, '1,A\n'", "whole path.csv, '1,A\n'"})
    void readsAFile(String name, String text) throws IOException {
        try (Opened file = inbox.open(name)) {
            assertThat(new String(file.body().readAllBytes(), UTF_8)).isEqualTo(text);
            assertThat(file.changed()).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            ''
            .
            ..
            .hidden.csv
            sub
            sub/c.csv
            ../outside.csv
            ./A.csv
            sub\\c.csv
            C:A.csv
            'a\u0000.csv'
            'a
            b.csv'
            out.csv
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

    @Test
    void doesNotTellWhatIsOutside() throws IOException {
        link("to nothing outside.csv", place.resolve("not there.csv"));
        for (String name : new String[] {"out.csv", "to nothing outside.csv"}) {
            assertFails(Kind.DENIED, "'%s' is no file of the inbox".formatted(name), () -> inbox.open(name));
        }
    }

    @Test
    void missesAFileThatIsNotThere() {
        assertFails(Kind.MISSING, "there is no file 'x.csv'", () -> inbox.open("x.csv"));
    }

    @Test
    void isUnavailableWithoutItsFolder() {
        RecordSource missing = DiskStorage.inbox(place.resolve("not made"));
        assertFails(Kind.UNAVAILABLE, "the inbox cannot be read", missing::list);
        assertFails(Kind.UNAVAILABLE, "the inbox cannot be read", () -> missing.open("A.csv"));
    }

    /** What may be done to a file while it is read. */
    private enum Change {
        WRITTEN_TO {
            @Override
            void to(Path file) throws IOException {
                write(file, "1,A\n2,B\n");
            }
        },
        WRITTEN_TO_IN_PLACE {
            @Override
            void to(Path file) throws IOException {
                Files.writeString(file, "2,B\n");
                Files.setLastModifiedTime(file, FileTime.from(MODIFIED.plusMillis(1)));
            }
        },
        REPLACED {
            @Override
            void to(Path file) throws IOException {
                Path other = write(file.resolveSibling("other.csv"), "2,B\n");
                Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
            }
        },
        REMOVED {
            @Override
            void to(Path file) throws IOException {
                Files.delete(file);
            }
        };

        abstract void to(Path file) throws IOException;
    }

    @ParameterizedTest
    @CsvSource({"WRITTEN_TO", "WRITTEN_TO_IN_PLACE", "REPLACED", "REMOVED"})
    void seesThatAFileChanged(Change change) throws IOException {
        try (Opened file = inbox.open("b plain.csv")) {
            change.to(folder.resolve("b plain.csv"));
            assertThat(file.changed()).isTrue();
        }
    }
}
