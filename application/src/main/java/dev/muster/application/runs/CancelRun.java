package dev.muster.application.runs;

import dev.muster.application.Refusal;
import dev.muster.application.access.Acting;
import dev.muster.application.port.Claim;
import dev.muster.application.port.Database;
import dev.muster.domain.run.ProblemType;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.RunId;
import dev.muster.domain.run.Source;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Stops a run, whoever works on it. It takes the run over, so that nobody can commit anything more of it. What was
 * committed stays and is counted. A strict run, and a first load that is committed as one batch, has committed nothing
 * before its end. Thread safe.
 */
public final class CancelRun {
    private final Database database;
    private final InstantSource clock;

    public CancelRun(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * Cancels a run that has not ended.
     *
     * @return the run as it is now
     * @throws Refusal {@code not-found}, or {@code conflict} if it has ended, or is a stream's
     */
    public Run cancel(RunId id) {
        Acting.on(id);
        return database.unitOfWork().write(() -> {
            Optional<Claim> claim = database.runs().takeOver(id);
            Run run = database.runs()
                    .find(id)
                    .orElseThrow(() -> new Refusal(ProblemType.NOT_FOUND, "there is no run '%s'".formatted(id)));
            if (claim.isPresent() && run.source().kind() == Source.Kind.KAFKA) {
                throw new Refusal(
                        ProblemType.CONFLICT,
                        "run %s takes what comes on topic %s until the day is over; pause the stream instead"
                                .formatted(id, run.source().name()));
            }
            Run cancelled = claim.map(mine -> run.cancelled(clock.instant().truncatedTo(ChronoUnit.MILLIS)))
                    .orElseThrow(() -> new Refusal(
                            ProblemType.CONFLICT,
                            "run %s is %s already".formatted(id, run.status().code())));
            database.runs().save(claim.get(), cancelled);
            return cancelled;
        });
    }
}
