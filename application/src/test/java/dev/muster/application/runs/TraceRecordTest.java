package dev.muster.application.runs;

import static dev.muster.application.fixtures.Fixtures.CATALOG;
import static dev.muster.application.fixtures.Fixtures.DEPARTMENTS;
import static dev.muster.application.fixtures.Installation.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.muster.application.fixtures.Installation;
import dev.muster.application.ingest.Ingested;
import dev.muster.application.port.ObjectStore;
import dev.muster.domain.run.LoadOptions;
import dev.muster.domain.run.Mode;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceRecordTest {
    private final Installation muster = Installation.inMemory();

    private TraceRecord.Lineage trace(long key) {
        return new TraceRecord(CATALOG, muster.database, muster.objects, muster.decoder)
                .trace(DEPARTMENTS, key)
                .orElseThrow();
    }

    private static String raw(TraceRecord.Lineage lineage) {
        byte[] raw = lineage.raw();
        return raw == null ? "gone" : new String(raw, StandardCharsets.UTF_8);
    }

    private static LoadOptions batches(int size) {
        LoadOptions plain = LoadOptions.of(LoadOptions.Format.CSV);
        return new LoadOptions(
                plain.format(), null, null, plain.charset(), false, false, size, plain.maxRejections(), null);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 1_000})
    void leadsEveryRowToItsRecordWhateverTheBatch(int batchSize) {
        Ingested ingested = muster.load(
                DEPARTMENTS, Mode.INSERT, batches(batchSize), bytes("1, A \n\nwrong\n2,B\n3,C\n\n4,D\n5,E"));

        assertThat(List.of(1L, 2L, 3L, 4L, 5L))
                .extracting(key -> trace(key).recordNumber(), key -> trace(key).line(), key -> raw(trace(key)))
                .containsExactly(
                        tuple(1L, 1L, "1, A "),
                        tuple(3L, 4L, "2,B"),
                        tuple(4L, 5L, "3,C"),
                        tuple(5L, 7L, "4,D"),
                        tuple(6L, 8L, "5,E"));
        assertThat(trace(3).run()).isEqualTo(ingested.run());
    }

    @Test
    void leadsToTheRecordWhoseValuesAreStored() {
        Ingested first = muster.insert(DEPARTMENTS, "1,A\n2,B\n");
        Ingested second = muster.upsert(DEPARTMENTS, "2,B\n1,X\n");

        assertThat(trace(1).run()).isEqualTo(second.run());
        assertThat(raw(trace(1))).isEqualTo("1,X");
        // What was unchanged was not stored by the later run.
        assertThat(trace(2).run()).isEqualTo(first.run());
    }

    @Test
    void tellsWhatIsKnownIfTheInputIsGone() {
        Ingested ingested = muster.load(DEPARTMENTS, Mode.INSERT, batches(0), manyDepartments());
        muster.objects.list("raw/").forEach(object -> muster.objects.delete(object.key()));

        assertThat(trace(9)).isEqualTo(new TraceRecord.Lineage(ingested.run(), 9, null, null));
    }

    @Test
    void knowsNothingOfARowThatIsNotThere() {
        assertThat(new TraceRecord(CATALOG, muster.database, muster.objects, muster.decoder).trace(DEPARTMENTS, 1L))
                .isEmpty();
    }

    @Test
    void fetchesOnlyWhatLiesAroundTheRecord() {
        byte[] input = manyDepartments();
        muster.load(DEPARTMENTS, Mode.INSERT, batches(100), input);
        AtomicLong fetched = new AtomicLong();
        ObjectStore counting = new ObjectStore() {
            @Override
            public Upload create(String key) {
                return muster.objects.create(key);
            }

            @Override
            public Upload replace(String key) {
                return muster.objects.replace(key);
            }

            @Override
            public InputStream read(String key, long from) {
                return new FilterInputStream(muster.objects.read(key, from)) {
                    @Override
                    public int read(byte[] target, int offset, int length) throws IOException {
                        int n = super.read(target, offset, length);
                        fetched.addAndGet(Math.max(n, 0));
                        return n;
                    }
                };
            }

            @Override
            public Optional<Listed> find(String key) {
                return muster.objects.find(key);
            }

            @Override
            public List<Listed> list(String prefix, @Nullable String after, int limit) {
                return muster.objects.list(prefix, after, limit);
            }

            @Override
            public boolean delete(String key) {
                return muster.objects.delete(key);
            }
        };

        TraceRecord.Lineage lineage = new TraceRecord(CATALOG, muster.database, counting, muster.decoder)
                .trace(DEPARTMENTS, 29_999L)
                .orElseThrow();

        assertThat(raw(lineage)).startsWith("29999,Department");
        assertThat(input.length).isGreaterThan(2 << 20);
        assertThat(fetched).hasValueLessThan(100_000);
    }

    private static byte[] manyDepartments() {
        return bytes(IntStream.rangeClosed(1, 30_000)
                .mapToObj(id -> "%s,Department %s\n".formatted(id, "x".repeat(60)))
                .collect(Collectors.joining()));
    }
}
