package dev.muster.adapters.in.json;

import dev.muster.domain.run.Counts;
import dev.muster.domain.run.Mode;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.RunStatus;
import dev.muster.domain.run.Source;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A run as it stands.
 *
 * @param error null unless it failed
 */
public record RunView(
        @Member(unwrapped = true) Standing standing,
        @Nullable ProblemView error) {

    /**
     * How a run stands, but for why it failed.
     *
     * @param id null if nothing is on record
     * @param actor null if nobody asked for it
     * @param mapping name of the one by which its input was read; null if by none
     */
    public record Standing(
            @Nullable String id,
            String dataset,
            Mode mode,
            RunStatus status,
            Source source,
            @Nullable String actor,
            @Nullable String mapping,
            Counts counts,
            Map<String, Long> rejectionsByCode,
            long blankLines,
            Progress progress,
            Instant startedAt,
            @Nullable Instant finishedAt) {

        /** A run that is on record. */
        static Standing of(Run run) {
            return of(run, run.id().toString());
        }

        private static Standing of(Run run, @Nullable String id) {
            Source source = sourceOf(run);
            return new Standing(
                    id,
                    run.dataset(),
                    run.mode(),
                    run.status(),
                    source,
                    run.actor(),
                    run.options().mapping() == null
                            ? null
                            : run.options().mapping().name(),
                    run.counts(),
                    run.rejectionsByCode(),
                    run.checkpoint().blankLines(),
                    new Progress(run.bytesRead(), source.bytes()),
                    run.startedAt(),
                    run.finishedAt());
        }
    }

    /** How far an input is read, in bytes as received. */
    public record Progress(long bytesRead, long bytesTotal) {}

    public static RunView of(Run run) {
        return of(run, run.id().toString());
    }

    /** A run of which nothing is on record. */
    static RunView unkept(Run run) {
        return of(run, null);
    }

    private static RunView of(Run run, @Nullable String id) {
        Problem error = run.error();
        return new RunView(Standing.of(run, id), error == null ? null : ProblemView.of(error));
    }

    /** What has no end has the bytes that came so far. */
    private static Source sourceOf(Run run) {
        Source source = run.source();
        return source.kind() == Source.Kind.KAFKA
                ? new Source(source.kind(), source.name(), source.sha256(), run.bytesRead())
                : source;
    }
}
