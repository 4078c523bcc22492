package dev.muster.settings;

import dev.muster.settings.Settings.DatabasePlace;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Brings the settings together: the environment wins over the file, the file over the defaults. */
public final class SettingsReader {
    /** The variable that names the file. */
    static final String CONFIG_VARIABLE = "MUSTER_CONFIG";

    /** What the keys of properties of Kafka's clients begin with. Their names are Kafka's. */
    private static final String KAFKA_PROPERTY = "muster.kafka.properties.";

    private static final String CONFIG_FILE = "muster.yml";

    private SettingsReader() {}

    /**
     * Reads all settings. Blank texts are as if not given.
     *
     * @param environment variables by name; those of other programs are not looked at
     * @param folder the working folder, where the file is looked for unless the environment names one
     * @throws InvalidSetting if one is unknown or is not what it must be
     */
    public static Settings read(Map<String, String> environment, Path folder) {
        Map<Setting, Given> given = new EnumMap<>(Setting.class);
        Map<String, Given> kafkaProperties = new TreeMap<>();
        file(environment, folder).ifPresent(file -> addFile(file, given, kafkaProperties));
        addEnvironment(environment, given);
        return SettingsParser.parse(given, kafkaProperties);
    }

    /**
     * Reads where a database is that no setting names.
     *
     * @param name what gave the address, for messages
     * @throws InvalidSetting if the address is none
     */
    public static DatabasePlace database(String name, String url, @Nullable String user, @Nullable String password) {
        return SettingsParser.database(name, url, user, password);
    }

    /**
     * A text that was given for a setting.
     *
     * @param name the setting by the name that it was given by, for messages
     */
    record Given(String name, String text) {}

    private static void addEnvironment(Map<String, String> environment, Map<Setting, Given> given) {
        // Sorted, so that of many faults always the same one is told.
        new TreeMap<>(environment).forEach((name, text) -> {
            if (!Setting.isOurs(name) || Setting.isReadElsewhere(name)) {
                return;
            }
            Setting setting = Setting.ofVariable(name)
                    .orElseThrow(() -> new InvalidSetting(
                            name, "there is no such setting; the nearest is " + Setting.nearestVariable(name)));
            if (!text.isBlank()) {
                given.put(setting, new Given(name, text.strip()));
            }
        });
    }

    private static Optional<Path> file(Map<String, String> environment, Path folder) {
        String named = environment.getOrDefault(CONFIG_VARIABLE, "").strip();
        try {
            Path file = folder.resolve(named.isEmpty() ? CONFIG_FILE : named);
            if (Files.isRegularFile(file)) {
                return Optional.of(file);
            }
            if (Files.isDirectory(file)) {
                throw new InvalidSetting(
                        named.isEmpty() ? CONFIG_FILE : CONFIG_VARIABLE,
                        "'%s' is a folder, not a file".formatted(file));
            }
            if (named.isEmpty()) {
                return Optional.empty();
            }
            throw new InvalidSetting(CONFIG_VARIABLE, "there is no file " + named);
        } catch (InvalidPathException e) {
            throw new InvalidSetting(CONFIG_VARIABLE, "'%s' is no path".formatted(named));
        }
    }

    private static void addFile(Path file, Map<Setting, Given> given, Map<String, Given> kafkaProperties) {
        Path name = file.getFileName();
        SettingsFile.read(file).forEach((key, text) -> {
            if (key.startsWith(KAFKA_PROPERTY)) {
                kafkaProperties.put(
                        key.substring(KAFKA_PROPERTY.length()),
                        new Given("%s in %s".formatted(key, name), text.strip()));
                return;
            }
            Setting setting = Setting.ofKey(key)
                    .orElseThrow(() -> new InvalidSetting(
                            "%s in %s".formatted(key, name),
                            "there is no such setting; the nearest is " + Setting.nearestKey(key)));
            String place = "%s (%s in %s)".formatted(setting.variable(), key, name);
            if (!text.isBlank() && given.put(setting, new Given(place, text.strip())) != null) {
                throw new InvalidSetting(place, "is there twice");
            }
        });
    }
}
