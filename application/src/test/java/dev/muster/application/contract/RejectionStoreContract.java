package dev.muster.application.contract;

import static dev.muster.application.fixtures.Fixtures.DEPARTMENTS;
import static dev.muster.application.fixtures.Fixtures.HIRED_EMPLOYEES;
import static dev.muster.application.fixtures.Fixtures.JOBS;
import static dev.muster.application.fixtures.Fixtures.in;
import static dev.muster.application.fixtures.Fixtures.keyed;
import static dev.muster.application.fixtures.Fixtures.rejection;
import static dev.muster.domain.intake.ReasonCode.BAD_ENCODING;
import static dev.muster.domain.intake.ReasonCode.CONTROL_CHARACTER;
import static dev.muster.domain.intake.ReasonCode.CSV_QUOTE;
import static dev.muster.domain.intake.ReasonCode.RECORD_TOO_LONG;
import static dev.muster.domain.intake.ReasonCode.REQUIRED;
import static dev.muster.domain.intake.ReasonCode.TOO_LONG;
import static dev.muster.domain.intake.ReasonCode.UNKNOWN_FIELD;
import static dev.muster.domain.intake.Rejection.Status.DISCARDED;
import static dev.muster.domain.intake.Rejection.Status.OPEN;
import static dev.muster.domain.intake.Rejection.Status.REPLAYED;
import static dev.muster.domain.intake.Rejection.Status.SUPERSEDED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.muster.application.fixtures.Fixtures;
import dev.muster.application.port.Claim;
import dev.muster.application.port.RejectionStore;
import dev.muster.application.port.RejectionStore.Filter;
import dev.muster.application.port.RejectionStore.Group;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.intake.Reason;
import dev.muster.domain.intake.ReasonCode;
import dev.muster.domain.intake.Rejection;
import dev.muster.domain.intake.Rejection.Status;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.RunId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link RejectionStore} promises. Times of rejections are whole milliseconds. */
public abstract class RejectionStoreContract extends OnEmptyDatabase {
    private static final RunId THIRD_RUN = new RunId(3);

    @BeforeEach
    void createAThirdRun() {
        createRun(THIRD_RUN.value(), JOBS);
    }

    private void add(Rejection... given) {
        write(() -> rejections.add(List.of(given)));
    }

    /** A rejection with its bytes as text, so that two of them can be compared. */
    private record Seen(
            Rejection.Id id,
            String dataset,
            long line,
            Status status,
            List<Reason> reasons,
            String raw,
            @Nullable String key,
            Rejection.@Nullable Id replayOf,
            Instant createdAt) {
        static Seen of(Rejection rejection) {
            return new Seen(
                    rejection.id(),
                    rejection.dataset(),
                    rejection.line(),
                    rejection.status(),
                    rejection.reasons(),
                    HexFormat.of().formatHex(rejection.raw()),
                    rejection.key(),
                    rejection.replayOf(),
                    rejection.createdAt());
        }
    }

    private void assertStored(Rejection... expected) {
        assertThat(Fixtures.all(rejections).stream().map(Seen::of))
                .containsExactly(Arrays.stream(expected).map(Seen::of).toArray(Seen[]::new));
    }

    // --- add, find

    @Test
    void givesRejectionsBackAsTheyWereAdded() {
        byte[] everyByte = new byte[256];
        for (int i = 0; i < everyByte.length; i++) {
            everyByte[i] = (byte) i;
        }
        Rejection whole = new Rejection(
                new Rejection.Id(SECOND_RUN, Long.MAX_VALUE),
                "hired_employees",
                9_000_000_000L,
                OPEN,
                List.of(
                        new Reason(REQUIRED, "job_id", "", "job_id is required"),
                        new Reason(TOO_LONG, "name", "\u00e4\ud83d\ude00'\"\\,{}[]\r\n\t", "\u00e4 is \ud83d\ude00"),
                        // Not even the null character may be lost or stop the batch: it is why the record was rejected.
                        new Reason(
                                CONTROL_CHARACTER, "name", "a\u0000b\u0001\u007f\u0085\u202e\uffff", "no \u0000 here"),
                        new Reason(BAD_ENCODING, "name", null, "no text"),
                        new Reason(UNKNOWN_FIELD, "\u0000field,\u00e4", "x".repeat(300), "no field"),
                        Reason.ofRecord(CSV_QUOTE, "text after a quote"),
                        Reason.ofRecord(CSV_QUOTE, "text after a quote")),
                everyByte,
                "k\u00e4y\ud83d\ude00",
                new Rejection.Id(FIRST_RUN, 3),
                Instant.parse("9999-12-31T23:59:59.999Z"));
        Rejection plain = rejection(SECOND_RUN, 1, DEPARTMENTS);
        add(plain, whole);

        assertThat(rejections.find(whole.id()).map(Seen::of)).contains(Seen.of(whole));
        assertThat(rejections.find(plain.id()).map(Seen::of)).contains(Seen.of(plain));
        assertStored(plain, whole);
    }

