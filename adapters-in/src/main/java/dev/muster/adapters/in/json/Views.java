package dev.muster.adapters.in.json;

import dev.muster.application.ingest.Ingested;
import dev.muster.application.port.StoredRow;
import dev.muster.application.rejections.GroupRejections.Remedied;
import dev.muster.application.rejections.RawText;
import dev.muster.application.reports.ReportFiles.ReportFile;
import dev.muster.application.reports.Summarise.Line;
import dev.muster.application.reports.Summarise.Summary;
import dev.muster.application.runs.TraceRecord.Lineage;
import dev.muster.application.runs.UndoRun.Left;
import dev.muster.application.runs.UndoRun.Undone;
import dev.muster.domain.dataset.Catalog;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Row;
import dev.muster.domain.intake.RawBytes;
import dev.muster.domain.intake.Reason;
import dev.muster.domain.intake.Rejection;
import dev.muster.domain.report.Column;
import dev.muster.domain.report.Parameter;
import dev.muster.domain.report.Receipt;
import dev.muster.domain.report.Report;
import dev.muster.domain.report.ReportResult;
import dev.muster.domain.run.Counts;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.Source;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the outside sees, the same from every door: members with their public names, in the order in which they are written.
 * To be written by {@link Json}.
 */
public final class Views {
    private static final List<String> FIRST_EXTENSIONS = List.of("field", "line", "allowed", "run");

    /** About how many bytes of JSON the lists in the answer to a load have together, as a page of a list has. */
    private static final long LISTS = 4 << 20;

    private Views() {}

    /** A run as it stands. */
    public static Map<String, @Nullable Object> run(Run run) {
        Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("id", run.id().toString());
        view.put("dataset", run.dataset());
        view.put("mode", run.mode().code());
        view.put("status", run.status().code());
        view.put("source", source(run.source()));
        view.put("counts", counts(run.counts()));
        view.put("rejections_by_code", run.rejectionsByCode());
        view.put("blank_lines", run.checkpoint().blankLines());
        Map<String, @Nullable Object> progress = new LinkedHashMap<>();
        progress.put("bytes_read", run.bytesRead());
        progress.put("bytes_total", run.source().bytes());
        view.put("progress", progress);
        view.put("started_at", run.startedAt());
        view.put("finished_at", run.finishedAt());
        Problem error = run.error();
        view.put("error", error == null ? null : problem(error));
        return view;
    }

    /** What became of an input that is on record: its run, and the first rejections and unchanged keys. */
    public static Map<String, @Nullable Object> ingested(Ingested ingested) {
        Map<String, @Nullable Object> view = run(ingested.run());
        view.put("rejections", new Lists().first(ingested.rejections(), Views::listed));
        view.put("unchanged_keys", ingested.unchangedKeys());
        return view;
    }

    /** What lists of an answer hold. Items become views one at a time, while they are counted and while they are written. */
    private static final class Lists {
        private long left = LISTS;

        /** The first of {@code items}, as many as there are bytes for, at least one. */
        <T> Iterable<Map<String, @Nullable Object>> first(
                List<T> items, Function<T, Map<String, @Nullable Object>> view) {
            int shown = 0;
            while (shown < items.size() && (shown == 0 || left > 0)) {
                left -= Json.size(view.apply(items.get(shown++)));
            }
            List<T> first = items.subList(0, shown);
            return () -> first.stream().map(view).iterator();
        }
    }

    /** What would become of an input, of which nothing is stored: there are no ids, but the first changes are shown. */
    public static Map<String, @Nullable Object> rehearsed(Ingested ingested, Dataset dataset) {
        Map<String, @Nullable Object> view = run(ingested.run());
        view.put("id", null);
        Lists lists = new Lists();
        view.put("rejections", lists.first(ingested.rejections(), Views::rehearsed));
        view.put("unchanged_keys", ingested.unchangedKeys());
        view.put("changes", lists.first(ingested.changes(), change -> change(dataset, change)));
        return view;
    }

    private static Map<String, @Nullable Object> change(Dataset dataset, Ingested.Change change) {
        Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("key", change.key());
        view.put("old", record(dataset, change.before()));
        view.put("new", record(dataset, change.after()));
        return view;
    }

    /**
     * Why an input was not loaded: a problem document, with the first rejections if they were the reason.
     *
     * @param error why its run failed
     * @param rehearsal whether nothing was to be stored, not even the run
     */
    public static Map<String, @Nullable Object> failed(Ingested ingested, Problem error, boolean rehearsal) {
        Map<String, @Nullable Object> view = problem(
                rehearsal ? error : error.with("run", ingested.run().id().toString()));
        if (error.type() == ProblemType.BATCH_REJECTED) {
            view.put(
                    "rejections",
                    new Lists().first(ingested.rejections(), rehearsal ? Views::rehearsed : Views::unkept));
        }
        return view;
    }

