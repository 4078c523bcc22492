package dev.muster.application.reports;

import dev.muster.application.Refusal;
import dev.muster.application.port.DataVersion;
import dev.muster.application.port.Database;
import dev.muster.application.port.Slice;
import dev.muster.application.port.StoredRow;
import dev.muster.domain.dataset.Catalog;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.report.Arguments;
import dev.muster.domain.report.Parameter;
import dev.muster.domain.report.Receipt;
import dev.muster.domain.report.Report;
import dev.muster.domain.report.ReportCatalog;
import dev.muster.domain.report.ReportResult;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Computes reports, each from one consistent state of the data. Thread safe. */
public final class ComputeReport {
    private final Catalog catalog;
    private final Database database;
    private final Map<String, ReportQuery> queries = new LinkedHashMap<>();

    /** Computes the given reports, and those on the ledger. */
    public ComputeReport(Catalog catalog, ReportCatalog reports, Database database) {
        this.catalog = catalog;
        this.database = database;
        reports.reports().forEach(report -> add(new ReportOfSums(report, database.figures(), catalog)));
        add(LedgerReport.dataQuality(database.ledger(), database.datasets(), catalog));
        add(LedgerReport.runTimes(database.ledger(), database.datasets(), catalog));
    }

    private void add(ReportQuery query) {
        queries.put(query.report().name(), query);
    }

    /** Returns all reports, in a fixed order. */
    public List<Report> reports() {
        return queries.values().stream().map(ReportQuery::report).toList();
    }

    /**
     * Returns the report with this name.
     *
     * @throws Refusal {@code unknown-report} if there is no such report
     */
    public Report report(String name) {
        return query(name).report();
    }

    /**
     * Returns parameters with which a report has data: one for each value of a parameter that has no default, such as
     * the years with data.
     *
     * @throws Refusal {@code unknown-report} if there is no such report
     */
    public List<Map<String, String>> withData(String name) {
        ReportQuery query = query(name);
        List<Map<String, String>> all = List.of(Map.of());
        for (Parameter parameter : query.report().parameters()) {
            if (parameter.defaultValue() == null) {
                List<Integer> values = database.unitOfWork().read(() -> query.valuesWithData(parameter.name()));
                all = all.stream()
                        .flatMap(some -> values.stream().map(value -> {
                            Map<String, String> more = new TreeMap<>(some);
                            more.put(parameter.name(), value.toString());
                            return more;
                        }))
                        .toList();
            }
        }
        return all;
    }

    /**
     * Computes a report.
     *
     * @param given texts of parameters by name; a name that the report does not have is refused
     * @throws Refusal {@code unknown-report}, or {@code bad-parameter} if one is missing, unknown or out of its bounds
     */
    public ReportResult compute(String name, Map<String, String> given) {
        ReportQuery query = query(name);
        Report report = query.report();
        return database.unitOfWork().read(() -> {
            Arguments arguments = arguments(query, given);
            ReportQuery.Answer answer = query.answer(arguments);
            return new ReportResult(
                    report,
                    arguments,
                    answer.rows().stream().map(ReportQuery.Line::values).toList(),
                    answer.rows().stream().map(ReportQuery.Line::key).toList(),
                    answer.facts(),
                    receipt(query, answer.included()));
        });
    }

    /**
     * Returns the records behind a figure.
     *
     * @param given texts by name of the report's parameters and of the keys of its rows; a name that the report does
     *     not have is refused. A key that is left out does not restrict the records: without a department, they are the
     *     hires of all departments
     * @throws Refusal {@code unknown-report}, or {@code bad-parameter} as for the report itself
     */
    public Figure figure(String name, Map<String, String> given) {
        ReportQuery query = query(name);
        Map<String, String> parameters = new LinkedHashMap<>(given);
        Map<String, String> keys = new LinkedHashMap<>(given);
        query.report().parameters().forEach(parameter -> keys.remove(parameter.name()));
        parameters.keySet().removeAll(keys.keySet());
        Arguments arguments = database.unitOfWork().read(() -> arguments(query, parameters));
        FigureKeys figureKeys = new FigureKeys(keys);
        Figure figure = query.figure(arguments, figureKeys);
        figureKeys.refuseOthers();
        return figure;
    }