    @ParameterizedTest
    @EnumSource
    void givesEveryReasonCodeBack(ReasonCode code) {
        Rejection rejection = rejection(FIRST_RUN, 1, JOBS, "raw", code);
        add(rejection);

        assertStored(rejection);
    }

    @ParameterizedTest
    @EnumSource
    void givesEveryStatusBack(Status status) {
        Rejection rejection = in(status, rejection(FIRST_RUN, 1, JOBS));
        add(rejection);

        assertStored(rejection);
    }

    @Test
    void findsNoRejectionThatIsNotThere() {
        add(rejection(FIRST_RUN, 1, JOBS));

        assertThat(rejections.find(new Rejection.Id(FIRST_RUN, 2))).isEmpty();
        assertThat(rejections.find(new Rejection.Id(SECOND_RUN, 1))).isEmpty();
    }

    @Test
    void addsNothingOfAnEmptyList() {
        add();

        assertStored();
    }

    @Test
    void takesManyAtOnce() {
        Rejection[] many = LongStream.rangeClosed(1, 5_000)
                .mapToObj(n -> rejection(FIRST_RUN, n, JOBS))
                .toArray(Rejection[]::new);
        add(many);

        assertStored(many);
    }

    // --- superseding

    @Test
    void marksOpenOnesOfEarlierRunsWithTheSameBytesAsSuperseded() {
        Rejection first = rejection(FIRST_RUN, 1, JOBS, "same", TOO_LONG);
        Rejection firstAgain = rejection(FIRST_RUN, 2, JOBS, "same");
        Rejection other = rejection(FIRST_RUN, 3, JOBS, "other");
        Rejection second = rejection(SECOND_RUN, 8, JOBS, "same");
        Rejection third = rejection(THIRD_RUN, 5, JOBS, "same", CSV_QUOTE);
        add(first, firstAgain, other);
        add(second);

        assertStored(in(SUPERSEDED, first), in(SUPERSEDED, firstAgain), other, second);

        add(third);
        assertStored(in(SUPERSEDED, first), in(SUPERSEDED, firstAgain), other, in(SUPERSEDED, second), third);
    }

    @Test
    void comparesBytesExactly() {
        Rejection[] first = {
            rejection(FIRST_RUN, 1, JOBS, "a"),
            rejection(FIRST_RUN, 2, JOBS, "A"),
            rejection(FIRST_RUN, 3, JOBS, "a "),
            rejection(FIRST_RUN, 4, JOBS, "a\u0000"),
            rejection(FIRST_RUN, 5, JOBS, "a\n"),
            rejection(FIRST_RUN, 6, JOBS, "\u00e9"),
            rejection(FIRST_RUN, 7, JOBS, "e\u0301")
        };
        Rejection second = rejection(SECOND_RUN, 1, JOBS, "a\u0000");
        add(first);
        add(second);

        first[3] = in(SUPERSEDED, first[3]);
        List<Rejection> expected = new ArrayList<>(List.of(first));
        expected.add(second);
        assertStored(expected.toArray(Rejection[]::new));
    }

    @Test
    void supersedesNothingOfTheSameRun() {
        Rejection first = rejection(FIRST_RUN, 1, JOBS, "same");
        Rejection sameBatch = rejection(FIRST_RUN, 2, JOBS, "same");
        Rejection nextBatch = rejection(FIRST_RUN, 3, JOBS, "same");
        add(first, sameBatch);
        add(nextBatch);

        assertStored(first, sameBatch, nextBatch);
    }

    @Test
    void supersedesNothingOfLaterRuns() {
        Rejection later = rejection(SECOND_RUN, 1, JOBS, "same");
        Rejection earlier = rejection(FIRST_RUN, 1, JOBS, "same");
        add(later);
        add(earlier);

        assertStored(earlier, later);
    }

    @Test
    void supersedesNothingOfOtherDatasets() {
        Rejection job = rejection(FIRST_RUN, 1, JOBS, "same");
        Rejection department = rejection(SECOND_RUN, 1, DEPARTMENTS, "same");
        add(job);
        add(department);

        assertStored(job, department);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "OPEN")
    void supersedesNothingThatIsNotOpen(Status status) {
        Rejection closed = in(status, rejection(FIRST_RUN, 1, JOBS, "same"));
        Rejection second = rejection(SECOND_RUN, 1, JOBS, "same");
        add(closed);
        add(second);

        assertStored(closed, second);
    }

    @Test
    void forgetsWhatItSupersededWhenItIsRolledBack() {
        Rejection first = rejection(FIRST_RUN, 1, JOBS, "same");
        add(first);

        write(() -> undone(() -> rejections.add(List.of(rejection(SECOND_RUN, 1, JOBS, "same")))));

        assertStored(first);
    }

    // --- what became of records