    /** A rejection that is kept. Bytes that are no text are in {@code raw_base64}, which then takes the place of {@code raw}. */
    public static Map<String, @Nullable Object> rejection(Rejection rejection) {
        Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("id", rejection.id().toString());
        view.put("run_id", rejection.id().run().toString());
        view.put("dataset", rejection.dataset());
        view.put("record_number", rejection.id().recordNumber());
        view.put("line", rejection.line());
        view.put("status", rejection.status().code());
        view.put("reasons", rejection.reasons().stream().map(Views::reason).toList());
        putRaw(view, rejection.raw());
        view.put(
                "replay_of",
                rejection.replayOf() == null ? null : rejection.replayOf().toString());
        view.put("created_at", rejection.createdAt());
        return view;
    }

    /** A rejection among others: of a long raw record there is only the beginning. */
    public static Map<String, @Nullable Object> listed(Rejection rejection) {
        Map<String, @Nullable Object> view =
                rejection(rejection.withRaw(RawBytes.upTo(Ingested.SHOWN_RAW_BYTES, rejection.raw())));
        markIfLong(view, rejection.raw());
        return view;
    }

    private static void markIfLong(Map<String, @Nullable Object> view, byte[] raw) {
        if (raw.length > Ingested.SHOWN_RAW_BYTES) {
            view.put("raw_truncated", true);
        }
    }

    private static void putRaw(Map<String, @Nullable Object> view, Lineage lineage) {
        if (lineage.raw() == null) {
            view.put("raw", null);
        } else {
            putRaw(view, lineage.raw());
        }
    }

    private static void putRaw(Map<String, @Nullable Object> view, byte[] raw) {
        RawText.of(raw)
                .ifPresentOrElse(
                        text -> view.put("raw", text),
                        () -> view.put("raw_base64", Base64.getEncoder().encodeToString(raw)));
    }

    /** What open rejections have in common, and what to do about them. */
    public static Map<String, @Nullable Object> group(Remedied remedied) {
        Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("dataset", remedied.group().dataset());
        view.put("code", remedied.group().code().code());
        view.put("field", remedied.group().field());
        view.put("value", remedied.group().value());
        view.put("count", remedied.group().count());
        view.put("remedy", remedied.remedy());
        return view;
    }

    /** Where a row came from. Line and raw are null if the run's input is gone. */
    public static Map<String, @Nullable Object> lineage(Lineage lineage) {
        Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("run", run(lineage.run()));
        view.put("record_number", lineage.recordNumber());
        view.put("line", lineage.line());
        putRaw(view, lineage);
        return view;
    }

    /** A run that was undone, and what became of its rows. */
    public static Map<String, @Nullable Object> undone(Undone undone) {
        Map<String, @Nullable Object> view = run(undone.run());
        view.put("removed", undone.removed());
        view.put("put_back", undone.putBack());
        view.put("left_count", undone.leftCount());
        List<Map<String, @Nullable Object>> left = new ArrayList<>();
        for (Left row : undone.left()) {
            Map<String, @Nullable Object> one = new LinkedHashMap<>();
            one.put("key", row.key());
            one.put("cause", row.cause().code());
            left.add(one);
        }
        view.put("left", left);
        return view;
    }

    /** A rejection that is told of but not kept, as those of strict runs: it has no id to ask for. */
    public static Map<String, @Nullable Object> unkept(Rejection rejection) {
        Map<String, @Nullable Object> view = listed(rejection);
        view.put("id", null);
        return view;
    }

    /** A rejection that there would be: it has no id, and no run either. */
    public static Map<String, @Nullable Object> rehearsed(Rejection rejection) {
        Map<String, @Nullable Object> view = unkept(rejection);
        view.put("run_id", null);
        return view;
    }

    /** The values of a row by name of field; null where an optional one is absent. */
    public static Map<String, @Nullable Object> record(Dataset dataset, Row row) {
        Map<String, @Nullable Object> view = new LinkedHashMap<>();
        for (int i = 0; i < dataset.fields().size(); i++) {
            view.put(dataset.fields().get(i).name(), row.get(i));
        }
        return view;
    }

    /** A report that is kept as a file. */
    public static Map<String, @Nullable Object> reportFile(ReportFile file) {
        Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("name", file.name());
        view.put("format", file.format());
        view.put("bytes", file.bytes());
        view.put("created_at", file.createdAt());
        return view;
    }

    /** A record behind a figure, among others. */
    public static Map<String, @Nullable Object> recordOfFigure(Dataset dataset, StoredRow row, Lineage lineage) {
        Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("record", record(dataset, row.row()));
        view.put("run_id", lineage.run().id().toString());
        view.put("file", lineage.run().source().name());
        view.put("record_number", lineage.recordNumber());
        view.put("line", lineage.line());
        byte[] raw = lineage.raw();
        if (raw == null) {
            view.put("raw", null);
        } else {
            putRaw(view, RawBytes.upTo(Ingested.SHOWN_RAW_BYTES, raw));
            markIfLong(view, raw);
        }
        return view;
    }

