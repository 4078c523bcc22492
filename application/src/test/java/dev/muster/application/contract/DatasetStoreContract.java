package dev.muster.application.contract;

import static dev.muster.application.fixtures.Fixtures.DEPARTMENTS;
import static dev.muster.application.fixtures.Fixtures.HIRED_EMPLOYEES;
import static dev.muster.application.fixtures.Fixtures.JOBS;
import static dev.muster.application.fixtures.Fixtures.NOW;
import static dev.muster.application.fixtures.Fixtures.department;
import static dev.muster.application.fixtures.Fixtures.hiredEmployee;
import static dev.muster.application.fixtures.Fixtures.job;
import static dev.muster.application.fixtures.Fixtures.stored;
import static dev.muster.application.fixtures.Fixtures.transaction;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.muster.application.fixtures.Fixtures;
import dev.muster.application.port.DataVersion;
import dev.muster.application.port.DatasetStore;
import dev.muster.application.port.DatasetStore.RowsOfRun;
import dev.muster.application.port.Slice;
import dev.muster.application.port.StoredRow;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.FieldType;
import dev.muster.domain.dataset.Row;
import dev.muster.domain.run.RunId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@link DatasetStore} promises. */
public abstract class DatasetStoreContract extends OnEmptyDatabase {
    /** More rows than a statement of either database has parameters for. */
    private static final int MANY = 70_000;

    /** Stores the specimens of all datasets, in the order of the catalog. */
    private void insertSpecimens() {
        for (Dataset dataset : catalog().all()) {
            List<Row> rows = Specimens.rows(catalog(), dataset);
            insert(dataset, rows.toArray(Row[]::new));
        }
    }

    private List<Row> specimensByKey(Dataset dataset) {
        return Specimens.rows(catalog(), dataset).stream()
                .sorted(byKey(dataset))
                .toList();
    }

    /** Key order, worked out in another way than the program does. */
    private static Comparator<Row> byKey(Dataset dataset) {
        return (a, b) -> dataset.keyField().type() instanceof FieldType.TextType
                ? Arrays.compare(codePoints(a.key(dataset)), codePoints(b.key(dataset)))
                : Long.compare((Long) a.key(dataset), (Long) b.key(dataset));
    }

    private static int[] codePoints(Object text) {
        return ((String) text).codePoints().toArray();
    }

    // --- insertAbsent

    @Test
    void givesValuesOfAllTypesBackAsTheyWereStored() {
        insertSpecimens();

        for (Dataset dataset : catalog().all()) {
            assertThat(allRows(dataset)).as(dataset.name()).isEqualTo(specimensByKey(dataset));
        }
    }

    @Test
    void tellsRowsApartByTheirRunAndRecord() {
        write(() -> Fixtures.insertAbsent(
                datasets,
                DEPARTMENTS,
                List.of(
                        new StoredRow(department(1, "Legal"), FIRST_RUN, 12),
                        new StoredRow(department(2, "Legal"), SECOND_RUN, Long.MAX_VALUE))));

        assertThat(all(DEPARTMENTS))
                .containsExactly(
                        new StoredRow(department(1, "Legal"), FIRST_RUN, 12),
                        new StoredRow(department(2, "Legal"), SECOND_RUN, Long.MAX_VALUE));
    }

    @Test
    void insertsAbsentRowsAndGivesTheOnesThatWereInTheWay() {
        insert(DEPARTMENTS, department(2, "Legal"), department(4, "Sales"));

        Map<Object, StoredRow> inTheWay = database.unitOfWork()
                .write(() -> Fixtures.insertAbsent(
                        datasets,
                        DEPARTMENTS,
                        List.of(
                                new StoredRow(department(5, "Support"), SECOND_RUN, 1),
                                new StoredRow(department(4, "Purchase"), SECOND_RUN, 2),
                                new StoredRow(department(3, "Training"), SECOND_RUN, 3),
                                new StoredRow(department(2, "Legal"), SECOND_RUN, 4))));

        assertThat(inTheWay)
                .isEqualTo(Map.of(
                        2L, new StoredRow(department(2, "Legal"), FIRST_RUN, 1),
                        4L, new StoredRow(department(4, "Sales"), FIRST_RUN, 2)));
        assertThat(all(DEPARTMENTS))
                .containsExactly(
                        new StoredRow(department(2, "Legal"), FIRST_RUN, 1),
                        new StoredRow(department(3, "Training"), SECOND_RUN, 3),
                        new StoredRow(department(4, "Sales"), FIRST_RUN, 2),
                        new StoredRow(department(5, "Support"), SECOND_RUN, 1));
    }

