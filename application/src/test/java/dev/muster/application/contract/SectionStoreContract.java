package dev.muster.application.contract;

import static dev.muster.application.fixtures.Fixtures.DEPARTMENTS;
import static dev.muster.application.fixtures.Fixtures.JOBS;
import static dev.muster.application.fixtures.Fixtures.NOW;
import static dev.muster.application.fixtures.Fixtures.rejection;
import static dev.muster.application.fixtures.Fixtures.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.application.fixtures.Fixtures;
import dev.muster.application.port.RejectionStore;
import dev.muster.application.port.RunBatch;
import dev.muster.application.port.SectionStore;
import dev.muster.application.port.StoredRow;
import dev.muster.domain.backup.LedgerSections;
import dev.muster.domain.backup.Section;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Mapping;
import dev.muster.domain.dataset.Row;
import dev.muster.domain.intake.Provenance;
import dev.muster.domain.intake.ReasonCode;
import dev.muster.domain.intake.Rejection;
import dev.muster.domain.run.Counts;
import dev.muster.domain.run.RunId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every {@link SectionStore} keeps. */
public abstract class SectionStoreContract extends OnEmptyDatabase {
    private static final Mapping MAPPING = new Mapping(
            "hr",
            Map.of("id", new Mapping.Column.Position(2), "name", new Mapping.Column.Named("Name")),
            Map.of("name", Map.of("\u00e4", "")));

    private List<@Nullable Object[]> read(Supplier<SectionStore.Rows> scan) {
        return database.unitOfWork().read(() -> {
            List<@Nullable Object[]> rows = new ArrayList<>();
            try (SectionStore.Rows scanned = scan.get()) {
                scanned.forEachRemaining(rows::add);
            }
            return rows;
        });
    }

    private List<@Nullable Object[]> read(Section section, Collection<Dataset> datasets) {
        return read(() -> database.sections().scan(section, datasets));
    }

    private long add(Section section, List<@Nullable Object[]> rows) {
        return database.unitOfWork().write(() -> database.sections().addAbsent(section, rows.iterator()));
    }

    @Test
    void givesRowsOfEveryKindInTheOrderOfTheirKeys() {
        for (Dataset dataset : catalog().all()) {
            List<StoredRow> stored = new ArrayList<>();
            for (Row row : Specimens.rows(catalog(), dataset)) {
                stored.add(new StoredRow(row, FIRST_RUN, stored.size() + 1L));
            }
            write(() -> datasets.insertAbsent(dataset, stored, inTheWay -> {}));

            List<@Nullable Object[]> rows = read(() -> database.sections().scan(dataset));

            assertThat(rows).hasSameSizeAs(stored);
            List<StoredRow> expected = all(dataset);
            for (int i = 0; i < rows.size(); i++) {
                int fields = dataset.fields().size();
                Row row = expected.get(i).row();
                for (int field = 0; field < fields; field++) {
                    assertThat(rows.get(i)[field]).isEqualTo(row.get(field));
                }
                assertThat(rows.get(i)[fields]).isEqualTo(expected.get(i).run().value());
                assertThat(rows.get(i)[fields + 1]).isEqualTo(expected.get(i).recordNumber());
            }
        }
    }

