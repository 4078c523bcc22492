package dev.muster.application.ingest;

import dev.muster.application.port.Span;
import dev.muster.application.tracing.Traced;
import dev.muster.domain.run.Counts;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.Run;
import java.util.function.Function;
import java.util.function.Supplier;

/** What traces tell of runs. Not thread safe. */
final class RunSpans {
    /** These first batches have a span each, then half as many each time that the number of batches doubles. */
    static final int FIRST = 16;

    private long batches;

    /** Loads a run within a span of its own. */
    static <T> T load(Run run, Supplier<T> work, Function<T, Run> loaded) {
        return Traced.part("load " + run.dataset(), span -> {
            about(span, run);
            T result = work.get();
            ended(span, loaded.apply(result));
            return result;
        });
    }

    static void about(Span span, Run run) {
        if (span.isTold()) {
            span.with("muster.run.id", run.id().toString())
                    .with("muster.dataset", run.dataset())
                    .with("muster.source.kind", run.source().kind().code())
                    .with("muster.source.bytes", run.source().bytes());
        }
    }

    private static void ended(Span span, Run run) {
        if (!span.isTold()) {
            return;
        }
        counted(span, run.counts());
        span.with("muster.run.status", run.status().code());
        Problem error = run.error();
        if (error != null) {
            span.failed(error.type().slug());
        }
    }

    private static void counted(Span span, Counts counts) {
        span.with("muster.records.inserted", counts.inserted())
                .with("muster.records.updated", counts.updated())
                .with("muster.records.unchanged", counts.unchanged())
                .with("muster.records.rejected", counts.rejected());
    }

    /** Commits a batch, within a span of its own or without any: a run may have any number of them. */
    void batch(RecordBatch batch, Supplier<Counts> commit) {
        batches++;
        Span span = isTold(batches) ? Traced.current().part(Span.Kind.INTERNAL, "batch") : Span.NONE;
        Traced.during(span, told -> {
            if (told.isTold()) {
                told.with("muster.batch.number", batches)
                        .with("muster.batch.first_record", batch.from().records() + 1)
                        .with("muster.batch.last_record", batch.to().records());
            }
            counted(told, commit.get());
            return told;
        });
    }

    /** @param number of a batch, from 1 */
    static boolean isTold(long number) {
        return number <= FIRST || number % (Long.highestOneBit(number) / (FIRST / 2)) == 0;
    }
}