    @Test
    void givesNothingWhenAllRowsWereInserted() {
        database.unitOfWork().write(() -> {
            assertThat(Fixtures.insertAbsent(datasets, DEPARTMENTS, List.of(stored(department(1, "Legal"), FIRST_RUN))))
                    .isEmpty();
            assertThat(Fixtures.insertAbsent(datasets, DEPARTMENTS, List.of())).isEmpty();
            return null;
        });
    }

    @Test
    void seesRowsInTheWayThatTheSameTransactionInserted() {
        StoredRow row = stored(department(1, "Legal"), FIRST_RUN);

        write(() -> {
            Fixtures.insertAbsent(datasets, DEPARTMENTS, List.of(row));
            assertThat(Fixtures.insertAbsent(
                            datasets, DEPARTMENTS, List.of(stored(department(1, "Sales"), SECOND_RUN))))
                    .isEqualTo(Map.of(1L, row));
        });

        assertThat(all(DEPARTMENTS)).containsExactly(row);
    }

    @Test
    void givesRowsInTheWayWithValuesOfAllTypes() {
        insertSpecimens();

        for (Dataset dataset : catalog().all()) {
            List<StoredRow> stored = all(dataset);
            List<StoredRow> again = stored.stream()
                    .map(row -> new StoredRow(row.row(), SECOND_RUN, row.recordNumber()))
                    .toList();
            Map<Object, StoredRow> inTheWay =
                    database.unitOfWork().write(() -> Fixtures.insertAbsent(datasets, dataset, again));

            assertThat(inTheWay.values()).as(dataset.name()).containsExactlyInAnyOrderElementsOf(stored);
            inTheWay.forEach((key, row) -> assertThat(row.row().key(dataset)).isEqualTo(key));
        }
    }

    // --- fill

    @Test
    void fillsADatasetWithoutRows() {
        assumeTrue(underTest().fillsEmptyDatasets());
        insert(DEPARTMENTS, department(1, "Legal"));
        insert(JOBS, job(1, "Clerk"));
        List<StoredRow> rows = LongStream.rangeClosed(1, 3)
                .mapToObj(id -> stored(hiredEmployee(id, "2021-0%s-01T00:00:00Z".formatted(id * 3), 1, 1), FIRST_RUN))
                .toList();
        StoredRow late = new StoredRow(hiredEmployee(2, "2022-01-01T00:00:00Z", 1, 1), SECOND_RUN, 9);

        boolean filled = database.unitOfWork()
                .write(() -> datasets.fill(HIRED_EMPLOYEES, () -> {
                    Fixtures.insertAbsent(datasets, HIRED_EMPLOYEES, rows.subList(0, 2));
                    // One of a later batch in the way, one not.
                    assertThat(Fixtures.insertAbsent(datasets, HIRED_EMPLOYEES, List.of(late, rows.get(2))))
                            .isEqualTo(Map.of(2L, rows.get(1)));
                    datasets.replace(HIRED_EMPLOYEES, List.of(late));
                }));

        assertThat(filled).isTrue();
        assertThat(all(HIRED_EMPLOYEES)).containsExactly(rows.get(0), late, rows.get(2));
        assertThat(datasets.count(HIRED_EMPLOYEES)).isEqualTo(3);
        assertThat(hires.years()).containsExactly(2021, 2022);
        // It is the table that it was before: it takes further rows and refuses references that are not there.
        insert(HIRED_EMPLOYEES, hiredEmployee(4, "2021-01-01T00:00:00Z", 1, 1));
        assertThat(datasets.list(HIRED_EMPLOYEES, Map.of(3, 1L), null, 10).items())
                .hasSize(4);
    }