    @Test
    void takesTheLedgerFromOneDatabaseToAnother() {
        createRun(run(5, JOBS).succeeded(NOW));
        write(() -> {
            runs.addBatch(new RunBatch(
                    FIRST_RUN, 1, 2, new Provenance.File(1, 0, 9), Counts.of(1, 0, 0, 1), new byte[] {1, 0}, NOW));
            runs.addBatch(
                    new RunBatch(FIRST_RUN, 3, 3, new Provenance.File(3, 9, 12), Counts.of(0, 0, 1, 0), null, NOW));
            runs.addBatch(new RunBatch(
                    new RunId(5), 1, 1, new Provenance.File(1, 0, 3), Counts.of(1, 0, 0, 0), new byte[0], NOW));
            rejections.add(List.of(
                    rejection(FIRST_RUN, 2, DEPARTMENTS, "\u00e4,\"", ReasonCode.REQUIRED, ReasonCode.TOO_LONG)));
            rejections.add(List.of(rejection(SECOND_RUN, 1, DEPARTMENTS)));
            rejections.close(
                    "departments", List.of(new Rejection.Id(SECOND_RUN, 1)), Rejection.Status.DISCARDED, FIRST_RUN);
            datasets.keep(SECOND_RUN, DEPARTMENTS, List.of(new StoredRow(Fixtures.department(1, "A"), FIRST_RUN, 1)));
            datasets.keepAbsent(SECOND_RUN, DEPARTMENTS, List.of(2L));
            database.mappings().put("departments", MAPPING);
            database.mappings().put("jobs", MAPPING);
        });
        List<Section> sections = LedgerSections.OF_BACKUPS;
        List<List<@Nullable Object[]>> ofDepartments = sections.stream()
                .map(section -> read(section, List.of(DEPARTMENTS)))
                .toList();
        List<List<@Nullable Object[]>> all =
                sections.stream().map(section -> read(section, catalog().all())).toList();
        assertThat(ofDepartments).extracting(List::size).containsExactly(2, 2, 2, 2, 0, 1);
        assertThat(all).extracting(List::size).containsExactly(3, 3, 2, 2, 0, 2);

        database = underTest().emptyDatabase(catalog());
        for (int i = 0; i < sections.size(); i++) {
            assertThat(add(sections.get(i), ofDepartments.get(i)))
                    .isEqualTo(ofDepartments.get(i).size());
            assertThat(add(sections.get(i), all.get(i)))
                    .isEqualTo(all.get(i).size() - ofDepartments.get(i).size());
            assertThat(add(sections.get(i), all.get(i))).isZero();
        }

        for (int i = 0; i < sections.size(); i++) {
            assertThat(read(sections.get(i), catalog().all()).toArray())
                    .as(sections.get(i).name())
                    .isEqualTo(all.get(i).toArray());
        }
        assertThat(database.rejections().countOpen())
                .containsOnlyKeys("departments")
                .containsValue(1L);
        assertThat(database.rejections()
                        .list(new RejectionStore.Filter(null, null, null, null), null, 10)
                        .items())
                .hasSize(2);
        assertThat(database.runs().rawOf(FIRST_RUN, 3)).contains(new byte[] {1, 0});
        assertThat(database.unitOfWork().write(() -> database.runs().takeOver(FIRST_RUN)))
                .isPresent();
        assertThat(database.datasets().images(SECOND_RUN, DEPARTMENTS, null, 10).items())
                .extracting(image -> image.row() == null)
                .containsExactly(false, true);
    }

    /** As many as are worth another way into the database. */
    @Test
    void takesManyRowsWhateverIsInThem() {
        createRun(run(5, JOBS).succeeded(NOW));
        String hostile = "\t\\N\n\r\\.\\x00 'a' \"b\" \u00e4 \uD83D\uDE00";
        write(() -> {
            for (long number = 1; number <= 1_500; number++) {
                rejections.add(List.of(rejection(FIRST_RUN, number, DEPARTMENTS, hostile, ReasonCode.REQUIRED)));
                runs.addBatch(new RunBatch(
                        FIRST_RUN,
                        number,
                        number,
                        new Provenance.File(number, number, number + 1),
                        Counts.of(0, 0, 0, 1),
                        number % 2 == 0 ? null : new byte[] {0, 9, 10, 92, -1},
                        NOW));
            }
        });
        List<List<@Nullable Object[]>> all = LedgerSections.OF_BACKUPS.stream()
                .map(section -> read(section, catalog().all()))
                .toList();

        database = underTest().emptyDatabase(catalog());
        for (int i = 0; i < all.size(); i++) {
            Section section = LedgerSections.OF_BACKUPS.get(i);
            assertThat(add(section, all.get(i))).isEqualTo(all.get(i).size());
            assertThat(read(section, catalog().all()).toArray())
                    .as(section.name())
                    .isEqualTo(all.get(i).toArray());
        }
        assertThat(database.rejections().countOpen()).containsExactly(Map.entry("departments", 1_500L));
    }

    @Test
    void givesNothingOfNothing() {
        database = underTest().emptyDatabase(catalog());
        for (Section section : LedgerSections.ALL) {
            assertThat(read(section, catalog().all())).as(section.name()).isEmpty();
            assertThat(add(section, List.of())).isZero();
        }
    }
}
