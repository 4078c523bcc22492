package dev.muster.adapters.out.jdbc;

import dev.muster.domain.run.Checkpoint;
import dev.muster.domain.run.Counts;
import dev.muster.domain.run.LoadOptions;
import dev.muster.domain.run.Mode;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.RunId;
import dev.muster.domain.run.RunStatus;
import dev.muster.domain.run.Source;
import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A row of the table {@code runs}: a run, the token of the newest claim on it, and its owner. It is public for the code
 * that Micronaut Data generates in the packages of the databases.
 */
@MappedEntity("runs")
public record RunEntity(
        @Id long id,
        String dataset,
        String mode,
        String status,
        long token,
        String sourceKind,
        @Nullable String sourceName,
        @Nullable String sourceSha256,
        long sourceBytes,
        String format,
        @Nullable Boolean header,
        @Nullable String delimiter,
        int skipLines,
        @Nullable String nullTexts,
        String charset,
        boolean gzip,
        boolean strict,
        long batchSize,
        long maxRejections,
        @Nullable String object,
        long received,
        long inserted,
        long updated,
        long unchanged,
        long rejected,
        String rejectionsByCode,
        long checkpointRecords,
        long checkpointLine,
        long checkpointOffset,
        long blankLines,
        long bytesRead,
        long startedAt,
        @Nullable Long finishedAt,
        @Nullable String error,
        @Nullable String owner,
        int takeOvers,
        @Nullable String datasetFingerprint,
        @Nullable String actor,
        @Nullable String mapping,
        @Nullable String sheet) {

    static RunEntity of(Run run, long token, @Nullable String owner) {
        LoadOptions options = run.options();
        return new RunEntity(
                run.id().value(),
                run.dataset(),
                run.mode().code(),
                run.status().code(),
                token,
                run.source().kind().code(),
                run.source().name(),
                run.source().sha256(),
                run.source().bytes(),
                code(options.format()),
                options.header(),
                options.delimiter() == null ? null : code(options.delimiter()),
                options.skip(),
                options.nulls().isEmpty() ? null : String.join(",", options.nulls()),
                options.charset(),
                options.gzip(),
                options.strict(),
                options.batchSize(),
                options.maxRejections(),
                options.object(),
                run.counts().received(),
                run.counts().inserted(),
                run.counts().updated(),
                run.counts().unchanged(),
                run.counts().rejected(),
                JsonColumns.ofCounts(run.rejectionsByCode()),
                run.checkpoint().records(),
                run.checkpoint().line(),
                run.checkpoint().offset(),
                run.checkpoint().blankLines(),
                run.bytesRead(),
                run.startedAt().toEpochMilli(),
                run.finishedAt() == null ? null : run.finishedAt().toEpochMilli(),
                JsonColumns.ofProblem(run.error()),
                owner,
                0,
                run.datasetFingerprint(),
                run.actor(),
                options.mapping() == null ? null : JsonColumns.ofMapping(options.mapping()),
                options.sheet());
    }

    Run toRun() {
        return new Run(
                new RunId(id),
                dataset,
                datasetFingerprint,
                constant(Mode.class, mode),
                toOptions(),
                constant(RunStatus.class, status),
                new Source(constant(Source.Kind.class, sourceKind), sourceName, sourceSha256, sourceBytes),
                actor,
                new Counts(received, inserted, updated, unchanged, rejected),
                JsonColumns.toCounts(rejectionsByCode),
                new Checkpoint(checkpointRecords, checkpointLine, checkpointOffset, blankLines),
                bytesRead,
                Instant.ofEpochMilli(startedAt),
                finishedAt == null ? null : Instant.ofEpochMilli(finishedAt),
                JsonColumns.toProblem(error));
    }

    private LoadOptions toOptions() {
        return new LoadOptions(
                constant(LoadOptions.Format.class, format),
                header,
                delimiter == null ? null : constant(LoadOptions.Delimiter.class, delimiter),
                skipLines,
                nullTexts == null ? List.of() : List.of(nullTexts.split(",")),
                mapping == null ? null : JsonColumns.toMapping(mapping),
                charset,
                gzip,
                strict,
                Math.toIntExact(batchSize),
                maxRejections,
                object,
                sheet);
    }

    private static String code(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    static <E extends Enum<E>> E constant(Class<E> type, String code) {
        return Enum.valueOf(type, code.toUpperCase(Locale.ROOT));
    }
}