    @Test
    void refusesToFillADatasetThatHasRows() {
        insert(DEPARTMENTS, department(1, "Legal"));
        insert(JOBS, job(1, "Clerk"));
        Row hire = hiredEmployee(1, "2021-01-01T00:00:00Z", 1, 1);
        insert(HIRED_EMPLOYEES, hire);

        assertThat(database.unitOfWork()
                        .<Boolean>write(() -> datasets.fill(HIRED_EMPLOYEES, () -> {
                            throw new AssertionError("nothing was to be filled");
                        })))
                .isFalse();

        assertThat(allRows(HIRED_EMPLOYEES)).containsExactly(hire);
    }

    @Test
    void leavesAnEmptyDatasetWhenFillingItFails() {
        assumeTrue(underTest().fillsEmptyDatasets());
        insert(DEPARTMENTS, department(1, "Legal"));
        insert(JOBS, job(1, "Clerk"));
        Row hire = hiredEmployee(1, "2021-01-01T00:00:00Z", 1, 1);

        undone(() -> datasets.fill(
                HIRED_EMPLOYEES,
                () -> Fixtures.insertAbsent(datasets, HIRED_EMPLOYEES, List.of(stored(hire, FIRST_RUN)))));

        assertThat(allRows(HIRED_EMPLOYEES)).isEmpty();
        assertThat(datasets.count(HIRED_EMPLOYEES)).isZero();
        insert(HIRED_EMPLOYEES, hire);
        assertThat(allRows(HIRED_EMPLOYEES)).containsExactly(hire);
    }

    @Test
    void tellsTextKeysApartThatOnlyLookAlike() {
        assumeTrue(catalog().find("transactions").isPresent());
        Dataset transactions = catalog().get("transactions");
        List<String> keys = List.of("a", "A", "a ", "\u00e9", "e\u0301", "ss", "\u00df", "\ufb01", "fi");

        insert(transactions, keys.stream().map(key -> transaction(key, "1")).toArray(Row[]::new));

        assertThat(datasets.count(transactions)).isEqualTo(keys.size());
        for (String key : keys) {
            assertThat(datasets.find(transactions, key).orElseThrow().row()).isEqualTo(transaction(key, "1"));
        }
    }

    @Test
    void takesManyRowsAtOnce() {
        List<StoredRow> rows = LongStream.rangeClosed(1, MANY)
                .mapToObj(id -> new StoredRow(department(id, "Department " + id), FIRST_RUN, id))
                .toList();
        List<StoredRow> others = rows.stream()
                .map(row -> new StoredRow(row.row(), SECOND_RUN, row.recordNumber()))
                .toList();

        write(() -> {
            assertThat(Fixtures.insertAbsent(datasets, DEPARTMENTS, rows)).isEmpty();
            assertThat(Fixtures.insertAbsent(datasets, DEPARTMENTS, others)).hasSize(MANY);
            assertThat(datasets.missingKeys(
                            DEPARTMENTS,
                            LongStream.rangeClosed(1, MANY + 1)
                                    .<Object>mapToObj(Long::valueOf)
                                    .toList()))
                    .containsExactly(MANY + 1L);
            datasets.replace(DEPARTMENTS, others);
        });

        assertThat(all(DEPARTMENTS)).isEqualTo(others);
    }

    @ParameterizedTest
    @CsvSource({"50, true", "2000, false", "2000, true"})
    void letsOneOfTwoWritersInsertARowAndShowsItToTheOther(int number, boolean inOppositeOrder) {
        List<Row> rows = LongStream.rangeClosed(1, number)
                .mapToObj(id -> department(id, "Department " + id))
                .toList();
        List<Row> others = new ArrayList<>(rows);
        if (inOppositeOrder) {
            Collections.reverse(others);
        }

        // Whatever the order, it must not end in a deadlock.
        Future<Integer> one = elsewhere(() -> insertAndCountInTheWay(FIRST_RUN, rows));
        Future<Integer> other = elsewhere(() -> insertAndCountInTheWay(SECOND_RUN, others));

        assertThat(await(one) + await(other)).isEqualTo(rows.size());
        assertThat(allRows(DEPARTMENTS)).isEqualTo(rows);
    }

    private int insertAndCountInTheWay(RunId run, List<Row> rows) {
        List<StoredRow> stored = rows.stream().map(row -> stored(row, run)).toList();
        return database.unitOfWork()
                .write(() -> Fixtures.insertAbsent(datasets, DEPARTMENTS, stored))
                .size();
    }

