package dev.muster.application.rejections;

import dev.muster.application.Refusal;
import dev.muster.application.arguments.MappingArguments;
import dev.muster.application.ingest.IngestRecords;
import dev.muster.application.ingest.Ingestion;
import dev.muster.application.ingest.Input;
import dev.muster.application.ingest.LoadRequest;
import dev.muster.application.port.Database;
import dev.muster.application.port.PortException;
import dev.muster.domain.dataset.Catalog;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Field;
import dev.muster.domain.intake.Rejection;
import dev.muster.domain.report.Column;
import dev.muster.domain.run.LoadOptions;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.Source;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Takes records in the places of rejected ones of one run, and no others. Thread safe. */
public final class MendRejections {
    private static final String RECORDS = "records";

    private final Catalog catalog;
    private final Database database;
    private final IngestRecords ingestRecords;

    public MendRejections(Catalog catalog, Database database, IngestRecords ingestRecords) {
        this.catalog = catalog;
        this.database = database;
        this.ingestRecords = ingestRecords;
    }

    /**
     * Lands corrected records, in the form of a file of rejections, in the mode of the run that rejected them. Those whose
     * rejections are closed by now are left out. The result does not tell what is stored.
     *
     * @param records values as in CSV, by name of the field, by the id of a rejection of the run or of one that came of it
     * @param dryRun whether to work everything out but store nothing
     * @throws Refusal {@code bad-parameter} if a rejection or field is not one of the run's, or there are no records;
     *     {@code conflict} if all rejections are closed
     * @throws PortException if database or storage fail
     */
    public Ingestion mend(Run run, Map<String, Map<String, String>> records, boolean dryRun) {
        Dataset dataset = catalog.get(run.dataset());
        Map<Rejection.Id, Map<String, String>> open = open(run, dataset, records);
        if (open.isEmpty()) {
            throw new Refusal(ProblemType.CONFLICT, "somebody else has dealt with these rejections meanwhile");
        }
        LoadOptions options = LoadOptions.of(LoadOptions.Format.CSV);
        byte[] file = file(dataset, open).getBytes(StandardCharsets.UTF_8);
        try {
            return ingestRecords
                    .land(
                            new LoadRequest(dataset, run.mode(), options, dryRun),
                            new Input(Source.Kind.UPLOAD, null, new ByteArrayInputStream(file)))
                    .tellingNoChanges();
        } catch (IOException e) {
            throw new IllegalStateException("bytes in memory can be read", e);
        }
    }

    private Map<Rejection.Id, Map<String, String>> open(
            Run run, Dataset dataset, Map<String, Map<String, String>> records) {
        if (records.isEmpty()) {
            throw refusal("there are no records");
        }
        Map<Rejection.Id, Map<String, String>> open = new LinkedHashMap<>();
        records.forEach((id, values) -> {
            MappingArguments.known(dataset, values.keySet());
            Rejection rejection = Rejection.Id.parse(id)
                    .flatMap(database.rejections()::find)
                    .filter(found -> OpenOfRun.isOf(run, found, database.rejections()))
                    .orElseThrow(() -> refusal("run %s has no rejection '%s'".formatted(run.id(), id)));
            if (rejection.status() == Rejection.Status.OPEN) {
                open.put(rejection.id(), values);
            }
        });
        return open;
    }

    private static Refusal refusal(String detail) {
        return new Refusal(new Problem(ProblemType.BAD_PARAMETER, detail).with("field", RECORDS));
    }

    private static String file(Dataset dataset, Map<Rejection.Id, Map<String, String>> records) {
        StringBuilder csv = new StringBuilder(line(
                RejectionColumns.asReceived(dataset).stream().map(Column::name).toList()));
        records.forEach((id, values) -> {
            List<String> cells = new ArrayList<>();
            for (Field field : dataset.fields()) {
                cells.add(values.getOrDefault(field.name(), ""));
            }
            cells.add(id.toString());
            while (cells.size() < dataset.fields().size() + RejectionColumns.BEHIND_FIELDS.size()) {
                cells.add("");
            }
            csv.append(line(cells));
        });
        return csv.toString();
    }

    private static String line(List<String> cells) {
        return cells.stream()
                .map(cell -> cell.isEmpty() ? "" : '"' + cell.replace("\"", "\"\"") + '"')
                .collect(Collectors.joining(",", "", "\n"));
    }
}
