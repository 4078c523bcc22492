package dev.muster.application.ingest;

import dev.muster.domain.run.Mode;
import dev.muster.domain.run.Run;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Loads departments and hired employees as the outside contract tells it: one record after the other, on plain texts. Shares
 * no code with what it is to be compared to, and is too simple to be wrong.
 */
final class NaiveLoader {
    private final Map<String, Map<Long, Stored>> tables =
            Map.of("departments", new TreeMap<>(), "hired_employees", new TreeMap<>());
    private final List<Rejected> rejections = new ArrayList<>();
    private int runs;

    /** One load. */
    record Step(String dataset, Mode mode, boolean strict, boolean dryRun, long maxRejections, List<String> lines) {}

    /** A row and where it came from, such as {@code 1:3}. */
    private record Stored(String values, String from) {}

    private static final class Rejected {
        final int run;
        final String dataset;
        final String raw;
        final @Nullable Long key;
        final String shown;
        String status = "open";

        Rejected(int run, String dataset, String raw, String shown) {
            this.run = run;
            this.dataset = dataset;
            this.raw = raw;
            this.key = keyOf(dataset, raw);
            this.shown = shown;
        }

        private static @Nullable Long keyOf(String dataset, String raw) {
            String[] values = raw.split(",", -1);
            return values.length == (dataset.equals("departments") ? 2 : 5) && values[0].matches("[1-9][0-9]*")
                    ? Long.valueOf(values[0])
                    : null;
        }

        String shown() {
            return shown.formatted(status);
        }
    }

    /** What is told about a load. */
    record Told(
            String status,
            @Nullable String error,
            List<Integer> counts,
            Map<String, Long> byCode,
            List<String> rejections,
            List<String> unchanged,
            List<String> changes) {}

    List<String> rows(String dataset) {
        return tables.get(dataset).values().stream()
                .map(row -> row.values() + " <" + row.from())
                .toList();
    }

    List<String> rejections() {
        return rejections.stream().map(Rejected::shown).toList();
    }

    Told load(Step step) {
        runs++;
        Map<Long, Stored> table = tables.get(step.dataset());
        Map<Long, Stored> before = new TreeMap<>(table);
        int[] counts = new int[4];
        Map<String, Long> byCode = new TreeMap<>();
        List<Rejected> rejected = new ArrayList<>();
        List<String> unchanged = new ArrayList<>();
        List<String> changes = new ArrayList<>();
        Set<Long> stored = new HashSet<>();
        String error = null;
        int record = 0;
        for (int i = 0; i < step.lines().size() && error == null; i++) {
            String line = step.lines().get(i);
            if (line.isEmpty()) {
                continue;
            }
            if (line.equals("\"")) {
                error = "malformed-csv";
                break;
            }
            record++;
            List<String> reasons = reasons(step.dataset(), line);
            if (reasons.isEmpty()) {
                long key = Long.parseLong(line.split(",", -1)[0]);
                Stored known = table.get(key);
                Stored fresh = new Stored(line, runs + ":" + record);
                if (known == null) {
                    table.put(key, fresh);
                    stored.add(key);
                    counts[0]++;
                } else if (known.values().equals(line)) {
                    counts[2]++;
                    unchanged.add(String.valueOf(key));
                } else if (step.mode() == Mode.UPSERT) {
                    table.put(key, fresh);
                    stored.add(key);
                    counts[1]++;
                    changes.add("%s: %s -> %s".formatted(key, known.values(), line));
                } else {
                    reasons = List.of("duplicate-key(id)");
                }
            }
            if (!reasons.isEmpty()) {
                counts[3]++;
                reasons.stream()
                        .map(reason -> reason.split("\\(", -1)[0])
                        .distinct()
                        .forEach(code -> byCode.merge(code, 1L, Long::sum));
                rejected.add(new Rejected(
                        runs,
                        step.dataset(),
                        line,
                        "%s:%s %%s line %s %s: %s".formatted(runs, record, i + 1, String.join(" ", reasons), line)));
                if (counts[3] > step.maxRejections()) {
                    error = "too-many-rejections";
                }
            }
        }
        boolean undone = step.strict() && (error != null || counts[3] > 0);
        if (undone && error == null) {
            error = "batch-rejected";
        }
        List<String> shown = rejected.stream().map(Rejected::shown).toList();
        if (undone || step.dryRun()) {
            table.clear();
            table.putAll(before);
        } else {
            keep(step.dataset(), stored, rejected);
        }
        return new Told(
                error == null ? "succeeded" : "failed",
                error,
                undone ? List.of(0, 0, 0, 0) : List.of(counts[0], counts[1], counts[2], counts[3]),
                byCode,
                shown,
                unchanged,
                changes);
    }