    @Test
    void keepsRowsInTheWayAsTheyAreUntilTheTransactionEnds() {
        StoredRow before = stored(department(1, "Legal"), FIRST_RUN);
        StoredRow mine = stored(department(1, "Law"), SECOND_RUN);
        StoredRow others = stored(department(1, "Lawyers"), SECOND_RUN);
        write(() -> Fixtures.insertAbsent(datasets, DEPARTMENTS, List.of(before)));

        Future<?> other = database.unitOfWork().write(() -> {
            assertThat(Fixtures.insertAbsent(datasets, DEPARTMENTS, List.of(mine)))
                    .isEqualTo(Map.of(1L, before));
            Future<?> replacing = elsewhere(() -> {
                write(() -> datasets.replace(DEPARTMENTS, List.of(others)));
                return null;
            });
            assertWaits(replacing);
            assertThat(datasets.find(DEPARTMENTS, 1L)).contains(before);
            datasets.replace(DEPARTMENTS, List.of(mine));
            return replacing;
        });
        await(other);

        assertThat(all(DEPARTMENTS)).containsExactly(others);
    }

    private static void assertWaits(Future<?> other) {
        try {
            other.get(300, TimeUnit.MILLISECONDS);
            throw new AssertionError("the other transaction did not wait");
        } catch (TimeoutException e) {
            // As it should.
        } catch (Exception e) {
            throw new AssertionError("the other transaction failed", e);
        }
    }

    // --- replace

    @Test
    void replacesRowsAsAWholeProvenanceIncluded() {
        insertSpecimens();

        for (Dataset dataset : catalog().all()) {
            List<StoredRow> before = all(dataset);
            // Each key takes the values of the row after it, so that absent values come and go.
            List<StoredRow> after = new ArrayList<>();
            for (int i = 0; i < before.size(); i++) {
                Row next = before.get((i + 1) % before.size()).row();
                Object[] values = new Object[next.size()];
                for (int k = 0; k < values.length; k++) {
                    values[k] = k == dataset.keyIndex() ? before.get(i).row().get(k) : next.get(k);
                }
                after.add(new StoredRow(Row.of(values), SECOND_RUN, 1_000 + i));
            }
            write(() -> datasets.replace(dataset, after));

            assertThat(all(dataset)).as(dataset.name()).isEqualTo(after);
        }
    }

    @Test
    void replacesOnlyTheRowsGiven() {
        insert(DEPARTMENTS, department(1, "Legal"), department(2, "Sales"), department(3, "Support"));

        write(() -> datasets.replace(DEPARTMENTS, List.of(new StoredRow(department(2, "Purchase"), SECOND_RUN, 8))));

        assertThat(all(DEPARTMENTS))
                .containsExactly(
                        new StoredRow(department(1, "Legal"), FIRST_RUN, 1),
                        new StoredRow(department(2, "Purchase"), SECOND_RUN, 8),
                        new StoredRow(department(3, "Support"), FIRST_RUN, 3));
    }

    @Test
    void replacesRowsThatOthersReferTo() {
        insert(DEPARTMENTS, department(7, "Research"));
        insert(JOBS, job(3, "Recruiter"));
        insert(HIRED_EMPLOYEES, hiredEmployee(1, "2021-01-01T00:00:00Z", 7, 3));

        write(() -> datasets.replace(DEPARTMENTS, List.of(stored(department(7, "Development"), SECOND_RUN))));

        assertThat(allRows(DEPARTMENTS)).containsExactly(department(7, "Development"));
        assertThat(allRows(HIRED_EMPLOYEES)).containsExactly(hiredEmployee(1, "2021-01-01T00:00:00Z", 7, 3));
    }

    // --- missingKeys, find, count

    @Test
    void findsTheRowsOfManyKeys() {
        insertSpecimens();
        for (Dataset dataset : catalog().all()) {
            List<StoredRow> found = new ArrayList<>();
            datasets.find(
                    dataset,
                    all(dataset).stream().map(row -> row.row().key(dataset)).toList(),
                    found::add);
            assertThat(found).as(dataset.name()).containsExactlyInAnyOrderElementsOf(all(dataset));
        }
        List<StoredRow> some = new ArrayList<>();
        insert(JOBS, job(1_070_001, "Clerk"));
        datasets.find(
                JOBS,
                LongStream.rangeClosed(1_060_000, 1_060_000 + MANY)
                        .<Object>mapToObj(n -> n)
                        .toList(),
                some::add);
        assertThat(some).extracting(StoredRow::row).containsExactly(job(1_070_001, "Clerk"));
        datasets.find(JOBS, List.of(), row -> {
            throw new AssertionError("there is a row without a key");
        });
    }

