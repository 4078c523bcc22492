package dev.muster.application.rejections;

import dev.muster.application.Refusal;
import dev.muster.application.arguments.MappingArguments;
import dev.muster.application.ingest.IngestRecords;
import dev.muster.application.ingest.Ingestion;
import dev.muster.application.ingest.ReceivedValues;
import dev.muster.application.port.Database;
import dev.muster.application.port.ObjectStore;
import dev.muster.application.port.RecordDecoder;
import dev.muster.application.port.RejectionStore.Filter;
import dev.muster.domain.dataset.Catalog;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Mapping;
import dev.muster.domain.intake.Rejection;
import dev.muster.domain.run.Mode;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import dev.muster.domain.run.Run;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sends rejected records through again, as they were received or corrected. A replay is a run with a ledger of its own.
 * It marks each rejection as {@code replayed}: its record got in, or was rejected again with {@code replay_of}. It
 * leaves out rejections that someone else closes meanwhile. Thread safe.
 */
public final class ReplayRejections {
    private final Catalog catalog;
    private final Database database;
    private final ObjectStore objects;
    private final RecordDecoder decoder;
    private final IngestRecords ingestRecords;

    public ReplayRejections(
            Catalog catalog,
            Database database,
            ObjectStore objects,
            RecordDecoder decoder,
            IngestRecords ingestRecords) {
        this.catalog = catalog;
        this.database = database;
        this.objects = objects;
        this.decoder = decoder;
        this.ingestRecords = ingestRecords;
    }

    /**
     * Puts on record the replay of one rejected record as it was received.
     *
     * @param mode null for the mode of the run that rejected it
     * @throws Refusal {@code not-found}, or {@code conflict} if the rejection is closed
     */
    public Ingestion replay(Rejection.Id id, @Nullable Mode mode) {
        Rejection rejection = OpenRejection.find(database.rejections(), id);
        return ingestRecords.replay(catalog.get(rejection.dataset()), modeOr(mode, rejection), List.of(id), null);
    }

    /**
     * Puts on record the replay of one rejected record, with a corrected record in its place.
     *
     * @param json one JSON object, in UTF-8; the fields that it does not name are those of the rejected record
     * @param mode null for the mode of the run that rejected it
     * @throws Refusal {@code not-found}, {@code conflict} if the rejection is closed, or {@code malformed-json} if
     *     {@code json} cannot be one object
     */
    public Ingestion replay(Rejection.Id id, byte[] json, @Nullable Mode mode) {
        Rejection rejection = OpenRejection.find(database.rejections(), id);
        requireObject(json);
        Dataset dataset = catalog.get(rejection.dataset());
        try (ReceivedValues received = new ReceivedValues(catalog, database, objects, decoder)) {
            byte[] merged = MergedRecord.of(dataset, id, json, received, decoder);
            return ingestRecords.replay(dataset, modeOr(mode, rejection), id, merged);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Puts a replay on record in which each value stands for itself. */
    public Ingestion replay(Filter filter, @Nullable Mode mode) {
        return replay(filter, mode, Map.of());
    }

    /** The name of the mapping by which a replay is read that gives values. */
    public static final String GIVEN_VALUES = "given-values";

    /**
     * Puts on record the replay of all open rejections that a filter finds. They must belong to one dataset.
     *
     * @param filter the run, dataset or reason; its status is ignored
     * @param mode null for the mode of the filter's run, or insert if the filter names no run
     * @param values what stands for what in these records, as in a mapping: by name of the field, then by the value as
     *     received without outer blanks; empty if each stands for itself
     * @throws Refusal {@code not-found} if there is no such run, {@code bad-parameter} if rejections of several
     *     datasets are open, or the dataset has no such field, {@code conflict} if none are open
     */
    public Ingestion replay(Filter filter, @Nullable Mode mode, Map<String, Map<String, String>> values) {
        Run run = filter.run() == null
                ? null
                : database.runs()
                        .find(filter.run())
                        .orElseThrow(() ->
                                new Refusal(ProblemType.NOT_FOUND, "there is no run '%s'".formatted(filter.run())));
        String dataset = datasetOf(filter, run);
        Filter open = filter.in(dataset).open();
        Mode chosen = mode != null ? mode : run != null ? run.mode() : Mode.INSERT;
        return ingestRecords.replay(
                catalog.get(dataset),
                chosen,
                new OpenRejections(database.rejections(), open),
                values.isEmpty() ? null : given(catalog.get(dataset), values));
    }

    private static Mapping given(Dataset dataset, Map<String, Map<String, String>> values) {
        MappingArguments.known(dataset, values.keySet());
        try {
            return Mapping.ofValues(GIVEN_VALUES, dataset, values);
        } catch (IllegalArgumentException e) {
            throw new Refusal(
                    new Problem(ProblemType.BAD_PARAMETER, String.valueOf(e.getMessage())).with("field", "values"));
        }
    }

    private String datasetOf(Filter filter, @Nullable Run run) {
        List<String> open = database.rejections().countOpen().keySet().stream()
                .filter(name -> filter.dataset() == null || filter.dataset().equals(name))
                .filter(name -> run == null || run.dataset().equals(name))
                .filter(name -> !database.rejections()
                        .ids(filter.in(name).open(), null, 1)
                        .isEmpty())
                .toList();
        return switch (open.size()) {
            case 0 -> throw new Refusal(ProblemType.CONFLICT, "no such rejection is open");
            case 1 -> open.getFirst();
            default ->
                throw new Refusal(new Problem(
                                ProblemType.BAD_PARAMETER,
                                "rejections of %s are open; a replay is of one dataset"
                                        .formatted(String.join(", ", open)))
                        .with("field", "dataset")
                        .with("allowed", open));
        };
    }

    private Mode modeOr(@Nullable Mode mode, Rejection rejection) {
        return mode != null
                ? mode
                : database.runs().find(rejection.id().run()).map(Run::mode).orElse(Mode.INSERT);
    }

    private static void requireObject(byte[] json) {
        for (byte b : json) {
            if (b == '{') {
                return;
            }
            if (b != ' ' && b != '\t' && b != '\r' && b != '\n') {
                break;
            }
        }
        throw new Refusal(ProblemType.MALFORMED_JSON, "a corrected record is one JSON object");
    }
}