    private void keep(String dataset, Set<Long> stored, List<Rejected> rejected) {
        for (Rejected older : rejections) {
            if (older.status.equals("open")
                    && older.dataset.equals(dataset)
                    && older.key != null
                    && stored.contains(older.key)) {
                older.status = "superseded";
            }
        }
        for (Rejected newer : rejected) {
            for (Rejected older : rejections) {
                if (older.run < newer.run
                        && older.status.equals("open")
                        && older.dataset.equals(newer.dataset)
                        && older.raw.equals(newer.raw)) {
                    older.status = "superseded";
                }
            }
        }
        rejections.addAll(rejected);
    }

    private List<String> reasons(String dataset, String line) {
        String[] values = line.split(",", -1);
        List<String> reasons = new ArrayList<>();
        if (dataset.equals("departments")) {
            if (values.length != 2) {
                return List.of("column-count");
            }
            integer(reasons, "id", values[0]);
            required(reasons, "department", values[1]);
            return reasons;
        }
        if (values.length != 5) {
            return List.of("column-count");
        }
        integer(reasons, "id", values[0]);
        required(reasons, "name", values[1]);
        if (values[2].equals("yesterday")) {
            reasons.add("datetime-format(hire_datetime)");
        } else {
            required(reasons, "hire_datetime", values[2]);
        }
        integer(reasons, "department_id", values[3]);
        integer(reasons, "job_id", values[4]);
        if (reasons.isEmpty() && !tables.get("departments").containsKey(Long.valueOf(values[3]))) {
            reasons.add("unknown-reference(department_id)");
        }
        // There are jobs 1 and 2.
        if (reasons.stream().allMatch(reason -> reason.startsWith("unknown")) && !values[4].matches("[12]")) {
            reasons.add("unknown-reference(job_id)");
        }
        return reasons;
    }

    private static void required(List<String> reasons, String field, String value) {
        if (value.isEmpty()) {
            reasons.add("required(%s)".formatted(field));
        }
    }

    private static void integer(List<String> reasons, String field, String value) {
        if (value.isEmpty()) {
            reasons.add("required(%s)".formatted(field));
        } else if (!value.matches("[0-9]+")) {
            reasons.add("not-integer(%s)".formatted(field));
        } else if (value.equals("0")) {
            reasons.add("out-of-range(%s)".formatted(field));
        }
    }

    /** What the use case told, in these terms. */
    static Told told(Ingested ingested) {
        Run run = ingested.run();
        return new Told(
                run.status().code(),
                run.error() == null ? null : run.error().type().slug(),
                List.of(
                        (int) run.counts().inserted(),
                        (int) run.counts().updated(),
                        (int) run.counts().unchanged(),
                        (int) run.counts().rejected()),
                run.rejectionsByCode(),
                Intake.shown(ingested.rejections()),
                ingested.unchangedKeys().stream().map(Object::toString).toList(),
                ingested.changes().stream()
                        .map(change -> "%s: %s -> %s"
                                .formatted(change.key(), Intake.line(change.before()), Intake.line(change.after())))
                        .collect(Collectors.toList()));
    }
}
