package dev.muster.application.ingest;

import dev.muster.application.port.Database;
import dev.muster.domain.dataset.Mapping;
import dev.muster.domain.intake.Rejection;
import dev.muster.domain.run.LoadOptions.Format;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.RunId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the mappings by which rejected records were read. A row of a file of rejections, and the record of a replay, are
 * read as the record was of which they came. Not thread safe.
 */
final class MappingsOfRejections {
    private final Database database;

    /** Rejections that are asked for one after the other are mostly of one run. */
    private @Nullable Run last;

    private List<Mapping> lastFound = List.of();
    private Optional<Mapping> lastMapping = Optional.empty();

    MappingsOfRejections(Database database) {
        this.database = database;
    }

    /**
     * Returns the mapping by which the record of a rejection was read, with what stood for what in the replays that led to
     * it; empty if there is none of these.
     */
    Optional<Mapping> of(Rejection.Id id) {
        List<Mapping> found = new ArrayList<>();
        Optional<Rejection.Id> came = Optional.of(id);
        while (came.isPresent()) {
            Optional<Run> run = run(came.get().run());
            Optional<Mapping> mapping = run.map(one -> one.options().mapping());
            mapping.ifPresent(found::add);
            boolean listed = run.filter(RunInput::isListed).isPresent();
            // A corrected record that came as JSON is what it says.
            if (!listed
                    && (mapping.isPresent()
                            || run.filter(one -> one.options().format() == Format.CSV
                                            || one.options().format() == Format.XLSX)
                                    .isEmpty())) {
                break;
            }
            came = database.rejections().find(came.get()).map(Rejection::replayOf);
        }
        if (!found.equals(lastFound)) {
            lastFound = found;
            lastMapping = found.stream().reduce((later, earlier) -> earlier.with(later));
        }
        return lastMapping;
    }

    private Optional<Run> run(RunId id) {
        if (last == null || !last.id().equals(id)) {
            last = database.runs().find(id).orElse(null);
        }
        return Optional.ofNullable(last);
    }
}
