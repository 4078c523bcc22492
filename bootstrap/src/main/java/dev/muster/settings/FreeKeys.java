package dev.muster.settings;

import dev.muster.settings.SettingsReader.Given;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What stands in the file below a name, where the names are the user's: as {@code muster.pipelines} with {@code
 * nightly.loads[0].dataset}. Its text holds names only. Immutable.
 */
public final class FreeKeys {
    private final String key;
    private final String file;
    private final Map<String, String> texts;

    private FreeKeys(String key, String file, Map<String, String> texts) {
        this.key = key;
        this.file = file;
        this.texts = Collections.unmodifiableMap(new LinkedHashMap<>(texts));
    }

    /**
     * @param key what all names begin with
     * @param file what the file is called in messages
     * @param texts by what follows {@code key} and a full stop, in the file's order; lists of texts are joined by commas
     */
    static FreeKeys of(String key, String file, Map<String, String> texts) {
        return new FreeKeys(key, file, texts);
    }

    /** Nothing below {@code key}. */
    static FreeKeys none(String key) {
        return new FreeKeys(key, "muster.yml", Map.of());
    }

    /** Whether nothing stands here. */
    public boolean isEmpty() {
        return texts.isEmpty();
    }

    /** The texts by name, names with full stops: as another program wants them. */
    public Map<String, String> texts() {
        return texts;
    }

    /** The names that stand directly below this one, in the file's order; of a list, its name once. */
    public Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        texts.keySet().forEach(name -> names.add(name.split("[.\\[]", 2)[0]));
        return names;
    }

    /**
     * Does nothing if there are no other names than these directly below this one.
     *
     * @throws InvalidSetting that names the first other one, and the one of these that is nearest to it
     */
    public void allow(String... allowed) {
        for (String name : names()) {
            if (Stream.of(allowed).noneMatch(name::equals)) {
                throw fault(
                        name,
                        "there is no such setting; the nearest is %s.%s"
                                .formatted(key, Setting.nearest(name, Stream.of(allowed))));
            }
        }
    }

    /**
     * What stands below one of the names.
     *
     * @throws InvalidSetting if a text or a list stands there instead of names
     */
    public FreeKeys below(String name) {
        Map<String, String> below = startingWith(name + ".");
        if (below.size() != countOf(name)) {
            throw fault(name, "must have names below it, with values");
        }
        return new FreeKeys(key + "." + name, file, below);
    }

    /**
     * The elements of a list whose elements have names; none if it is not there.
     *
     * @throws InvalidSetting if something else stands there
     */
    public List<FreeKeys> items(String name) {
        List<FreeKeys> items = new ArrayList<>();
        int found = 0;
        while (true) {
            String item = "%s[%s]".formatted(name, items.size());
            Map<String, String> below = startingWith(item + ".");
            if (below.isEmpty()) {
                break;
            }
            found += below.size();
            items.add(new FreeKeys(key + "." + item, file, below));
        }
        boolean isEmptyList = "".equals(texts.get(name)) && countOf(name) == 1;
        if (found != countOf(name) && !isEmptyList) {
            throw fault(name, "must be a list whose elements have names, with values");
        }
        return items;
    }

    /**
     * A text as {@code parser} reads it; null if it is not there or blank.
     *
     * @throws InvalidSetting if something else stands there, or if the parser throws that the text is not fit
     */
    public <T> @Nullable T optional(String name, Function<String, T> parser) {
        String text = texts.get(name);
        if (countOf(name) != (text == null ? 0 : 1)) {
            throw fault(name, "must be a text");
        }
        return text == null || text.isBlank()
                ? null
                : SettingsParser.parse(new Given(place(name), text.strip()), parser);
    }

    /** As {@link #optional}, and it must be there. */
    public <T> T required(String name, Function<String, T> parser) {
        return Optional.<T>ofNullable(optional(name, parser)).orElseThrow(() -> fault(name, "must be given"));
    }

    /** What is wrong with one of the names, as a message that names it wholly. */
    public InvalidSetting fault(String name, String fault) {
        return new InvalidSetting(place(name), fault);
    }

    /** What is wrong with all of this. */
    public InvalidSetting fault(String fault) {
        return new InvalidSetting("%s in %s".formatted(key, file), fault);
    }

    private String place(String name) {
        return "%s.%s in %s".formatted(key, name, file);
    }

    private Map<String, String> startingWith(String prefix) {
        return texts.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(prefix))
                .collect(Collectors.toMap(
                        entry -> entry.getKey().substring(prefix.length()),
                        Map.Entry::getValue,
                        (a, b) -> a,
                        LinkedHashMap::new));
    }

    /** How many texts stand at a name or below it. */
    private int countOf(String name) {
        return (int) texts.keySet().stream()
                .filter(each -> each.equals(name) || each.startsWith(name + ".") || each.startsWith(name + "["))
                .count();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FreeKeys keys
                && key.equals(keys.key)
                && file.equals(keys.file)
                && texts.equals(keys.texts);
    }

    @Override
    public int hashCode() {
        return texts.hashCode();
    }

    @Override
    public String toString() {
        return "%s%s".formatted(key, texts.keySet());
    }
}
