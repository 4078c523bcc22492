package dev.muster.application.contract;

import static dev.muster.application.fixtures.Fixtures.DEPARTMENTS;
import static dev.muster.application.fixtures.Fixtures.HIRED_EMPLOYEES;
import static dev.muster.application.fixtures.Fixtures.JOBS;
import static dev.muster.application.fixtures.Fixtures.NOW;
import static dev.muster.application.fixtures.Fixtures.TRANSACTIONS;
import static dev.muster.application.fixtures.Fixtures.department;
import static dev.muster.application.fixtures.Fixtures.hiredEmployee;
import static dev.muster.application.fixtures.Fixtures.job;
import static dev.muster.application.fixtures.Fixtures.stored;
import static dev.muster.application.fixtures.Fixtures.transaction;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.application.fixtures.Fixtures;
import dev.muster.application.port.RecordQuery;
import dev.muster.application.port.RecordQuery.Condition;
import dev.muster.application.port.StoredRow;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Field;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@link RecordQuery} promises. */
public abstract class RecordQueryContract extends OnEmptyDatabase {
    private static final Field HIRED_AT = field(HIRED_EMPLOYEES, "hire_datetime");
    private static final Field DEPARTMENT_ID = field(HIRED_EMPLOYEES, "department_id");

    @BeforeEach
    void insertHires() {
        insert(DEPARTMENTS, department(1, "Legal"), department(2, "Sales"), department(3, "Legal"));
        insert(JOBS, job(1, "Clerk"), job(2, "Lawyer"));
        insert(
                HIRED_EMPLOYEES,
                hiredEmployee(5, "2021-01-01T00:00:00Z", 1, 1),
                hiredEmployee(3, "2021-06-30T23:59:59.999999Z", 1, 2),
                hiredEmployee(9, "2021-07-01T00:00:00Z", 2, 1),
                hiredEmployee(1, "2020-12-31T23:59:59.999999Z", 3, 1));
    }

    private static Field field(Dataset dataset, String name) {
        return dataset.field(name);
    }

    private List<Long> ids(@Nullable Object after, int limit, Condition... conditions) {
        return database.records().list(HIRED_EMPLOYEES, List.of(conditions), after, limit).items().stream()
                .map(row -> (Long) row.row().get(0))
                .toList();
    }

    private List<Long> ids(Condition... conditions) {
        return ids(null, 100, conditions);
    }

    @Test
    void givesRowsWithTheirProvenanceInKeyOrder() {
        assertThat(ids()).containsExactly(1L, 3L, 5L, 9L);
        assertThat(database.records().list(HIRED_EMPLOYEES, List.of(), 1L, 1).items())
                .containsExactly(new StoredRow(hiredEmployee(3, "2021-06-30T23:59:59.999999Z", 1, 2), FIRST_RUN, 7));
    }

    @Test
    void goesOnAfterAKey() {
        assertThat(ids(null, 3)).containsExactly(1L, 3L, 5L);
        assertThat(ids(5L, 3)).containsExactly(9L);
        assertThat(ids(9L, 3)).isEmpty();
    }

    @Test
    void findsAValue() {
        assertThat(ids(new Condition.Is(DEPARTMENT_ID, 1L))).containsExactly(3L, 5L);
        assertThat(ids(new Condition.Is(DEPARTMENT_ID, 1L), new Condition.Is(field(HIRED_EMPLOYEES, "job_id"), 2L)))
                .containsExactly(3L);
        assertThat(ids(new Condition.Is(DEPARTMENT_ID, 7L))).isEmpty();
    }

    @Test
    void findsWhatLiesInAHalfOpenInterval() {
        Instant start = Instant.parse("2021-01-01T00:00:00Z");
        Instant july = Instant.parse("2021-07-01T00:00:00Z");
        assertThat(ids(new Condition.Within(HIRED_AT, start, july))).containsExactly(3L, 5L);
        assertThat(ids(new Condition.Within(HIRED_AT, july, july.plusSeconds(1)), new Condition.Is(DEPARTMENT_ID, 2L)))
                .containsExactly(9L);
    }

    @Test
    void findsNothingWithinAnIntervalWhereThereIsNoTime() {
        insert(TRANSACTIONS, transaction("a", "1"));
        Condition anyTime = new Condition.Within(field(TRANSACTIONS, "occurred_at"), Instant.EPOCH, NOW);
        assertThat(database.records()
                        .list(TRANSACTIONS, List.of(anyTime), null, 10)
                        .items())
                .isEmpty();
    }

    @Test
    void findsByAValueOfWhatIsReferredTo() {
        Condition legal = new Condition.ParentIs(DEPARTMENT_ID, DEPARTMENTS, field(DEPARTMENTS, "department"), "Legal");
        assertThat(ids(legal)).containsExactly(1L, 3L, 5L);
        assertThat(ids(1L, 1, legal)).containsExactly(3L);
    }

    @Test
    void findsWhatARunStored() {
        write(() -> Fixtures.insertAbsent(
                datasets,
                HIRED_EMPLOYEES,
                List.of(stored(hiredEmployee(20, "2021-01-01T00:00:00Z", 1, 1), SECOND_RUN))));

        // Runs begin as many seconds after the present as their ids say.
        assertThat(ids(new Condition.RunStarted(NOW.plusSeconds(1), NOW.plusSeconds(2))))
                .containsExactly(1L, 3L, 5L, 9L);
        assertThat(ids(new Condition.RunStarted(NOW.plusSeconds(2), NOW.plusSeconds(3))))
                .containsExactly(20L);
        assertThat(ids(new Condition.RunStarted(NOW.plusSeconds(3), NOW.plusSeconds(4))))
                .isEmpty();
    }
}