    @Test
    void tellsWhichKeysAreMissing() {
        insert(DEPARTMENTS, department(1, "Legal"), department(3, "Sales"));

        assertThat(missing(DEPARTMENTS, 1L, 2L, 3L, 4L, 2L)).containsExactlyInAnyOrder(2L, 4L);
        assertThat(missing(DEPARTMENTS, 1L, 3L)).isEmpty();
        assertThat(missing(DEPARTMENTS)).isEmpty();
        assertThat(missing(JOBS, 1L)).containsExactly(1L);
    }

    @Test
    void tellsWhichTextKeysAreMissing() {
        assumeTrue(catalog().find("transactions").isPresent());
        Dataset transactions = catalog().get("transactions");
        insert(transactions, transaction("\ud83d\ude00", "1"), transaction("b", "1"));

        assertThat(missing(transactions, "\ud83d\ude00", "\ud83d\ude01", "B", "b", "b "))
                .containsExactlyInAnyOrder("\ud83d\ude01", "B", "b ");
    }

    private Set<Object> missing(Dataset dataset, Object... keys) {
        return database.unitOfWork().write(() -> datasets.missingKeys(dataset, List.of(keys)));
    }

    @Test
    void findsTheRowWithAKey() {
        insertSpecimens();

        for (Dataset dataset : catalog().all()) {
            for (StoredRow row : all(dataset)) {
                assertThat(datasets.find(dataset, row.row().key(dataset)))
                        .as(dataset.name())
                        .contains(row);
            }
        }
        assertThat(datasets.find(DEPARTMENTS, 999_999L)).isEmpty();
    }

    @Test
    void countsRows() {
        insert(DEPARTMENTS, department(1, "Legal"), department(2, "Sales"));
        insert(JOBS, job(1, "Lawyer"));

        assertThat(datasets.count(DEPARTMENTS)).isEqualTo(2);
        assertThat(datasets.count(JOBS)).isEqualTo(1);
        assertThat(datasets.count(HIRED_EMPLOYEES)).isZero();
    }

    // --- list

    @Test
    void listsRowsInKeyOrderPageByPage() {
        insertSpecimens();

        for (Dataset dataset : catalog().all()) {
            for (int limit : new int[] {1, 7, 1_000}) {
                assertThat(paged(dataset, Map.of(), limit))
                        .as("%s by %s", dataset, limit)
                        .isEqualTo(specimensByKey(dataset));
            }
        }
    }

    @Test
    void scansRowsInKeyOrderHoweverFewAtOnce() {
        insertSpecimens();

        for (Dataset dataset : catalog().all()) {
            for (int atOnce : new int[] {1, 7, 1_000}) {
                assertThat(scanned(dataset, Map.of(), atOnce))
                        .as("%s by %s", dataset, atOnce)
                        .isEqualTo(specimensByKey(dataset));
            }
        }
    }

    @Test
    void scansCanBeGivenUpAndFollowedByOthers() {
        insert(DEPARTMENTS, department(1, "Legal"), department(2, "Sales"), department(3, "Support"));

        database.unitOfWork().read(() -> {
            for (int i = 0; i < 3; i++) {
                try (DatasetStore.Rows rows = datasets.scan(DEPARTMENTS, Map.of(), 1)) {
                    assertThat(rows.next()).isEqualTo(department(1, "Legal"));
                }
            }
            return null;
        });
        assertThat(scanned(DEPARTMENTS, Map.of(), 2)).hasSize(3);
    }

    private List<Row> scanned(Dataset dataset, Map<Integer, Object> equal, int atOnce) {
        return database.unitOfWork().read(() -> {
            List<Row> found = new ArrayList<>();
            try (DatasetStore.Rows rows = datasets.scan(dataset, equal, atOnce)) {
                rows.forEachRemaining(found::add);
                assertThatThrownBy(rows::next).isInstanceOf(NoSuchElementException.class);
            }
            return found;
        });
    }

