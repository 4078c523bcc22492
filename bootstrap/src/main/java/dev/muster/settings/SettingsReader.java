package dev.muster.settings;

import dev.muster.adapters.out.aws.AwsSecrets;
import dev.muster.adapters.out.aws.UnreadableSecret;
import dev.muster.settings.Settings.DatabasePlace;
import dev.muster.settings.Settings.Traces;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Brings the settings together: the environment wins over {@code .env}, that over the secret that {@code MUSTER_SECRETS}
 * names, that over the file, and the file over the defaults.
 */
public final class SettingsReader {
    /** The variable that names the file. */
    static final String CONFIG_VARIABLE = "MUSTER_CONFIG";

    private static final String CONFIG_FILE = "muster.yml";
    private static final int MOST_SECRET_BYTES = 65_536;

    private SettingsReader() {}

    /**
     * Reads all settings. Blank texts are as if not given.
     *
     * @param environment variables by name; those of other programs are not looked at
     * @param folder the working folder, where the file is looked for unless the environment names one
     * @throws InvalidSetting if one is unknown or is not what it must be
     */
    public static Settings read(Map<String, String> environment, Path folder) {
        return read(environment, folder, AwsSecrets::read);
    }

    /** @param secrets the texts by name of a secret with an id in AWS Secrets Manager */
    static Settings read(Map<String, String> environment, Path folder, Function<String, Map<String, String>> secrets) {
        Map<Setting, Given> given = new EnumMap<>(Setting.class);
        Map<OpenSection, FreeKeys> open = new EnumMap<>(OpenSection.class);
        Map<String, String> ofFolder = DotEnv.read(folder);
        Map<String, String> variables = new TreeMap<>(ofFolder);
        variables.putAll(environment);
        file(variables, folder).ifPresent(file -> addFile(file, folder, given, open));
        Map<Setting, Given> ofVariables = new EnumMap<>(Setting.class);
        addVariables(ofFolder, name -> "%s (in %s)".formatted(name, DotEnv.FILE), folder, ofVariables);
        addVariables(environment, name -> name, folder, ofVariables);
        Given secret = ofVariables.getOrDefault(Setting.SECRETS, given.get(Setting.SECRETS));
        if (secret != null) {
            addSecret(secret, secrets, folder, given);
        }
        given.putAll(ofVariables);
        return SettingsParser.parse(given, open, traces(variables));
    }

    /** Adds what is in the secret that a setting names. */
    private static void addSecret(
            Given named, Function<String, Map<String, String>> secrets, Path folder, Map<Setting, Given> given) {
        String id = SettingsParser.parse(named, SettingsParser::secretId);
        Map<String, String> members;
        try {
            members = secrets.apply(id);
        } catch (UnreadableSecret e) {
            throw new InvalidSetting(named.name(), String.valueOf(e.getMessage()));
        }
        UnaryOperator<String> told = name -> "%s (in the secret %s)".formatted(name, id);
        for (String name : new TreeSet<>(members.keySet())) {
            if (Setting.isReadElsewhere(name) || name.equals(Setting.SECRETS.variable())) {
                throw new InvalidSetting(
                        told.apply(name), "is read before the secret is: it belongs into the environment");
            }
            if (!Setting.isOurs(name)) {
                throw unknown(told.apply(name), name);
            }
        }
        Map<Setting, Given> added = new EnumMap<>(Setting.class);
        addVariables(members, told, folder, added);
        added.replaceAll((_, text) -> new Given(text.name(), text.text(), true));
        given.putAll(added);
    }