    /**
     * A dataset as a Frictionless Table Schema.
     *
     * @param catalog knows the datasets that it refers to
     * @param rowCount how many rows are stored
     */
    public static Map<String, @Nullable Object> dataset(Catalog catalog, Dataset dataset, long rowCount) {
        return TableSchema.of(catalog, dataset, rowCount);
    }

    /** A computed report. */
    public static Map<String, @Nullable Object> report(ReportResult result) {
        List<Column> columns = result.report().columns();
        List<Map<String, @Nullable Object>> rows = new ArrayList<>(result.rows().size());
        for (List<@Nullable Object> values : result.rows()) {
            Map<String, @Nullable Object> row = LinkedHashMap.newLinkedHashMap(columns.size());
            for (int i = 0; i < columns.size(); i++) {
                row.put(columns.get(i).name(), values.get(i));
            }
            rows.add(row);
        }
        Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("report", result.report().name());
        view.put("parameters", result.arguments().values());
        view.put("columns", columns.stream().map(Views::column).toList());
        view.put("rows", rows);
        view.put("facts", result.facts());
        view.put("receipt", receipt(result.receipt()));
        return view;
    }

    /** What a report answers and what it has to be told. */
    public static Map<String, @Nullable Object> reportDescription(Report report) {
        Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("name", report.name());
        view.put("title", report.title());
        view.put("definition", report.definition());
        view.put(
                "parameters", report.parameters().stream().map(Views::parameter).toList());
        view.put("columns", report.columns().stream().map(Views::column).toList());
        view.put("datasets", report.datasets());
        return view;
    }

    /** What came in over all time. */
    public static Map<String, @Nullable Object> summary(Summary summary) {
        Map<String, @Nullable Object> view = line(summary.total());
        List<Map<String, @Nullable Object>> datasets = new ArrayList<>();
        for (Line line : summary.datasets()) {
            Map<String, @Nullable Object> one = new LinkedHashMap<>();
            one.put("dataset", line.dataset());
            one.putAll(line(line));
            datasets.add(one);
        }
        view.put("datasets", datasets);
        return view;
    }

    /** A problem document with the HTTP status of its kind. */
    public static Map<String, @Nullable Object> problem(Problem problem) {
        return problem(problem, Statuses.of(problem.type().category()));
    }

    /** A problem document. */
    public static Map<String, @Nullable Object> problem(Problem problem, int status) {
        Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("type", "/problems/" + problem.type().slug());
        view.put("title", problem.type().title());
        view.put("status", status);
        view.put("detail", problem.detail());
        for (String name : FIRST_EXTENSIONS) {
            if (problem.extensions().containsKey(name)) {
                view.put(name, problem.extensions().get(name));
            }
        }
        problem.extensions().keySet().stream()
                .sorted()
                .forEach(name -> view.putIfAbsent(name, problem.extensions().get(name)));
        return view;
    }

    /**
     * A part of a list.
     *
     * @param plural name of the items
     * @param next what to ask for as {@code after} to get more; null if there is no more
     */
    public static Map<String, @Nullable Object> page(
            String plural, List<? extends Map<String, ? extends @Nullable Object>> items, @Nullable String next) {
        Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put(plural, items);
        view.put("next", next);
        return view;
    }

    private static Map<String, @Nullable Object> source(Source source) {
        Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("kind", source.kind().code());
        view.put("name", source.name());
        view.put("sha256", source.sha256());
        view.put("bytes", source.bytes());
        return view;
    }

    private static Map<String, @Nullable Object> counts(Counts counts) {
        Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("received", counts.received());
        view.put("inserted", counts.inserted());
        view.put("updated", counts.updated());
        view.put("unchanged", counts.unchanged());
        view.put("rejected", counts.rejected());
        return view;
    }

    private static Map<String, @Nullable Object> reason(Reason reason) {
        Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("code", reason.code().code());
        view.put("field", reason.field());
        view.put("value", reason.value());
        view.put("message", reason.message());
        return view;
    }

    private static Map<String, @Nullable Object> column(Column column) {
        Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("name", column.name());
        view.put("type", column.type().name().toLowerCase(Locale.ROOT));
        view.put("title", column.title());
        return view;
    }

    private static Map<String, @Nullable Object> parameter(Parameter parameter) {
        Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("name", parameter.name());
        view.put("description", parameter.description());
        view.put("min", parameter.min());
        view.put("max", parameter.max());
        view.put("default", parameter.defaultValue());
        return view;
    }

    private static Map<String, @Nullable Object> receipt(Receipt receipt) {
        Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("included", receipt.included());
        view.put("outside", receipt.outside());
        view.put("excluded", receipt.excluded());
        view.put("data_version", receipt.dataVersion());
        view.put("computed_at", receipt.computedAt());
        view.put("definition", receipt.definition());
        return view;
    }

    private static Map<String, @Nullable Object> line(Line line) {
        Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("received", line.received());
        view.put("accepted", line.accepted());
        view.put("rejected", line.rejected());
        view.put("success_rate", line.successRate());
        view.put("open_rejections", line.openRejections());
        return view;
    }
}