    @Test
    void givesWhatIsInTheWayInPartsThatFitIntoMemory() {
        assumeTrue(catalog().find("posts").isPresent());
        Dataset posts = catalog().get("posts");
        insert(catalog().get("users"), Fixtures.user(1));
        Row[] large = LongStream.rangeClosed(1, 30)
                .mapToObj(id -> Fixtures.post(id, 1, 65_535))
                .toArray(Row[]::new);
        insert(posts, large);
        List<StoredRow> again = LongStream.rangeClosed(1, 31)
                .mapToObj(id -> new StoredRow(Fixtures.post(id, 1, 1), SECOND_RUN, id))
                .toList();

        List<Integer> sizes = new ArrayList<>();
        Map<Object, Row> met = new HashMap<>();
        write(() -> datasets.insertAbsent(posts, again, inTheWay -> {
            sizes.add(inTheWay.size());
            inTheWay.forEach((key, row) -> met.put(key, row.row()));
            // What was given may be replaced before the rest is.
            datasets.replace(
                    posts,
                    again.stream()
                            .filter(row -> inTheWay.containsKey(row.row().key(posts)))
                            .toList());
        }));

        assertThat(sizes).containsExactlyInAnyOrder(22, 8);
        assertThat(met.values()).containsExactlyInAnyOrder(large);
        assertThat(all(posts)).isEqualTo(again);
    }

    @Test
    void saysWhetherAListGoesOn() {
        insert(DEPARTMENTS, department(1, "Legal"), department(2, "Sales"), department(3, "Support"));
        assertThat(datasets.list(DEPARTMENTS, Map.of(), null, 2).more()).isTrue();
        assertThat(datasets.list(DEPARTMENTS, Map.of(), null, 3).more()).isFalse();
        assertThat(datasets.list(DEPARTMENTS, Map.of(), null, 4).more()).isFalse();
        assertThat(datasets.list(DEPARTMENTS, Map.of(), 3L, 1)).isEqualTo(new Slice<>(List.of(), false));
    }

    @Test
    void endsAPartOfAListWithTheRowThatFillsIt() {
        assumeTrue(catalog().find("posts").isPresent());
        Dataset posts = catalog().get("posts");
        insert(catalog().get("users"), Fixtures.user(1));
        insert(
                posts,
                LongStream.rangeClosed(1, 30)
                        .mapToObj(id -> Fixtures.post(id, 1, 65_535))
                        .toArray(Row[]::new));

        // A text has 196,605 bytes.
        Slice<StoredRow> first = datasets.list(posts, Map.of(), null, 1_000);
        assertThat(first.items()).extracting(row -> row.row().get(0)).containsExactlyElementsOf(upTo(1, 22));
        assertThat(first.more()).isTrue();
        Slice<StoredRow> second = datasets.list(posts, Map.of(), 22L, 1_000);
        assertThat(second.items()).extracting(row -> row.row().get(0)).containsExactlyElementsOf(upTo(23, 30));
        assertThat(second.more()).isFalse();
        assertThat(database.records().list(posts, List.of(), null, 1_000)).isEqualTo(first);
    }

    private static List<Object> upTo(long first, long last) {
        return LongStream.rangeClosed(first, last)
                .<Object>mapToObj(Long::valueOf)
                .toList();
    }

    private List<Row> paged(Dataset dataset, Map<Integer, Object> equal, int limit) {
        List<Row> rows = new ArrayList<>();
        Object after = null;
        while (true) {
            List<StoredRow> page = datasets.list(dataset, equal, after, limit).items();
            assertThat(page).hasSizeLessThanOrEqualTo(limit);
            page.forEach(row -> rows.add(row.row()));
            if (page.size() < limit) {
                return rows;
            }
            after = page.getLast().row().key(dataset);
        }
    }

    @Test
    void listsTextKeysByCodePoint() {
        assumeTrue(catalog().find("transactions").isPresent());
        Dataset transactions = catalog().get("transactions");
        List<String> shuffled = new ArrayList<>(Specimens.TEXTS);
        Collections.reverse(shuffled);
        insert(transactions, shuffled.stream().map(key -> transaction(key, "1")).toArray(Row[]::new));

        assertThat(all(transactions))
                .extracting(row -> row.row().key(transactions))
                .isEqualTo(Specimens.TEXTS);
        for (int i = 0; i < Specimens.TEXTS.size() - 1; i++) {
            assertThat(datasets.list(transactions, Map.of(), Specimens.TEXTS.get(i), 1)
                            .items())
                    .extracting(row -> row.row().key(transactions))
                    .containsExactly(Specimens.TEXTS.get(i + 1));
        }
    }

