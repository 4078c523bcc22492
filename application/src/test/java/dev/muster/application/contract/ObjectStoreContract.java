package dev.muster.application.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.muster.application.port.ObjectStore;
import dev.muster.application.port.ObjectStore.Listed;
import dev.muster.application.port.ObjectStore.Upload;
import dev.muster.application.port.PortException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link ObjectStore} promises. */
@Timeout(120)
public abstract class ObjectStoreContract {
    /** More than a part of a multipart upload may be small, and no multiple of anything. */
    private static final int LARGE = (12 << 20) + 12_345;

    private ObjectStore objects;

    /** A storage that holds no objects. Called once before each test. */
    protected abstract ObjectStore emptyStore();

    @BeforeEach
    void openEmptyStore() {
        objects = emptyStore();
    }

    private void put(String key, String text) throws IOException {
        put(key, text.getBytes(UTF_8));
    }

    private void put(String key, byte[] bytes) throws IOException {
        try (Upload upload = objects.create(key)) {
            upload.body().write(bytes);
            upload.commit();
        }
    }

    private String read(String key, long from) throws IOException {
        try (InputStream in = objects.read(key, from)) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    private void assertMissing(String key) {
        assertThatThrownBy(() -> objects.read(key, 0).close()).isInstanceOfSatisfying(PortException.class, e -> {
            assertThat(e.kind()).isEqualTo(PortException.Kind.MISSING);
            assertThat(e.part()).isEqualTo(PortException.Part.STORAGE);
        });
    }

    private void assertListed(String key, long bytes) {
        assertThat(objects.list("")).extracting(Listed::key, Listed::bytes).containsExactly(tuple(key, bytes));
    }

    // --- create

    @Test
    void givesAnObjectBackByteForByte() throws IOException {
        byte[] bytes = new byte[1_000];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) i;
        }
        put("raw/2021-11-07/0000000000001/jobs.csv", bytes);

