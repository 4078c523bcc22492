package dev.muster.application.rejections;

import dev.muster.application.port.Database;
import dev.muster.application.port.RejectionStore.Group;
import dev.muster.domain.dataset.Catalog;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Field;
import dev.muster.domain.intake.ReasonCode;
import dev.muster.domain.intake.RecordValidator;
import dev.muster.domain.intake.Verdict;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Shows what the open rejections have in common, and what to do about each group. Thread safe. */
public final class GroupRejections {
    private final Catalog catalog;
    private final Database database;
    private final InstantSource clock;

    public GroupRejections(Catalog catalog, Database database, InstantSource clock) {
        this.catalog = catalog;
        this.database = database;
        this.clock = clock;
    }

    /**
     * Rejections with a reason in common.
     *
     * @param remedy what to do about them, such as "load department 13, then replay"
     */
    public record Remedied(Group group, String remedy) {}

    /**
     * The groups, those with most rejections first.
     *
     * @param dataset only rejections of this dataset; null for all
     * @param skip how many groups to leave out from the start
     * @param limit most groups to give, at least 1
     */
    public List<Remedied> groups(@Nullable String dataset, long skip, int limit) {
        return database.unitOfWork().read(() -> {
            List<Group> groups = database.rejections().groups(dataset, skip, limit);
            Map<Dataset, Set<Object>> missing = missingParents(groups);
            return groups.stream()
                    .map(group -> new Remedied(group, remedy(group, missing)))
                    .toList();
        });
    }

    private String remedy(Group group, Map<Dataset, Set<Object>> missing) {
        return Missing.of(this, group)
                .map(parent -> missing.getOrDefault(parent.dataset(), Set.of()).contains(parent.key())
                        ? "load %s, then replay".formatted(parent.name())
                        : "%s is there now: replay".formatted(parent.name()))
                .orElseGet(() -> group.code().remedy());
    }

    private Map<Dataset, Set<Object>> missingParents(List<Group> groups) {
        Map<Dataset, Set<Object>> keys = new HashMap<>();
        groups.forEach(group -> Missing.of(this, group)
                .ifPresent(parent -> keys.computeIfAbsent(parent.dataset(), any -> new HashSet<>())
                        .add(parent.key())));
        Map<Dataset, Set<Object>> missing = new HashMap<>();
        new ArrayList<>(keys.keySet())
                .forEach(parent -> missing.put(
                        parent, database.datasets().missingKeys(parent, keys.getOrDefault(parent, Set.of()))));
        return missing;
    }

    /**
     * What rejected records referred to.
     *
     * @param name such as {@code department 13}
     */
    private record Missing(Dataset dataset, Object key, String name) {
        static Optional<Missing> of(GroupRejections use, Group group) {
            String fieldName = group.field();
            String value = group.value();
            if (group.code() != ReasonCode.UNKNOWN_REFERENCE || fieldName == null || value == null) {
                return Optional.empty();
            }
            return use.catalog.find(group.dataset()).flatMap(dataset -> dataset.fields().stream()
                    .filter(field -> field.name().equals(fieldName) && field.reference() != null)
                    .findFirst()
                    .flatMap(field -> use.key(field, value)
                            .map(key -> new Missing(
                                    use.catalog.parentOf(field),
                                    key,
                                    fieldName.replaceFirst("_id$", "").replace('_', ' ') + " " + value))));
        }
    }

    private Optional<Object> key(Field field, String text) {
        return switch (RecordValidator.validate(field, text, clock.instant())) {
            case Verdict.Accepted(var row) -> Optional.ofNullable(row.get(0));
            case Verdict.Rejected rejected -> Optional.empty();
        };
    }
}