    @Test
    void supersedesOpenOnesOfEarlierRunsWhoseKeysARunStored() {
        createRun(4, JOBS);
        add(
                keyed("1", rejection(FIRST_RUN, 1, JOBS, "a")),
                keyed("2", rejection(FIRST_RUN, 2, JOBS, "b")),
                in(DISCARDED, keyed("1", rejection(FIRST_RUN, 3, JOBS, "c"))),
                rejection(FIRST_RUN, 4, JOBS, "d"));
        add(keyed("1", rejection(SECOND_RUN, 1, DEPARTMENTS, "e")));
        add(keyed("1", rejection(THIRD_RUN, 1, JOBS, "f")));
        add(keyed("1", rejection(new RunId(4), 1, JOBS, "g")));

        assertThat(rejections.openBefore("jobs", () -> Map.of("1", 7L, "12", 8L, "a'b", 9L), THIRD_RUN))
                .containsExactly(new Rejection.Id(FIRST_RUN, 1));
        write(() -> rejections.supersede("jobs", () -> Map.of("1", 7L, "12", 8L, "a'b", 9L), THIRD_RUN, List.of()));

        assertThat(statuses())
                .containsExactly(
                        "1-1 superseded", "1-2 open", "1-3 discarded", "1-4 open", "2-1 open", "3-1 open", "4-1 open");
        assertThat(rejections.countOpen()).isEqualTo(Map.of("departments", 1L, "jobs", 4L));

        write(() -> rejections.giveBack(THIRD_RUN));
        assertThat(statuses()).startsWith("1-1 open");
        assertThat(rejections.countOpen()).isEqualTo(Map.of("departments", 1L, "jobs", 5L));
    }

    @Test
    void leavesWhatARunSupersededToThoseWhoStoredTheKeysSince() {
        createRun(4, JOBS);
        add(
                keyed("1", rejection(FIRST_RUN, 1, JOBS, "a")),
                keyed("2", rejection(FIRST_RUN, 2, JOBS, "b")),
                keyed("10", rejection(FIRST_RUN, 3, JOBS, "c")),
                rejection(FIRST_RUN, 4, JOBS, "d"));
        write(() -> rejections.supersede("jobs", () -> Map.of("1", 7L, "2", 8L, "10", 9L), THIRD_RUN, List.of()));

        assertThat(rejections.keysSuperseded(THIRD_RUN, null, 2)).containsExactly("1", "10");
        assertThat(rejections.keysSuperseded(THIRD_RUN, "10", 2)).containsExactly("2");
        assertThat(rejections.keysSuperseded(SECOND_RUN, null, 2)).isEmpty();
        write(() -> rejections.leaveTo(
                THIRD_RUN,
                Map.of(
                        "1", new RejectionStore.Heir(new RunId(4), 5),
                        "2", new RejectionStore.Heir(FIRST_RUN, 5),
                        "3", new RejectionStore.Heir(new RunId(4), 6))));
        write(() -> rejections.giveBack(THIRD_RUN));

        assertThat(statuses()).containsExactly("1-1 superseded", "1-2 open", "1-3 open", "1-4 open");
        assertThat(rejections.countOpen()).isEqualTo(Map.of("jobs", 3L));
        write(() -> rejections.giveBack(new RunId(4)));
        assertThat(statuses()).startsWith("1-1 open");
    }

    @Test
    void asksForNoKeysWhileNoRejectionOfAnotherRunIsOpen() {
        add(keyed("1", rejection(FIRST_RUN, 1, JOBS, "a")), in(DISCARDED, rejection(FIRST_RUN, 2, JOBS, "b")));
        add(in(DISCARDED, keyed("1", rejection(SECOND_RUN, 1, DEPARTMENTS, "a"))));

        write(() -> rejections.supersede("jobs", RejectionStoreContract::unwanted, FIRST_RUN, List.of()));
        write(() -> rejections.supersede("departments", RejectionStoreContract::unwanted, THIRD_RUN, List.of()));
    }

    private static Map<String, Long> unwanted() {
        throw new AssertionError("nothing is open that could be superseded");
    }

