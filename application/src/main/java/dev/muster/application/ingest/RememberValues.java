package dev.muster.application.ingest;

import dev.muster.application.Refusal;
import dev.muster.application.arguments.MappingArguments;
import dev.muster.application.mappings.ManageMappings;
import dev.muster.application.port.Database;
import dev.muster.application.port.ObjectStore;
import dev.muster.application.port.PortException;
import dev.muster.application.port.RecordDecoder;
import dev.muster.domain.dataset.AsciiCase;
import dev.muster.domain.dataset.Catalog;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Mapping;
import dev.muster.domain.dataset.Mapping.Column;
import dev.muster.domain.intake.ProposedColumns;
import dev.muster.domain.intake.Rejection;
import dev.muster.domain.run.LoadOptions.Format;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import dev.muster.domain.run.Run;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Remembers for other files what stands for what in one. Thread safe. */
public final class RememberValues {
    private final Catalog catalog;
    private final Database database;
    private final ManageMappings mappings;
    private final PreviewFile previews;
    private final Inputs inputs;

    public RememberValues(
            Catalog catalog,
            Database database,
            ObjectStore objects,
            RecordDecoder decoder,
            ManageMappings mappings,
            PreviewFile previews) {
        this.catalog = catalog;
        this.database = database;
        this.mappings = mappings;
        this.previews = previews;
        this.inputs = new Inputs(catalog, database, objects, decoder);
    }

    /**
     * Adds values to the mapping of the file that had a rejected record. If it was read by none, makes one of the columns
     * that it has, with a name like that of the file.
     *
     * @param values what stands for what, by name of the field, then by the value as received
     * @return the mapping as it is now
     * @throws Refusal {@code not-found} if there is no such rejection, {@code bad-parameter} if the file has no column for a
     *     field, {@code conflict} if it can have no mapping, or is gone
     * @throws PortException if database or storage fail
     */
    public Mapping remember(Rejection.Id id, Map<String, Map<String, String>> values) {
        Run run = origin(id);
        Dataset dataset = catalog.get(run.dataset());
        MappingArguments.known(dataset, values.keySet());
        if (run.options().format() != Format.CSV && run.options().format() != Format.XLSX) {
            throw new Refusal(
                    ProblemType.CONFLICT,
                    "mappings are for CSV and workbooks; run %s has %s"
                            .formatted(run.id(), run.options().format()));
        }
        Mapping kept = run.options().mapping();
        Mapping before = kept != null
                ? database.mappings().find(dataset.name(), kept.name()).orElse(kept)
                : ofFile(run, dataset);
        values.keySet().forEach(field -> {
            if (!before.columns().containsKey(field)) {
                throw refusal("the file has no column for %s".formatted(field));
            }
        });
        Mapping after;
        try {
            after = before.with(new Mapping(before.name(), before.columns(), values));
        } catch (IllegalArgumentException e) {
            throw refusal(String.valueOf(e.getMessage()));
        }
        mappings.put(dataset, after);
        return after;
    }

    private static Refusal refusal(String detail) {
        return new Refusal(new Problem(ProblemType.BAD_PARAMETER, detail).with("field", "values"));
    }

    /** Returns the run that received the record first. */
    private Run origin(Rejection.Id id) {
        Rejection rejection = find(id);
        Run run = database.runs().find(rejection.id().run()).orElseThrow(() -> unknown(id));
        while (run.options().mapping() == null || RunInput.isListed(run)) {
            Rejection.Id before = rejection.replayOf();
            if (before == null) {
                break;
            }
            rejection = find(before);
            run = database.runs().find(before.run()).orElseThrow(() -> unknown(id));
        }
        return run;
    }

    private Rejection find(Rejection.Id id) {
        return database.rejections().find(id).orElseThrow(() -> unknown(id));
    }

    private static Refusal unknown(Rejection.Id id) {
        return new Refusal(ProblemType.NOT_FOUND, "there is no rejection '%s'".formatted(id));
    }

    private Mapping ofFile(Run run, Dataset dataset) {
        Map<String, Column> columns = new LinkedHashMap<>();
        try (InputStream bytes = inputs.open(run, RunInput.of(run))) {
            PreviewFile.Preview preview =
                    previews.preview(new LoadRequest(dataset, run.mode(), run.options(), true), bytes);
            if (preview.columns().isEmpty()) {
                for (int i = 0; i < dataset.fields().size(); i++) {
                    columns.put(dataset.fields().get(i).name(), new Column.Position(i + 1));
                }
            } else {
                preview.proposal().byField().forEach((field, proposal) -> {
                    if (proposal.why() == ProposedColumns.Why.NAME || proposal.why() == ProposedColumns.Why.ALIAS) {
                        columns.put(field, proposal.column());
                    }
                });
            }
        } catch (PortException e) {
            if (e.kind() == PortException.Kind.MISSING) {
                throw new Refusal(ProblemType.CONFLICT, "the file of run %s is gone".formatted(run.id()));
            }
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return named(run, dataset, columns);
    }

    /** Returns the mapping with these columns and a name like that of the file, or a new one. */
    private Mapping named(Run run, Dataset dataset, Map<String, Column> columns) {
        String file = Objects.requireNonNullElse(run.source().name(), dataset.name());
        String name = AsciiCase.lower(file.substring(file.lastIndexOf('/') + 1).replaceFirst("(?<=.)\\..*", ""))
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("^[^a-z]+|-+$", "");
        String base = name.isEmpty() ? "file" : name.substring(0, Math.min(name.length(), Mapping.LONGEST_NAME - 5));
        for (int i = 1; ; i++) {
            String tried = i == 1 ? base : base + "-" + i;
            Optional<Mapping> taken = database.mappings().find(dataset.name(), tried);
            if (taken.isEmpty()) {
                return new Mapping(tried, columns, Map.of());
            }
            if (taken.get().columns().equals(columns)) {
                return taken.get();
            }
        }
    }
}