    @Test
    void listsRowsAfterAKeyThatIsNotThere() {
        insert(DEPARTMENTS, department(10, "Legal"), department(20, "Sales"), department(30, "Support"));

        assertThat(datasets.list(DEPARTMENTS, Map.of(), 15L, 10).items())
                .extracting(StoredRow::row)
                .containsExactly(department(20, "Sales"), department(30, "Support"));
        assertThat(datasets.list(DEPARTMENTS, Map.of(), 30L, 10).items()).isEmpty();
    }

    @Test
    void listsRowsByAnyValueOfAnyField() {
        insertSpecimens();

        for (Dataset dataset : catalog().all()) {
            List<Row> rows = specimensByKey(dataset);
            for (int i = 0; i < dataset.fields().size(); i++) {
                int index = i;
                for (Object value : valuesAt(rows, index)) {
                    List<Row> expected = rows.stream()
                            .filter(row -> value.equals(row.get(index)))
                            .toList();

                    assertThat(paged(dataset, Map.of(index, value), 3))
                            .as(
                                    "%s with %s %s",
                                    dataset, dataset.fields().get(index).name(), value)
                            .isEqualTo(expected)
                            .isEqualTo(scanned(dataset, Map.of(index, value), 2));
                }
            }
        }
    }

    private static Collection<Object> valuesAt(List<Row> rows, int index) {
        return rows.stream()
                .map(row -> row.get(index))
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }

    @Test
    void listsRowsThatHaveAllOfTheValues() {
        insert(DEPARTMENTS, department(1, "Legal"), department(2, "Sales"));
        insert(JOBS, job(1, "Lawyer"));
        insert(
                HIRED_EMPLOYEES,
                hiredEmployee(1, "2021-01-01T00:00:00Z", 1, 1),
                hiredEmployee(2, "2021-01-01T00:00:00Z", 2, 1),
                hiredEmployee(3, "2021-01-01T00:00:00.000001Z", 1, 1),
                hiredEmployee(4, "2021-01-01T00:00:00Z", 1, 1));
        Map<Integer, Object> equal =
                Map.of(2, hiredEmployee(1, "2021-01-01T00:00:00Z", 1, 1).get(2), 3, 1L);

        assertThat(datasets.list(HIRED_EMPLOYEES, equal, null, 10).items())
                .extracting(row -> row.row().key(HIRED_EMPLOYEES))
                .containsExactly(1L, 4L);
        assertThat(datasets.list(HIRED_EMPLOYEES, equal, 1L, 10).items())
                .extracting(row -> row.row().key(HIRED_EMPLOYEES))
                .containsExactly(4L);
        assertThat(datasets.list(HIRED_EMPLOYEES, Map.of(3, 2L, 0, 1L), null, 10)
                        .items())
                .isEmpty();
    }

    // --- countRows, countByRun, listStoredBy

    @Test
    void countsRowsByTheRunThatStoredThem() {
        write(() -> {
            Fixtures.insertAbsent(
                    datasets,
                    DEPARTMENTS,
                    List.of(
                            new StoredRow(department(1, "A"), FIRST_RUN, 1),
                            new StoredRow(department(2, "B"), FIRST_RUN, 2),
                            new StoredRow(department(3, "C"), SECOND_RUN, 1)));
            Fixtures.insertAbsent(datasets, JOBS, List.of(new StoredRow(job(1, "A"), FIRST_RUN, 1)));
        });
        RowsOfRun first = new RowsOfRun(FIRST_RUN, 2);
        RowsOfRun second = new RowsOfRun(SECOND_RUN, 1);

        assertThat(datasets.countRows(DEPARTMENTS)).isEqualTo(3);
        assertThat(datasets.countRows(HIRED_EMPLOYEES)).isZero();
        assertThat(datasets.countByRun(DEPARTMENTS, null, 10)).containsExactly(second, first);
        assertThat(datasets.countByRun(DEPARTMENTS, null, 1)).containsExactly(second);
        assertThat(datasets.countByRun(DEPARTMENTS, SECOND_RUN, 10)).containsExactly(first);
        assertThat(datasets.countByRun(DEPARTMENTS, FIRST_RUN, 10)).isEmpty();
        assertThat(datasets.countByRun(HIRED_EMPLOYEES, null, 10)).isEmpty();
    }