    @ParameterizedTest
    @CsvSource({"2, discarded", "4, open"})
    void leavesARejectionToARecordWithTheSameBytesThatComesBefore(long number, String afterUndo) {
        add(keyed("1", rejection(FIRST_RUN, 1, JOBS, "same")), keyed("1", rejection(FIRST_RUN, 2, JOBS, "other")));
        List<Rejection> again =
                List.of(rejection(SECOND_RUN, number, JOBS, "same"), rejection(SECOND_RUN, 9, JOBS, "new"));
        write(() -> {
            rejections.supersede("jobs", () -> Map.of("1", 3L), SECOND_RUN, again);
            rejections.add(again);
        });
        write(() -> rejections.close("jobs", List.of(again.getFirst().id()), DISCARDED, null));
        assertThat(statuses()).startsWith("1-1 superseded", "1-2 superseded");

        write(() -> rejections.giveBack(SECOND_RUN));
        assertThat(statuses()).startsWith("1-1 " + afterUndo, "1-2 open");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3_000})
    void looksForManyKeys(int others) {
        add(keyed("9999", rejection(FIRST_RUN, 1, JOBS, "a")), keyed("x", rejection(FIRST_RUN, 2, JOBS, "b")));
        if (others > 0) {
            add(LongStream.rangeClosed(1, others)
                    .mapToObj(n -> keyed("1", rejection(THIRD_RUN, n, DEPARTMENTS, "other " + n)))
                    .toArray(Rejection[]::new));
        }
        Map<String, Long> many = LongStream.rangeClosed(1, 20_000)
                .boxed()
                .collect(Collectors.toMap(String::valueOf, Function.identity()));

        write(() -> rejections.supersede("jobs", () -> many, SECOND_RUN, List.of()));

        assertThat(statuses()).hasSize(2 + others).startsWith("1-1 superseded", "1-2 open");
        assertThat(rejections.countOpen().get("jobs")).isEqualTo(1);
    }

    @Test
    void tellsWhatTookThePlacesOfRejections() {
        createRun(4, JOBS);
        add(
                rejection(FIRST_RUN, 1, JOBS, "a", TOO_LONG),
                rejection(FIRST_RUN, 2, JOBS, "b"),
                rejection(FIRST_RUN, 3, JOBS, "c"));
        add(rejection(SECOND_RUN, 5, JOBS, "a", REQUIRED, TOO_LONG));
        write(() -> rejections.replay(
                "jobs", Map.of(new Rejection.Id(SECOND_RUN, 5), 1L, new Rejection.Id(FIRST_RUN, 2), 2L), THIRD_RUN));
        add(rejection(THIRD_RUN, 1, JOBS, "a2", CSV_QUOTE));
        write(() -> rejections.close("jobs", List.of(new Rejection.Id(THIRD_RUN, 1)), DISCARDED, null));

        assertThat(successions("jobs", "1-1", "2-5", "1-2", "1-3", "9-9"))
                .isEqualTo(Map.of(
                        "1-1",
                                "1-1 superseded [too-long], 2-5 replayed [required, too-long], 3-1 discarded [csv-quote]",
                        "2-5", "2-5 replayed [required, too-long], 3-1 discarded [csv-quote]",
                        "1-2", "1-2 replayed [required]",
                        "1-3", "1-3 open [required]"));
        assertThat(successions("departments", "1-1")).isEmpty();
    }

    private Map<String, String> successions(String dataset, String... names) {
        Map<String, String> found = new TreeMap<>();
        rejections
                .successions(
                        dataset,
                        Arrays.stream(names).map(RejectionStoreContract::id).toList())
                .forEach((id, links) -> found.put(
                        name(id),
                        links.stream()
                                .map(link -> "%s %s %s"
                                        .formatted(
                                                name(link.id()),
                                                link.status().code(),
                                                link.reasons().stream()
                                                        .map(reason ->
                                                                reason.code().code())
                                                        .toList()))
                                .collect(Collectors.joining(", "))));
        return found;
    }

    private List<String> statuses() {
        return Fixtures.all(rejections).stream()
                .map(one -> name(one) + " " + one.status().code())
                .toList();
    }

    // --- lists

    /** Nine rejections of three runs, two datasets, three statuses and several codes, named by run and record. */
    private void addAssortment() {
        add(
                rejection(FIRST_RUN, 1, JOBS, "a", REQUIRED),
                rejection(FIRST_RUN, 2, JOBS, "b", REQUIRED, TOO_LONG),
                in(DISCARDED, rejection(FIRST_RUN, 10, JOBS, "c", RECORD_TOO_LONG)));
        add(
                rejection(SECOND_RUN, 1, DEPARTMENTS, "d", TOO_LONG, REQUIRED),
                in(REPLAYED, rejection(SECOND_RUN, 3, DEPARTMENTS, "e", REQUIRED)),
                rejection(SECOND_RUN, 4_000_000_000L, DEPARTMENTS, "f", CSV_QUOTE));
        add(
                rejection(THIRD_RUN, 2, JOBS, "g", CSV_QUOTE),
                rejection(THIRD_RUN, 9, JOBS, "h", TOO_LONG, TOO_LONG),
                in(DISCARDED, rejection(THIRD_RUN, 11, JOBS, "i", REQUIRED)));
    }

    private static final List<String> OLDEST_FIRST =
            List.of("1-1", "1-2", "1-10", "2-1", "2-3", "2-4000000000", "3-2", "3-9", "3-11");

    private static String name(Rejection rejection) {
        return name(rejection.id());
    }

    private static String name(Rejection.Id id) {
        return id.run().value() + "-" + id.recordNumber();
    }

    private static Rejection.@Nullable Id id(@Nullable String name) {
        if (name == null) {
            return null;
        }
        String[] parts = name.split("-", -1);
        return new Rejection.Id(new RunId(Long.parseLong(parts[0])), Long.parseLong(parts[1]));
    }

    private List<String> newestFirst(Filter filter, @Nullable String after, int limit) {
        return rejections.list(filter, id(after), limit).items().stream()
                .map(RejectionStoreContract::name)
                .toList();
    }

    private List<String> oldestFirst(Filter filter, @Nullable String after, int limit) {
        return rejections.listOldestFirst(filter, id(after), limit).items().stream()
                .map(RejectionStoreContract::name)
                .toList();
    }

    @Test
    void givesBackWhatARunClosedButNotWhatALaterOneRejectedToo() {
        createRun(4, JOBS);
        add(
                rejection(FIRST_RUN, 1, JOBS, "same"),
                rejection(FIRST_RUN, 2, JOBS, "other"),
                rejection(FIRST_RUN, 3, JOBS));
        write(() -> rejections.replay(
                "jobs", Map.of(new Rejection.Id(FIRST_RUN, 1), 1L, new Rejection.Id(FIRST_RUN, 2), 2L), SECOND_RUN));
        add(rejection(new RunId(4), 7, JOBS, "same"), rejection(new RunId(4), 8, JOBS, "same"));

        write(() -> rejections.giveBack(SECOND_RUN));

        assertThat(Fixtures.all(rejections).stream()
                        .map(one -> name(one) + " " + one.status().code()))
                .containsExactly("1-1 superseded", "1-2 open", "1-3 open", "4-7 open", "4-8 open");
        assertThat(rejections.countOpen()).isEqualTo(Map.of("jobs", 4L));
        write(() -> rejections.giveBack(new RunId(4)));
        assertThat(rejections.find(new Rejection.Id(FIRST_RUN, 1)).orElseThrow().status())
                .isEqualTo(OPEN);
    }

    @Test
    void endsAPartOfAListWithTheRejectionThatFillsIt() {
        String raw = "x".repeat(1 << 20);
        for (int i = 1; i <= 6; i++) {
            add(rejection(SECOND_RUN, i, JOBS, i + raw));
        }
        assertThat(oldestFirst(Filter.ALL, null, 100)).containsExactly("2-1", "2-2", "2-3", "2-4");
        assertThat(oldestFirst(Filter.ALL, "2-4", 100)).containsExactly("2-5", "2-6");
        assertThat(newestFirst(Filter.ALL, null, 100)).containsExactly("2-6", "2-5", "2-4", "2-3");
        assertThat(rejections.list(Filter.ALL, null, 100).more()).isTrue();
        assertThat(rejections.list(Filter.ALL, id("2-3"), 100).more()).isFalse();
        assertThat(rejections.list(Filter.ALL, id("2-3"), 1).more()).isTrue();
    }

    @Test
    void listsBothWays() {
        addAssortment();

        assertThat(oldestFirst(Filter.ALL, null, 100)).isEqualTo(OLDEST_FIRST);
        assertThat(newestFirst(Filter.ALL, null, 100)).isEqualTo(OLDEST_FIRST.reversed());
    }

    @Test
    void listsBothWaysPageByPage() {
        addAssortment();

        for (int limit : new int[] {1, 2, 4, 9}) {
            List<String> oldest = new ArrayList<>();
            List<String> newest = new ArrayList<>();
            while (oldest.size() < OLDEST_FIRST.size()) {
                oldest.addAll(oldestFirst(Filter.ALL, oldest.isEmpty() ? null : oldest.getLast(), limit));
                newest.addAll(newestFirst(Filter.ALL, newest.isEmpty() ? null : newest.getLast(), limit));
            }
            assertThat(oldest).isEqualTo(OLDEST_FIRST);
            assertThat(newest).isEqualTo(OLDEST_FIRST.reversed());
            assertThat(oldestFirst(Filter.ALL, oldest.getLast(), limit)).isEmpty();
            assertThat(newestFirst(Filter.ALL, newest.getLast(), limit)).isEmpty();
        }
    }

    @Test
    void listsWhatComesAfterOneThatIsNotThere() {
        addAssortment();

        assertThat(oldestFirst(Filter.ALL, "1-5", 2)).containsExactly("1-10", "2-1");
        assertThat(newestFirst(Filter.ALL, "2-2", 2)).containsExactly("2-1", "1-10");
    }

    @Test
    void listsWhatTheFilterNames() {
        addAssortment();

        assertListed(new Filter(SECOND_RUN, null, null, null), "2-1", "2-3", "2-4000000000");
        assertListed(new Filter(new RunId(404), null, null, null));
        assertListed(new Filter(null, "jobs", null, null), "1-1", "1-2", "1-10", "3-2", "3-9", "3-11");
        assertListed(new Filter(null, "hired_employees", null, null));
        // Among the reasons, not only the first; and not as a part of another code.
        assertListed(new Filter(null, null, "too-long", null), "1-2", "2-1", "3-9");
        assertListed(new Filter(null, null, "record-too-long", null), "1-10");
        assertListed(new Filter(null, null, "required", null), "1-1", "1-2", "2-1", "2-3", "3-11");
        assertListed(new Filter(null, null, "pattern", null));
        assertListed(new Filter(null, null, "too-%", null));
        assertListed(new Filter(null, null, null, OPEN), "1-1", "1-2", "2-1", "2-4000000000", "3-2", "3-9");
        assertListed(new Filter(null, null, null, DISCARDED), "1-10", "3-11");
        assertListed(new Filter(null, null, null, REPLAYED), "2-3");
        assertListed(new Filter(null, null, null, SUPERSEDED));
        assertListed(new Filter(null, "jobs", "required", OPEN), "1-1", "1-2");
        assertListed(new Filter(FIRST_RUN, "jobs", "too-long", OPEN), "1-2");
        assertListed(new Filter(FIRST_RUN, "departments", null, null));
    }

    @Test
    void listsThoseWithAReasonThatHasAllThatIsAskedFor() {
        String hard = "a\u0000\\u0000'\"\u00e4\ud83d\ude00%";
        add(
                blaming(1, new Reason(REQUIRED, "name", "", "1"), new Reason(TOO_LONG, "job", "Sales", "2")),
                blaming(2, new Reason(TOO_LONG, "name", hard, "3")),
                blaming(3, new Reason(BAD_ENCODING, "name", null, "4"), Reason.ofRecord(CSV_QUOTE, "5")));

        assertListed(new Filter(null, null, null, "name", null, null), "1-1", "1-2", "1-3");
        assertListed(new Filter(null, null, null, "job", null, null), "1-1");
        assertListed(new Filter(null, null, "too-long", "name", null, OPEN), "1-2");
        assertListed(new Filter(null, null, null, null, "Sales", null), "1-1");
        assertListed(new Filter(null, null, "required", "name", "", null), "1-1");
        // What one reason has of it and another the rest.
        assertListed(new Filter(null, null, "required", null, "Sales", null));
        assertListed(new Filter(null, null, null, "name", "sales", null));
        assertListed(new Filter(null, null, null, "name", hard, null), "1-2");
        assertListed(new Filter(null, null, null, "name", hard.replace('\u0000', '\u0001'), null));
    }

    private static Rejection blaming(long number, Reason... reasons) {
        return new Rejection(
                new Rejection.Id(FIRST_RUN, number),
                "jobs",
                number,
                OPEN,
                List.of(reasons),
                new byte[] {(byte) number},
                null,
                null,
                Instant.EPOCH);
    }

    private void assertListed(Filter filter, String... oldestFirst) {
        List<String> expected = List.of(oldestFirst);
        assertThat(oldestFirst(filter, null, 100)).as("%s", filter).isEqualTo(expected);
        assertThat(newestFirst(filter, null, 100)).as("%s", filter).isEqualTo(expected.reversed());
        if (!expected.isEmpty()) {
            assertThat(oldestFirst(filter, expected.getFirst(), 100))
                    .as("%s after the first", filter)
                    .isEqualTo(expected.subList(1, expected.size()));
            assertThat(newestFirst(filter, expected.getLast(), 1))
                    .as("%s before the last", filter)
                    .isEqualTo(expected.reversed().stream().skip(1).limit(1).toList());
        }
    }

    // --- ids, close

    @Test
    void listsIdsAsItListsRejections() {
        addAssortment();
        Filter filter = new Filter(null, "jobs", null, OPEN);

        assertThat(rejections.ids(Filter.ALL, null, 100))
                .isEqualTo(ids(rejections.listOldestFirst(Filter.ALL, null, 100).items()));
        assertThat(rejections.ids(filter, new Rejection.Id(FIRST_RUN, 1), 2))
                .isEqualTo(ids(rejections
                        .listOldestFirst(filter, new Rejection.Id(FIRST_RUN, 1), 2)
                        .items()));
    }

    private static List<Rejection.Id> ids(List<Rejection> rejections) {
        return rejections.stream().map(Rejection::id).toList();
    }

    private Set<Rejection.Id> close(String dataset, Status to, Rejection.Id... ids) {
        return database.unitOfWork().write(() -> rejections.close(dataset, List.of(ids), to, null));
    }

    @Test
    void closesOpenOnesOfTheDatasetOnce() {
        Rejection first = rejection(FIRST_RUN, 1, JOBS);
        Rejection other = rejection(FIRST_RUN, 2, JOBS);
        Rejection foreign = rejection(SECOND_RUN, 1, DEPARTMENTS);
        Rejection done = in(DISCARDED, rejection(SECOND_RUN, 2, JOBS));
        Rejection third = rejection(SECOND_RUN, 3, JOBS);
        add(first, other);
        add(foreign, done, third);
        Rejection.Id nowhere = new Rejection.Id(SECOND_RUN, 404);

        assertThat(close("jobs", REPLAYED, third.id(), foreign.id(), done.id(), nowhere, first.id(), first.id()))
                .containsExactlyInAnyOrder(first.id(), third.id());
        assertStored(in(REPLAYED, first), other, foreign, done, in(REPLAYED, third));

        assertThat(close("jobs", DISCARDED, first.id(), other.id())).containsExactly(other.id());
        assertStored(in(REPLAYED, first), in(DISCARDED, other), foreign, done, in(REPLAYED, third));
        assertThat(close("jobs", DISCARDED)).isEmpty();
    }

    @Test
    void keepsWhyTheyWereDiscarded() {
        Rejection first = rejection(FIRST_RUN, 1, JOBS);
        Rejection other = rejection(FIRST_RUN, 2, JOBS);
        Rejection done = in(REPLAYED, rejection(FIRST_RUN, 3, JOBS));
        add(first, other, done);

        assertThat(discard("a test \u00e4\ud83d\ude00", first.id(), done.id())).containsExactly(first.id());
        assertThat(discard(null, other.id())).containsExactly(other.id());
        assertThat(discard("too late", first.id())).isEmpty();
        assertThat(Fixtures.all(rejections))
                .extracting(Rejection::status, Rejection::discardReason)
                .containsExactly(
                        tuple(DISCARDED, "a test \u00e4\ud83d\ude00"), tuple(DISCARDED, null), tuple(REPLAYED, null));
        assertThat(rejections.countOpen()).isEmpty();
    }

    private Set<Rejection.Id> discard(@Nullable String reason, Rejection.Id... ids) {
        return database.unitOfWork().write(() -> rejections.discard("jobs", List.of(ids), reason));
    }

    @Test
    void tellsWhichAreOpen() {
        Rejection first = rejection(FIRST_RUN, 1, JOBS);
        Rejection foreign = rejection(FIRST_RUN, 2, DEPARTMENTS);
        Rejection done = in(DISCARDED, rejection(SECOND_RUN, 2, JOBS));
        add(first, foreign);
        add(done);
        Rejection.Id nowhere = new Rejection.Id(SECOND_RUN, 404);

        assertThat(rejections.open("jobs", List.of(first.id(), foreign.id(), done.id(), nowhere)))
                .containsExactly(first.id());
        assertThat(rejections.open("jobs", List.of())).isEmpty();
    }

    @Test
    void tellsWhichOfManyAreOpen() {
        Rejection[] many = LongStream.rangeClosed(1, 1_234)
                .mapToObj(n -> rejection(FIRST_RUN, n, JOBS))
                .toArray(Rejection[]::new);
        add(many);

        assertThat(rejections.open("jobs", Stream.of(many).map(Rejection::id).toList()))
                .hasSize(many.length);
    }

    @Test
    void closesManyAtOnce() {
        Rejection[] many = LongStream.rangeClosed(1, 1_234)
                .mapToObj(n -> rejection(FIRST_RUN, n, JOBS))
                .toArray(Rejection[]::new);
        add(many);

        assertThat(close(
                        "jobs",
                        DISCARDED,
                        Arrays.stream(many).map(Rejection::id).toArray(Rejection.Id[]::new)))
                .hasSize(many.length);
        assertThat(rejections.countOpen()).isEmpty();
    }

    @Test
    void forgetsWhatItClosedWhenItIsRolledBack() {
        Rejection rejection = rejection(FIRST_RUN, 1, JOBS);
        add(rejection);
        undone(() -> rejections.close("jobs", List.of(rejection.id()), REPLAYED, SECOND_RUN));

        assertThat(close("jobs", DISCARDED, rejection.id())).containsExactly(rejection.id());
    }

    @Test
    void closesEachForOneOnlyHoweverManyTryAtOnce() {
        List<Rejection.Id> ids = LongStream.rangeClosed(1, 700)
                .mapToObj(n -> new Rejection.Id(FIRST_RUN, n))
                .toList();
        add(ids.stream()
                .map(id -> rejection(FIRST_RUN, id.recordNumber(), JOBS))
                .toArray(Rejection[]::new));
        List<Rejection.Id> otherWayRound = new ArrayList<>(ids);
        Collections.reverse(otherWayRound);

        List<Future<Set<Rejection.Id>>> closing = List.of(ids, otherWayRound, ids, otherWayRound).stream()
                .map(some -> elsewhere(
                        () -> database.unitOfWork().write(() -> rejections.close("jobs", some, REPLAYED, SECOND_RUN))))
                .toList();

        assertThat(closing.stream().flatMap(closed -> await(closed).stream()))
                .hasSize(ids.size())
                .containsAll(ids);
    }

    // --- groups

    @Test
    void groupsOpenOnesByWhatTheyHaveInCommon() {
        add(
                because(FIRST_RUN, 1, JOBS, new Reason(REQUIRED, "job", "", "m"), new Reason(REQUIRED, "job", "", "m")),
                because(
                        FIRST_RUN,
                        2,
                        JOBS,
                        new Reason(REQUIRED, "job", "", "other words"),
                        Reason.ofRecord(CSV_QUOTE, "m")),
                because(
                        FIRST_RUN,
                        3,
                        JOBS,
                        new Reason(TOO_LONG, "job", "a b", "m"),
                        new Reason(TOO_LONG, "job", "a", "m")),
                because(FIRST_RUN, 4, JOBS, new Reason(BAD_ENCODING, "job", null, "m")),
                in(DISCARDED, because(FIRST_RUN, 5, JOBS, new Reason(REQUIRED, "job", "", "m"))));
        add(
                because(SECOND_RUN, 1, DEPARTMENTS, new Reason(REQUIRED, "department", "", "m")),
                because(
                        SECOND_RUN,
                        2,
                        DEPARTMENTS,
                        new Reason(UNKNOWN_FIELD, "\u0000\u00e4\"", "\u0000\ud83d\ude00\\", "m")));

        List<Group> all = List.of(
                new Group("jobs", REQUIRED, "job", "", 2),
                new Group("departments", REQUIRED, "department", "", 1),
                new Group("departments", UNKNOWN_FIELD, "\u0000\u00e4\"", "\u0000\ud83d\ude00\\", 1),
                new Group("jobs", BAD_ENCODING, "job", null, 1),
                new Group("jobs", CSV_QUOTE, null, null, 1),
                new Group("jobs", TOO_LONG, "job", "a", 1),
                new Group("jobs", TOO_LONG, "job", "a b", 1));
        assertThat(rejections.groups(null, 0, 100)).isEqualTo(all);
        assertThat(rejections.groups(null, 2, 3)).isEqualTo(all.subList(2, 5));
        assertThat(rejections.groups("departments", 0, 100)).isEqualTo(all.subList(1, 3));
        assertThat(rejections.groups("hired_employees", 0, 100)).isEmpty();
    }

    private static Rejection because(RunId run, long recordNumber, Dataset dataset, Reason... reasons) {
        Rejection any = rejection(run, recordNumber, dataset);
        return new Rejection(
                any.id(),
                any.dataset(),
                any.line(),
                any.status(),
                List.of(reasons),
                any.raw(),
                any.key(),
                any.replayOf(),
                any.createdAt());
    }

    // --- counts

    @Test
    void namesTheDatasetsThatHaveRejections() {
        assertThat(rejections.datasets()).isEmpty();

        add(rejection(FIRST_RUN, 1, JOBS), in(DISCARDED, rejection(FIRST_RUN, 2, HIRED_EMPLOYEES)));
        add(rejection(SECOND_RUN, 1, JOBS), rejection(SECOND_RUN, 2, DEPARTMENTS));

        assertThat(rejections.datasets()).containsExactly("departments", "hired_employees", "jobs");
    }

    @Test
    void countsOpenOnesByDataset() {
        assertThat(rejections.countOpen()).isEmpty();

        addAssortment();
        add(in(REPLAYED, rejection(THIRD_RUN, 100, HIRED_EMPLOYEES)));

        assertThat(rejections.countOpen()).isEqualTo(Map.of("departments", 2L, "jobs", 4L));
    }

    @Test
    void countsOpenOnesByFirstCode() {
        addAssortment();

        assertThat(rejections.countOpenByFirstCode(List.of("jobs", "departments")))
                .containsExactly(Map.entry("csv-quote", 2L), Map.entry("required", 2L), Map.entry("too-long", 2L));
        assertThat(rejections.countOpenByFirstCode(List.of("jobs", "hired_employees", "jobs")))
                .containsExactly(Map.entry("csv-quote", 1L), Map.entry("required", 2L), Map.entry("too-long", 1L));
        assertThat(rejections.countOpenByFirstCode(List.of("hired_employees"))).isEmpty();
        assertThat(rejections.countOpenByFirstCode(List.of())).isEmpty();
    }

    @Test
    void countsWhatWasSupersededNoMore() {
        add(rejection(FIRST_RUN, 1, JOBS, "same", REQUIRED));
        add(rejection(SECOND_RUN, 1, JOBS, "same", TOO_LONG));

        assertThat(rejections.countOpen()).isEqualTo(Map.of("jobs", 1L));
        assertThat(rejections.countOpenByFirstCode(List.of("jobs"))).isEqualTo(Map.of("too-long", 1L));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void countsWhatIsOpenWhateverHappenedBefore(long seed) {
        Random random = new Random(seed);
        List<ReasonCode> codes = List.of(REQUIRED, TOO_LONG, CSV_QUOTE);
        for (long run = 10; run < 20; run++) {
            Claim claim = createRun(run, JOBS);
            for (int batch = 0; batch < 2; batch++) {
                List<Rejection> some = new ArrayList<>();
                for (int i = 1; i <= 600; i++) {
                    some.add(rejection(
                            claim.run(),
                            600 * batch + i,
                            JOBS,
                            "record %s".formatted(random.nextInt(3_000)),
                            codes.get(random.nextInt(codes.size()))));
                }
                List<Rejection.Id> closed = random.ints(200, 1, 1_200)
                        .mapToObj(n -> new Rejection.Id(new RunId(random.nextLong(10, 20)), n))
                        .toList();
                Runnable work = () -> {
                    rejections.add(some);
                    rejections.close("jobs", closed, REPLAYED, claim.run());
                };
                if (random.nextInt(4) == 0) {
                    undone(work);
                } else {
                    write(work);
                }
            }
            close("jobs", DISCARDED, new Rejection.Id(claim.run(), random.nextInt(40) + 1));
            if (random.nextBoolean()) {
                Run ended = Fixtures.run(run, JOBS).succeeded(Fixtures.NOW);
                write(() -> runs.save(claim, ended));
            }
            Map<String, Long> open =
                    rejections.listOldestFirst(new Filter(null, "jobs", null, OPEN), null, 100_000).items().stream()
                            .collect(Collectors.groupingBy(
                                    rejection -> rejection
                                            .reasons()
                                            .getFirst()
                                            .code()
                                            .code(),
                                    Collectors.counting()));
            assertThat(rejections.countOpenByFirstCode(List.of("jobs"))).isEqualTo(open);
        }
    }
}