        try (InputStream in = objects.read("raw/2021-11-07/0000000000001/jobs.csv", 0)) {
            assertThat(in.readAllBytes()).isEqualTo(bytes);
        }
    }

    @Test
    void takesALargeObjectInPiecesOfAnySize() throws IOException {
        byte[] bytes = new byte[LARGE];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) ((i * 31L) >> 5);
        }
        try (Upload upload = objects.create("large")) {
            int at = 0;
            for (int size = 1; at < bytes.length; size = size * 3 + 1) {
                int n = Math.min(size, bytes.length - at);
                upload.body().write(bytes, at, n);
                at += n;
            }
            upload.commit();
        }

        assertListed("large", LARGE);
        try (InputStream in = objects.read("large", 0)) {
            assertThat(Arrays.equals(in.readAllBytes(), bytes)).isTrue();
        }
        int late = LARGE - 1_000;
        try (InputStream in = objects.read("large", late)) {
            assertThat(in.readAllBytes()).isEqualTo(Arrays.copyOfRange(bytes, late, LARGE));
        }
    }

    @Test
    void takesSingleBytesAndFlushes() throws IOException {
        try (Upload upload = objects.create("object")) {
            upload.body().write('a');
            upload.body().flush();
            upload.body().write('b');
            upload.commit();
        }

        assertThat(read("object", 0)).isEqualTo("ab");
    }

    @Test
    void takesAnEmptyObject() throws IOException {
        put("empty", "");

        assertThat(read("empty", 0)).isEmpty();
        assertListed("empty", 0);
    }

    @Test
    void hidesAnObjectUntilItIsCommitted() throws IOException {
        try (Upload upload = objects.create("raw/object")) {
            upload.body().write(new byte[LARGE]);
            upload.body().flush();

            assertMissing("raw/object");
            assertThat(objects.list("")).isEmpty();

            upload.commit();
            assertListed("raw/object", LARGE);
        }
        assertListed("raw/object", LARGE);
    }

    @Test
    void dropsAnObjectThatIsNotCommitted() throws IOException {
        try (Upload upload = objects.create("raw/object")) {
            upload.body().write(new byte[LARGE]);
        }
        try (Upload upload = objects.create("raw/nothing-written")) {
            assertThat(upload.body()).isNotNull();
        }

        assertMissing("raw/object");
        assertMissing("raw/nothing-written");
        assertThat(objects.list("")).isEmpty();
    }

    @Test
    void canBeClosedTwice() throws IOException {
        Upload committed = objects.create("committed");
        committed.body().write('a');
        committed.commit();
        committed.close();
        committed.close();
        Upload dropped = objects.create("dropped");
        dropped.close();
        dropped.close();

        assertListed("committed", 1);
    }

    /** Whether the later one is small or large. */
    @ParameterizedTest
    @ValueSource(ints = {5, LARGE})
    void neverWritesANewObjectOverAnother(int size) throws IOException {
        put("raw/object", "before");
        try (Upload upload = objects.create("raw/object")) {
            upload.body().write(new byte[size]);
            assertConflict(upload);
        }
        assertThat(read("raw/object", 0)).isEqualTo("before");
        assertListed("raw/object", 6);
        assertThat(objects.delete("raw/object")).isTrue();
        put("raw/object", "after");
        assertThat(read("raw/object", 0)).isEqualTo("after");
    }

    private static void assertConflict(Upload upload) {
        assertThatThrownBy(upload::commit).isInstanceOfSatisfying(PortException.class, e -> {
            assertThat(e.kind()).isEqualTo(PortException.Kind.CONFLICT);
            assertThat(e.part()).isEqualTo(PortException.Part.STORAGE);
        });
    }

    @Test
    void letsOneOfSeveralWriteANewObject() throws IOException {
        try (Upload first = objects.create("object");
                Upload second = objects.create("object");
                Upload third = objects.create("object")) {
            first.body().write("first".getBytes(UTF_8));
            second.body().write("second".getBytes(UTF_8));
            third.body().write(new byte[LARGE]);
            second.commit();
            assertConflict(first);
            assertConflict(third);
        }
        assertThat(read("object", 0)).isEqualTo("second");
        assertListed("object", 6);
    }

    @Test
    void letsOneOfManyThreadsWriteANewObject() {
        for (int round = 0; round < 5; round++) {
            String key = "rounds/%s/object".formatted(round);
            List<Boolean> written = concurrently(8, n -> {
                try {
                    put(key, "of " + n);
                    return true;
                } catch (PortException e) {
                    assertThat(e.kind()).isEqualTo(PortException.Kind.CONFLICT);
                    return false;
                }
            });
            assertThat(written).containsOnlyOnce(true);
            int winner = written.indexOf(true);
            assertThatCode(() -> assertThat(read(key, 0)).isEqualTo("of " + winner))
                    .doesNotThrowAnyException();
        }
    }

    private interface Task<T> {
        T of(int number) throws IOException;
    }

    /** Does something with each number below {@code count}, and returns the results in their order. */
    private static <T> List<T> concurrently(int count, Task<T> task) {
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Future<T>> tasks = IntStream.range(0, count)
                    .mapToObj(n -> threads.submit(() -> task.of(n)))
                    .toList();
            List<T> results = new ArrayList<>();
            for (Future<T> each : tasks) {
                results.add(each.get());
            }
            return results;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new AssertionError("a thread failed", e.getCause());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {5, LARGE})
    void replacesAnObjectAsAWhole(int size) throws IOException {
        try (Upload upload = objects.replace("object")) {
            upload.body().write("before, and longer".getBytes(UTF_8));
            upload.commit();
        }
        try (Upload upload = objects.replace("object")) {
            upload.body().write("dropped".getBytes(UTF_8));
        }
        assertThat(read("object", 0)).isEqualTo("before, and longer");

        try (Upload upload = objects.replace("object")) {
            upload.body().write(new byte[size]);
            assertThat(read("object", 0)).isEqualTo("before, and longer");
            upload.commit();
        }
        assertThat(read("object", 0)).isEqualTo("\0".repeat(size));
        assertListed("object", size);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "A-Z_a-z.0-9",
                "raw/2021-11-07/0000000000001/hired_employees.csv.gz",
                "trailing.",
                "double..dot",
                "-dash",
                "con.txt",
                "data.part",
                "data.tmp",
                "a/b/c/d/e/f/g/h"
            })
    void takesEveryKey(String key) throws IOException {
        put(key, "content of " + key);

        assertThat(read(key, 0)).isEqualTo("content of " + key);
        assertThat(objects.list("")).extracting(Listed::key).containsExactly(key);
        assertThat(objects.list(key)).extracting(Listed::key).containsExactly(key);
        assertThat(objects.delete(key)).isTrue();
        assertThat(objects.list("")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/a",
                "a/",
                "a//b",
                ".",
                "..",
                "../a",
                "a/..",
                "a/../b",
                "a/./b",
                ".hidden",
                "a/.hidden",
                "a b",
                "a\\b",
                "\u00e4",
                "a\nb",
                "a\u0000",
                "a:b",
                "a?b",
                "a%2fb"
            })
    void refusesWhatIsNoKey(String key) {
        assertThatThrownBy(() -> objects.create(key)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> objects.replace(key)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> objects.read(key, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> objects.find(key)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> objects.delete(key)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void takesALongSegment() throws IOException {
        String key = "raw/" + "x".repeat(100) + "/" + "y".repeat(100);
        put(key, "content");

        assertThat(read(key, 0)).isEqualTo("content");
    }

    // --- read

    @Test
    void readsFromAnyPosition() throws IOException {
        put("object", "0123456789");

        assertThat(read("object", 0)).isEqualTo("0123456789");
        assertThat(read("object", 1)).isEqualTo("123456789");
        assertThat(read("object", 9)).isEqualTo("9");
        assertThat(read("object", 10)).isEmpty();
    }

    @Test
    void readsAnObjectSeveralTimesAtOnce() throws IOException {
        put("object", "0123456789");

        try (InputStream one = objects.read("object", 0);
                InputStream other = objects.read("object", 5)) {
            assertThat(one.read()).isEqualTo('0');
            assertThat(other.read()).isEqualTo('5');
            assertThat(one.read()).isEqualTo('1');
        }
    }

    @Test
    void canBeClosedBeforeTheEndOfAnObject() throws IOException {
        put("large", new byte[LARGE]);

        try (InputStream in = objects.read("large", 0)) {
            assertThat(in.read()).isZero();
        }
        assertThat(objects.delete("large")).isTrue();
    }

    @Test
    void tellsThatAnObjectIsMissing() throws IOException {
        put("raw/object", "content");

        assertMissing("object");
        assertMissing("raw");
        assertMissing("raw/objec");
        assertMissing("raw/object2");
        assertMissing("raw/object/below");
    }

    // --- list

    @Test
    void listsObjectsByTheBeginningOfTheirKeysSortedByKey() throws IOException {
        // No key is the folder of another one, which a folder could not hold.
        List<String> keys = List.of(
                "a-b",
                "a.b",
                "a/b",
                "a/b-c",
                "a/b0/d",
                "a/bc/d",
                "a0",
                "aB",
                "a_b",
                "ab",
                "b/a",
                "raw/2021-11-07/x",
                "raw/2022/x");
        for (String key : keys.reversed()) {
            put(key, key);
        }

        assertThat(objects.list(""))
                .extracting(Listed::key, Listed::bytes)
                .containsExactlyElementsOf(keys.stream()
                        .map(key -> tuple(key, (long) key.length()))
                        .toList());
        assertThat(listed("a/")).containsExactly("a/b", "a/b-c", "a/b0/d", "a/bc/d");
        assertThat(listed("a/b")).containsExactly("a/b", "a/b-c", "a/b0/d", "a/bc/d");
        assertThat(listed("a/bc")).containsExactly("a/bc/d");
        assertThat(listed("a/b/")).isEmpty();
        assertThat(listed("raw/20")).containsExactly("raw/2021-11-07/x", "raw/2022/x");
        assertThat(listed("raw/2021")).containsExactly("raw/2021-11-07/x");
        assertThat(listed("c")).isEmpty();
        assertThat(listed("A")).isEmpty();
    }

    private List<String> listed(String prefix) {
        return objects.list(prefix).map(Listed::key).toList();
    }

    /** Each page goes on behind the key that the one before ended with, or behind one that no object has. */
    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            '',    -,       1, a-b
            '',    -,       3, a-b a.b a/b
            '',    a-b,     2, a.b a/b
            '',    a/b,     2, a/b-c a/b0/d
            '',    a/b-c,   3, a/b0/d a/bc/d a0
            '',    a/b0/d,  9, a/bc/d a0
            '',    a/b0,    9, a/b0/d a/bc/d a0
            '',    a/b0/e,  9, a/bc/d a0
            '',    a/bc/d,  9, a0
            '',    'a/',    2, a/b a/b-c
            '',    a0,      9, ''
            '',    z,       9, ''
            a/,    -,       2, a/b a/b-c
            a/,    a-b,     9, a/b a/b-c a/b0/d a/bc/d
            a/,    a/b-c,   9, a/b0/d a/bc/d
            a/b,   a/b,     1, a/b-c
            a/,    a0,      9, ''
            a/b0/, -,       9, a/b0/d
            a/b0/d,-,       9, a/b0/d
            b,     -,       9, ''
            ../,   -,       9, ''
            a//,   -,       9, ''
            """)
    void listsAPage(String prefix, @Nullable String after, int limit, String keys) throws IOException {
        for (String key : List.of("a/bc/d", "a/b0/d", "a0", "a/b-c", "a.b", "a/b", "a-b")) {
            put(key, "x");
        }

        assertThat(objects.list(prefix, after, limit).stream().map(Listed::key))
                .containsExactly(keys.isEmpty() ? new String[0] : keys.split(" "));
    }

    @Test
    void listsAsManyPagesAsItTakes() throws IOException {
        List<String> keys = IntStream.range(0, 60)
                .mapToObj(n -> n % 3 == 0
                        ? String.format(Locale.ROOT, "many/%04d", n)
                        : String.format(Locale.ROOT, "many/%04d/%s", n, n))
                .toList();
        for (String key : keys) {
            put(key, "x");
        }
        for (int limit : List.of(1, 7, 59, 60, 61)) {
            List<String> found = new ArrayList<>();
            List<Listed> page = objects.list("many/", null, limit);
            while (!page.isEmpty()) {
                assertThat(page).hasSizeLessThanOrEqualTo(limit);
                page.forEach(object -> found.add(object.key()));
                page = objects.list("many/", page.getLast().key(), limit);
            }
            assertThat(found).isEqualTo(keys);
        }
    }

    // --- find

    @Test
    void findsOneObject() throws IOException {
        put("raw/object", "content");
        put("raw/object-2", "other");

        assertThat(objects.find("raw/object")).map(Listed::key).contains("raw/object");
        assertThat(objects.find("raw/object")).map(Listed::bytes).contains(7L);
        assertThat(objects.find("raw/object"))
                .isEqualTo(objects.list("raw/object").findFirst());
        for (String none : List.of("object", "raw", "raw/objec", "raw/object2", "raw/object/below")) {
            assertThat(objects.find(none)).isEmpty();
        }
    }

    @Test
    void tellsWhenAnObjectWasWritten() throws IOException {
        put("object", "before");
        Instant first = objects.find("object").orElseThrow().modified();
        objects.delete("object");
        put("object", "after");
        Instant second = objects.find("object").orElseThrow().modified();

        assertThat(second).isAfterOrEqualTo(first);
        assertThat(first).isCloseTo(Instant.now(), within(1, ChronoUnit.HOURS));
    }

    @Test
    void listsMoreObjectsThanAPageHas() throws IOException {
        List<String> keys = IntStream.range(0, 1_100)
                .mapToObj(n -> String.format(Locale.ROOT, "many/%04d", n))
                .toList();
        for (String key : keys) {
            put(key, "x");
        }

        assertThat(listed("many/")).isEqualTo(keys);
    }

    // --- delete

    @Test
    void removesAnObjectAndTellsWhetherItWasThere() throws IOException {
        put("raw/object", "content");
        put("raw/object2", "content");

        assertThat(objects.delete("raw/object")).isTrue();
        assertThat(objects.delete("raw/object")).isFalse();
        assertThat(objects.delete("raw")).isFalse();
        assertThat(objects.delete("never/there")).isFalse();
        assertMissing("raw/object");
        assertThat(listed("")).containsExactly("raw/object2");
    }

    @Test
    void takesAKeyAgainThatWasRemoved() throws IOException {
        put("a/b/c", "before");
        objects.delete("a/b/c");
        put("a/b/c", "after");

        assertThat(read("a/b/c", 0)).isEqualTo("after");
    }

    @Test
    void isThreadSafe() throws IOException {
        List<String> read = concurrently(40, n -> {
            String key = "shared/%s/object".formatted(n % 10);
            try (Upload upload = objects.replace(key)) {
                upload.body().write("same content".getBytes(UTF_8));
                upload.commit();
            }
            return read(key, 0);
        });
        assertThat(read).containsOnly("same content");
        assertThat(objects.list("shared/")).hasSize(10);
    }

    /** The last one that goes may take its folder with it. */
    @Test
    void takesObjectsWhileTheirNeighboursGo() throws IOException {
        List<Integer> lost = concurrently(8, n -> {
            int missing = 0;
            for (int i = 0; i < 50; i++) {
                String key = "shared/folder/%s".formatted(n);
                put(key, "content");
                missing += objects.delete(key) ? 0 : 1;
            }
            return missing;
        });
        assertThat(lost).containsOnly(0);
        assertThat(objects.list("")).isEmpty();
    }
}
