package dev.muster.application.reports;

import dev.muster.application.Refusal;
import dev.muster.application.port.DataVersion;
import dev.muster.application.port.Database;
import dev.muster.domain.dataset.Catalog;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.report.Arguments;
import dev.muster.domain.report.Parameter;
import dev.muster.domain.report.Receipt;
import dev.muster.domain.report.Report;
import dev.muster.domain.report.ReportResult;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Computes reports, each from one consistent state of the data. Thread safe. */
public final class ComputeReport {
    private final Catalog catalog;
    private final Database database;
    private final Map<String, ReportQuery> queries = new LinkedHashMap<>();

    public ComputeReport(Catalog catalog, Database database) {
        this.catalog = catalog;
        this.database = database;
        List.of(
                        new HiredEmployeesByQuarter(database.hiring()),
                        new DepartmentsAboveAverageHiring(database.hiring()))
                .forEach(query -> queries.put(query.report().name(), query));
    }

    /** The reports there are, in a fixed order. */
    public List<Report> reports() {
        return queries.values().stream().map(ReportQuery::report).toList();
    }

    /**
     * The report with this name.
     *
     * @throws Refusal {@code unknown-report} if there is none
     */
    public Report report(String name) {
        return query(name).report();
    }

    /**
     * Computes a report.
     *
     * @param given texts of parameters by name; names that the report does not have are refused
     * @throws Refusal {@code unknown-report}, or {@code bad-parameter} if one is missing, unknown or out of its bounds
     */
    public ReportResult compute(String name, Map<String, String> given) {
        ReportQuery query = query(name);
        Report report = query.report();
        return database.unitOfWork().read(() -> {
            Arguments arguments = arguments(query, given);
            ReportQuery.Answer answer = query.answer(arguments);
            return new ReportResult(
                    report, arguments, answer.rows(), answer.facts(), receipt(report, answer.included()));
        });
    }

    /** The state of the data that a report would be computed from now; changes whenever its answer may change. */
    public DataVersion version(String name) {
        List<Dataset> read = read(query(name).report());
        return database.unitOfWork().read(() -> database.datasets().version(read));
    }

    private Receipt receipt(Report report, long included) {
        List<Dataset> read = read(report);
        DataVersion version = database.datasets().version(read);
        return new Receipt(
                included,
                database.datasets().count(read.getFirst()) - included,
                database.rejections().countOpenByFirstCode(report.datasets()),
                version.number(),
                version.at(),
                report.definition());
    }

    private List<Dataset> read(Report report) {
        return report.datasets().stream().map(catalog::get).toList();
    }

    private ReportQuery query(String name) {
        ReportQuery query = queries.get(name);
        if (query == null) {
            throw new Refusal(new Problem(
                            ProblemType.UNKNOWN_REPORT, "there is no report '%s'".formatted(name))
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
        return new Refusal(new Problem(
                        ProblemType.BAD_PARAMETER, "%s is required; %s".formatted(parameter.name(), known))
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
                        "%s must be a whole number from %d to %d, not '%s'"
                                .formatted(parameter.name(), parameter.min(), parameter.max(), text))
                .with("field", parameter.name())
                .with("allowed", "%d..%d".formatted(parameter.min(), parameter.max())));
    }
}