    /**
     * Returns the records of a figure in key order.
     *
     * @param after only records with greater keys; null from the start
     * @param limit most records to give, at least 1
     */
    public Slice<StoredRow> records(Figure figure, @Nullable Object after, int limit) {
        return database.records().list(figure.dataset(), figure.conditions(), after, limit);
    }

    /**
     * Returns the state of the data from which a report would be computed now. It changes whenever the answer may
     * change.
     *
     * @param given the same as for the report itself, with the same refusals
     */
    public DataVersion version(String name, Map<String, String> given) {
        ReportQuery query = query(name);
        return database.unitOfWork().read(() -> {
            arguments(query, given);
            return version(query);
        });
    }

    private DataVersion version(ReportQuery query) {
        return query.version(database.datasets().version(datasets(query.report().datasets())));
    }

    private Receipt receipt(ReportQuery query, long included) {
        Report report = query.report();
        DataVersion version = version(query);
        long stored = datasets(report.counted()).stream()
                .mapToLong(database.datasets()::count)
                .sum();
        return new Receipt(
                included,
                stored - included,
                database.rejections().countOpenByFirstCode(report.datasets()),
                version.number(),
                version.at(),
                report.definition());
    }

    private List<Dataset> datasets(List<String> names) {
        return names.stream().map(catalog::get).toList();
    }

    private ReportQuery query(String name) {
        ReportQuery query = queries.get(name);
        if (query == null) {
            throw new Refusal(new Problem(ProblemType.UNKNOWN_REPORT, "there is no report '%s'".formatted(name))
                    .with("allowed", List.copyOf(queries.keySet())));
        }
        return query;
    }

    private static Arguments arguments(ReportQuery query, Map<String, String> given) {
        Report report = query.report();
        Map<String, Long> values = new LinkedHashMap<>();
        for (Parameter parameter : report.parameters()) {
            String text = given.get(parameter.name());
            if (text != null) {
                values.put(parameter.name(), value(parameter, text));
            } else if (parameter.defaultValue() != null) {
                values.put(parameter.name(), parameter.defaultValue());
            } else {
                throw missing(query, parameter);
            }
        }
        for (String name : given.keySet()) {
            if (!values.containsKey(name)) {
                throw new Refusal(new Problem(
                                ProblemType.BAD_PARAMETER,
                                "report %s has no parameter '%s'".formatted(report.name(), name))
                        .with("field", name)
                        .with("allowed", List.copyOf(values.keySet())));
            }
        }
        return new Arguments(values);
    }

    private static Refusal missing(ReportQuery query, Parameter parameter) {
        List<Integer> withData = query.valuesWithData(parameter.name());
        String known = withData.isEmpty()
                ? "no %s has data yet".formatted(parameter.name())
                : "those with data: %s"
                        .formatted(String.join(
                                ", ", withData.stream().map(String::valueOf).toList()));
        return new Refusal(
                new Problem(ProblemType.BAD_PARAMETER, "%s is required; %s".formatted(parameter.name(), known))
                        .with("field", parameter.name())
                        .with("allowed", withData));
    }

    private static long value(Parameter parameter, String text) {
        if (text.matches("-?[0-9]{1,18}")) {
            long value = Long.parseLong(text);
            if (value >= parameter.min() && value <= parameter.max()) {
                return value;
            }
        }
        throw new Refusal(new Problem(
                        ProblemType.BAD_PARAMETER,
                        "%s must be a whole number from %s to %s, not '%s'"
                                .formatted(parameter.name(), parameter.min(), parameter.max(), text))
                .with("field", parameter.name())
                .with("allowed", "%s..%s".formatted(parameter.min(), parameter.max())));
    }
}
