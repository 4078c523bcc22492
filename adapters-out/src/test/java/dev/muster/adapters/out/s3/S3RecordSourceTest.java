package dev.muster.adapters.out.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.application.contract.RecordSourceContract;
import dev.muster.application.port.PortException;
import dev.muster.application.port.PortException.Kind;
import dev.muster.application.port.RecordSource;
import dev.muster.application.port.RecordSource.Listed;
import dev.muster.application.port.RecordSource.Opened;
import dev.muster.domain.run.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class S3RecordSourceTest extends RecordSourceContract {
    @TempDir
    static Path folder;

    private static LocalS3 server;
    private static int buckets;

    private S3Location location;
    private RecordSource source;

    @BeforeAll
    static void start() throws Exception {
        server = LocalS3.in(folder);
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @BeforeEach
    void makeBucket() {
        location = server.bucket("bucket-" + ++buckets);
        source = server.storage().source(location);
    }

    @Override
    protected RecordSource source() {
        return source;
    }

    @Override
    protected void put(String name, String text, Instant modifiedAt) throws IOException {
        server.put(location, name, text, modifiedAt);
    }

    @Override
    protected void remove(String name) {
        server.remove(location, name);
    }

    @Override
    protected List<String> namesNotAllowed() {
        return List.of("a/../../b.csv", "a/..", "a/.", "a\\..\\b.csv");
    }

    @Override
    protected ChronoUnit exactly() {
        return ChronoUnit.SECONDS;
    }

    private static void assertFails(Kind kind, String message, ThrowingCallable work) {
        assertThatThrownBy(work)
                .hasMessage(message)
                .isInstanceOfSatisfying(
                        PortException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(kind));
    }

    @Test
    void isAPlaceInABucket() {
        assertThat(source.kind()).isEqualTo(Source.Kind.S3);
        assertThat(source.prefix()).isEqualTo("s3://%s/some/prefix/".formatted(location.bucket()));
        assertThat(source.nameInRuns("a/b.csv")).isEqualTo("s3://%s/some/prefix/a/b.csv".formatted(location.bucket()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a/b/c.csv",
                ".hidden.csv",
                "a b+c.csv",
                "100%25.csv",
                "a?b#c&d=e.csv",
                "\u00fc\ud83d\udc69.csv",
                "it's \"here\".csv",
                "a:b;c,d@e!f$g.csv",
                "(1) [2] {3}.csv",
                "a...b/..c/d...csv",
                "~|^`<>.csv"
            })
    void readsWhatHasAnyName(String name) throws IOException {
        server.put(location, name, "1,A\n");

        assertThat(source.list(each -> true, 10).files().stream().map(Listed::name))
                .containsExactly(name);
        try (Opened file = source.open(name)) {
            assertThat(new String(file.body().readAllBytes(), UTF_8)).isEqualTo("1,A\n");
            assertThat(file.changed()).isFalse();
        }
    }

    /** Not even what would be there if the server left out what it cannot read. */
    @ParameterizedTest
    @ValueSource(strings = {"a\0.csv", "\ud800.csv", "a.csv\0"})
    void hasNothingWhoseNameCannotBe(String name) {
        server.put(location, "?.csv", "x");
        server.put(location, "a.csv", "x");
        assertFails(Kind.MISSING, "there is no file '%s'".formatted(source.nameInRuns(name)), () -> source.open(name));
    }

    @Test
    void hasNothingWhoseNameIsTooLong() {
        String name = "x".repeat(1_100);
        assertFails(Kind.MISSING, "there is no file '%s'".formatted(source.nameInRuns(name)), () -> source.open(name));
    }

    @Test
    void endsItsPrefixAtASlash() {
        server.put(new S3Location(location.bucket(), "some/"), "prefixed.csv", "x");
        server.put(new S3Location(location.bucket(), "some/"), "prefix-of/b.csv", "x");
        server.put(location, "a.csv", "x");

        assertThat(source.list(each -> true, 10).files().stream().map(Listed::name))
                .containsExactly("a.csv");
    }

    @Test
    void isUnavailableWhereItIsRefused() {
        RecordSource refused = server.storage(server.endpoint(), LocalS3.credentials("wrong"), null)
                .source(location);
        assertFails(Kind.UNAVAILABLE, location + " refuses access", () -> refused.list(name -> true, 1));
        assertFails(Kind.UNAVAILABLE, location + " refuses access", () -> refused.open("a.csv"));
        RecordSource missing = server.storage().source(new S3Location("not-made", "a/"));
        assertFails(Kind.UNAVAILABLE, "s3://not-made/a/ has no such bucket", () -> missing.list(name -> true, 1));
        assertFails(Kind.UNAVAILABLE, "s3://not-made/a/ has no such bucket", () -> missing.open("a.csv"));
    }

    /** As one that came into the server's folder by another way. */
    @Test
    void readsAnObjectWithoutATagAndDoesNotGoOnWithIt() throws IOException {
        Path file = folder.resolve(location.bucket()).resolve(location.nameOf("a.csv"));
        Files.createDirectories(file.getParent());
        Files.writeString(file, "1,A\n".repeat(10_000));
        try (Opened opened = source.open("a.csv")) {
            assertThat(opened.body().readAllBytes()).hasSize(40_000);
            assertThat(opened.changed()).isFalse();
            Files.setLastModifiedTime(file, FileTime.from(MODIFIED));
            assertThat(opened.changed()).isTrue();
        }
        try (FaultyS3 between = new FaultyS3(server.port())) {
            RecordSource cut = server.storage(between.endpoint()).source(location);
            between.next(new FaultyS3.Fault.Cut(10_000));
            try (Opened opened = cut.open("a.csv")) {
                assertFails(
                        Kind.UNAVAILABLE,
                        location + " does not answer as it should",
                        () -> opened.body().readAllBytes());
            }
        }
    }

    /** The bytes of two states are never put together. */
    @Test
    void noticesAChangeWhereItGoesOnAfterALostConnection() throws IOException {
        try (FaultyS3 between = new FaultyS3(server.port())) {
            RecordSource cut = server.storage(between.endpoint()).source(location);
            server.put(location, "a.csv", "1,A\n".repeat(10_000));
            between.next(new FaultyS3.Fault.Cut(10_000));
            try (Opened file = cut.open("a.csv")) {
                assertThat(file.body().read()).isEqualTo('1');
                server.put(location, "a.csv", "2,B\n".repeat(10_000));
                assertFails(
                        Kind.CONFLICT,
                        "'%sa.csv' is not what it was".formatted(location),
                        () -> file.body().readAllBytes());
                assertThat(file.changed()).isTrue();
            }
        }
    }
}