    private static InvalidSetting unknown(String told, String name) {
        return new InvalidSetting(told, "there is no such setting; the nearest is " + Setting.nearestVariable(name));
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
     * @param hidden whether messages must not have the text
     */
    record Given(String name, String text, boolean hidden) {
        Given(String name, String text) {
            this(name, text, false);
        }
    }

    private static Traces traces(Map<String, String> variables) {
        Map<String, String> given = new TreeMap<>();
        variables.forEach((name, text) -> {
            if (name.startsWith(Traces.PREFIX) && !text.isBlank()) {
                given.put(name, text.strip());
            }
        });
        Traces traces = new Traces(given);
        if (traces.on()) {
            Traces.PROTOCOLS.forEach(name -> {
                String protocol = given.getOrDefault(name, Traces.PROTOCOL);
                if (!protocol.equals(Traces.PROTOCOL)) {
                    throw new InvalidSetting(name, "'%s' is not %s".formatted(protocol, Traces.PROTOCOL));
                }
            });
        }
        return traces;
    }

    /** @param told how a variable is called in messages */
    private static void addVariables(
            Map<String, String> variables, UnaryOperator<String> told, Path folder, Map<Setting, Given> given) {
        Map<Setting, Given> added = new EnumMap<>(Setting.class);
        // Sorted, so that of many faults always the same one is told.
        new TreeMap<>(variables).forEach((name, text) -> {
            if (!Setting.isOurs(name) || Setting.isReadElsewhere(name)) {
                return;
            }
            Setting held = Setting.ofFileVariable(name).orElse(null);
            Setting setting = Setting.ofVariable(name)
                    .or(() -> Optional.ofNullable(held))
                    .orElseThrow(() -> unknown(told.apply(name), name));
            add(setting, told.apply(name), text, held == null ? null : folder, added);
        });
        given.putAll(added);
    }

    /**
     * Adds a setting that is not blank.
     *
     * @param folder where the text names a file that holds the setting; null if the text is the setting
     */
    private static void add(
            Setting setting, String name, String text, @Nullable Path folder, Map<Setting, Given> given) {
        if (text.isBlank()) {
            return;
        }
        String value = folder == null ? text.strip() : heldBy(name, folder, text.strip());
        Given before = given.put(setting, new Given(name, value));
        if (before != null) {
            throw new InvalidSetting(name, "is there beside " + before.name());
        }
    }

    /** What a file holds that is there for one secret, as Docker and Kubernetes make them. */
    private static String heldBy(String name, Path folder, String file) {
        try (InputStream in = Files.newInputStream(folder.resolve(file))) {
            String text = new String(in.readNBytes(MOST_SECRET_BYTES), StandardCharsets.UTF_8).strip();
            if (text.isEmpty()) {
                throw new InvalidSetting(name, "'%s' is empty".formatted(file));
            }
            return text;
        } catch (IOException | InvalidPathException e) {
            throw new InvalidSetting(name, "'%s' is no file that can be read".formatted(file));
        }
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

    private static void addFile(Path file, Path folder, Map<Setting, Given> given, Map<OpenSection, FreeKeys> open) {
        Path name = file.getFileName();
        Map<OpenSection, Map<String, String>> free = new EnumMap<>(OpenSection.class);
        SettingsFile.read(file).forEach((key, text) -> {
            OpenSection section = OpenSection.of(key).orElse(null);
            if (section != null) {
                if (key.length() > section.key().length()) {
                    free.computeIfAbsent(section, _ -> new LinkedHashMap<>())
                            .put(key.substring(section.key().length() + 1), text);
                } else if (!text.isBlank()) {
                    throw new InvalidSetting("%s in %s".formatted(key, name), "must have names below it, with values");
                }
                return;
            }
            Setting held = Setting.ofFileKey(key).orElse(null);
            Setting setting = Setting.ofKey(key)
                    .or(() -> Optional.ofNullable(held))
                    .orElseThrow(() -> new InvalidSetting(
                            "%s in %s".formatted(key, name),
                            "there is no such setting; the nearest is " + Setting.nearestKey(key)));
            String place = "%s (%s in %s)".formatted(setting.variable(), key, name);
            add(setting, place, text, held == null ? null : folder, given);
        });
        free.forEach((section, texts) -> open.put(section, FreeKeys.of(section.key(), name.toString(), texts)));
    }
}