    @Test
    void listsTheRowsThatARunStored() {
        StoredRow one = new StoredRow(department(1, "A"), FIRST_RUN, 7);
        StoredRow other = new StoredRow(department(2, "B"), SECOND_RUN, 2);
        StoredRow three = new StoredRow(department(3, "C"), FIRST_RUN, 1);
        write(() -> Fixtures.insertAbsent(datasets, DEPARTMENTS, List.of(three, other, one)));

        assertThat(datasets.listStoredBy(FIRST_RUN, DEPARTMENTS, null, 10))
                .isEqualTo(new Slice<>(List.of(one, three), false));
        assertThat(datasets.listStoredBy(FIRST_RUN, DEPARTMENTS, null, 1)).isEqualTo(new Slice<>(List.of(one), true));
        assertThat(datasets.listStoredBy(FIRST_RUN, DEPARTMENTS, 1L, 10)).isEqualTo(new Slice<>(List.of(three), false));
        assertThat(datasets.listStoredBy(FIRST_RUN, JOBS, null, 10)).isEqualTo(new Slice<>(List.of(), false));
    }

    // --- touch, version

    @Test
    void givesNoVersionBeforeTheFirstChange() {
        assertThat(version(DEPARTMENTS, JOBS)).isEqualTo(DataVersion.NONE);
        assertThat(version()).isEqualTo(DataVersion.NONE);
    }

    @Test
    void givesAVersionThatGrowsWithEveryChangeOfOneOfTheDatasets() {
        BiFunction<Dataset, Integer, Void> touch = (dataset, seconds) -> {
            write(() -> datasets.touch(dataset, NOW.plusSeconds(seconds)));
            return null;
        };

        touch.apply(DEPARTMENTS, 1);
        DataVersion departments = version(DEPARTMENTS);
        assertThat(departments.number()).isPositive();
        assertThat(departments.at()).isEqualTo(NOW.plusSeconds(1));
        assertThat(version(JOBS)).isEqualTo(DataVersion.NONE);
        DataVersion both = version(DEPARTMENTS, JOBS);
        assertThat(both.at()).isEqualTo(NOW.plusSeconds(1));

        touch.apply(JOBS, 2);
        assertThat(version(DEPARTMENTS)).isEqualTo(departments);
        assertThat(version(JOBS).at()).isEqualTo(NOW.plusSeconds(2));
        DataVersion next = version(JOBS, DEPARTMENTS);
        assertThat(next.number()).isGreaterThan(both.number());
        assertThat(next.at()).isEqualTo(NOW.plusSeconds(2));

        touch.apply(DEPARTMENTS, 3);
        assertThat(version(DEPARTMENTS).number()).isGreaterThan(departments.number());
        assertThat(version(DEPARTMENTS).at()).isEqualTo(NOW.plusSeconds(3));
        DataVersion last = version(DEPARTMENTS, JOBS);
        assertThat(last.number()).isGreaterThan(next.number());
        assertThat(last.at()).isEqualTo(NOW.plusSeconds(3));
        assertThat(version(HIRED_EMPLOYEES)).isEqualTo(DataVersion.NONE);
    }

    @Test
    void givesAVersionThatGrowsWithConcurrentChangesToo() {
        write(() -> datasets.touch(DEPARTMENTS, NOW));
        long before = version(DEPARTMENTS, JOBS).number();
        List<Future<?>> others = Stream.of(DEPARTMENTS, JOBS, JOBS, DEPARTMENTS)
                .<Future<?>>map(dataset -> elsewhere(() -> {
                    for (int i = 0; i < 5; i++) {
                        write(() -> datasets.touch(dataset, NOW));
                    }
                    return null;
                }))
                .toList();
        others.forEach(OnEmptyDatabase::await);

        assertThat(version(DEPARTMENTS, JOBS).number()).isGreaterThanOrEqualTo(before + 20);
    }

    private DataVersion version(Dataset... of) {
        return database.unitOfWork().read(() -> datasets.version(List.of(of)));
    }
}
