package dev.muster.settings;

import java.util.Optional;
import java.util.stream.Stream;

/** Sections of the file below which names are the user's, or another program's. They are not in the environment. */
enum OpenSection {
    PIPELINES("muster.pipelines"),
    KAFKA_PROPERTIES("muster.kafka.properties"),
    WEBHOOKS("muster.webhooks");

    private final String key;

    OpenSection(String key) {
        this.key = key;
    }

    /** The name of the section: {@code muster.pipelines}. */
    String key() {
        return key;
    }

    /** The section that {@code key} is or lies in; empty if there is none. */
    static Optional<OpenSection> of(String key) {
        return Stream.of(values())
                .filter(each -> key.equals(each.key) || key.startsWith(each.key + "."))
                .findFirst();
    }

    /** What {@code unknown} may have been meant to be: the same in this section. */
    String like(String unknown) {
        String[] words = unknown.split("\\.");
        int own = key.split("\\.").length;
        return words.length <= own
                ? key
                : key + "." + String.join(".", Stream.of(words).skip(own).toList());
    }
}
