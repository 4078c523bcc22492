package dev.muster.application.rejections;

import dev.muster.application.arguments.PageRequest;
import dev.muster.application.port.Database;
import dev.muster.application.port.RejectionStore.Group;
import dev.muster.application.port.Slice;
import dev.muster.domain.dataset.Catalog;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Field;
import dev.muster.domain.intake.ReasonCode;
import dev.muster.domain.intake.RecordValidator;
import dev.muster.domain.intake.Verdict;
import java.time.InstantSource;
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
     * Returns the groups, those with most rejections first.
     *
     * @param dataset only rejections of this dataset; null for all
     * @param page with how many groups to leave out from the start
     */
    public Slice<Remedied> groups(@Nullable String dataset, PageRequest<Long> page) {
        return database.unitOfWork().read(() -> {
            List<Group> groups = database.rejections().groups(dataset, skipped(page), page.limit() + 1);
            Map<Dataset, Set<Object>> present = presentParents(groups);
            return Slice.of(
                    groups.stream()
                            .map(group -> new Remedied(group, remedy(group, present)))
                            .iterator(),
                    page.limit(),
                    // A group holds at most one value, which is short.
                    group -> 0);
        });
    }

    /** Returns the {@code after} with which to ask for the groups behind a page. */
    public static String next(PageRequest<Long> page) {
        return Long.toString(skipped(page) + page.limit());
    }

    private static long skipped(PageRequest<Long> page) {
        return page.after() == null ? 0 : page.after();
    }

    private String remedy(Group group, Map<Dataset, Set<Object>> present) {
        return Parent.of(this, group)
                .map(parent -> present.getOrDefault(parent.dataset(), Set.of()).contains(parent.key())
                        ? "%s is there now: replay".formatted(parent.name())
                        : "load %s, then replay".formatted(parent.name()))
                .orElseGet(() -> group.code().remedy());
    }

    /** Returns the keys, by dataset, to which the groups' records refer and that exist by now. */
    private Map<Dataset, Set<Object>> presentParents(List<Group> groups) {
        Map<Dataset, Set<Object>> keys = new HashMap<>();
        groups.forEach(group -> Parent.of(this, group)
                .ifPresent(parent -> keys.computeIfAbsent(parent.dataset(), any -> new HashSet<>())
                        .add(parent.key())));
        keys.replaceAll((parent, wanted) -> database.datasets().present(parent, parent.keyIndex(), wanted));
        return keys;
    }

    /**
     * The row to which the records of a group refer.
     *
     * @param name such as {@code department 13}
     */
    private record Parent(Dataset dataset, Object key, String name) {
        static Optional<Parent> of(GroupRejections use, Group group) {
            String fieldName = group.field();
            String value = group.value();
            if (group.code() != ReasonCode.UNKNOWN_REFERENCE || fieldName == null || value == null) {
                return Optional.empty();
            }
            return use.catalog
                    .find(group.dataset())
                    .flatMap(dataset -> dataset.fields().stream()
                            .filter(field -> field.name().equals(fieldName) && field.reference() != null)
                            .findFirst()
                            .flatMap(field -> use.key(field, value)
                                    .map(key -> new Parent(
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
