package dev.muster.adapters.out.formats.read;

import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Field;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A member that an object of a dataset's records may have: a field by its name or alias, an object that holds such members,
 * or both, as {@code company} of {@code users} is. Marks where it was last seen, so it belongs to one reader.
 */
final class JsonMember {

    /** A member that is no field, but holds some. */
    static final int NO_FIELD = -1;

    private static final int NEVER = 0;

    private final String path;
    private final Map<String, JsonMember> members = new HashMap<>();
    private int field = NO_FIELD;
    private long lastSeen = NEVER;

    private JsonMember(String path) {
        this.path = path;
    }

    /** The record itself. */
    static JsonMember root(Dataset dataset) {
        JsonMember root = new JsonMember("");
        List<Field> fields = dataset.fields();
        for (int i = 0; i < fields.size(); i++) {
            Field field = fields.get(i);
            root.member(field.name()).field = i;
            for (String alias : field.aliases()) {
                // The path may also be written out as one name.
                root.member(alias).field = i;
                JsonMember at = root;
                for (String name : alias.split("\\.", -1)) {
                    at = at.member(name);
                }
                at.field = i;
            }
        }
        return root;
    }

    private JsonMember member(String name) {
        return members.computeIfAbsent(name, key -> new JsonMember(pathOf(key)));
    }

    /** The path of a member of this one. */
    String pathOf(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    /** The names that lead here from the record, joined by full stops. */
    String path() {
        return path;
    }

    /** The member with exactly this name. */
    @Nullable
    JsonMember get(String name) {
        return members.get(name);
    }

    /** Whether an object here is looked into. */
    boolean holdsMembers() {
        return !members.isEmpty();
    }

    /** 0-based indexes of the fields that this is and that are below it. */
    IntStream fields() {
        return IntStream.concat(
                field == NO_FIELD ? IntStream.empty() : IntStream.of(field),
                members.values().stream().flatMapToInt(JsonMember::fields));
    }

    /** 0-based index of the field that this is; {@link #NO_FIELD} if none. */
    int field() {
        return field;
    }

    /**
     * Marks this member as seen.
     *
     * @param reading number of the record that is being read, from 1
     * @return whether it is the first time in that record
     */
    boolean see(long reading) {
        boolean first = lastSeen != reading;
        lastSeen = reading;
        return first;
    }
}
