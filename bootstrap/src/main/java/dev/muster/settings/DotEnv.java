package dev.muster.settings;

import io.github.cdimascio.dotenv.Dotenv;
import io.github.cdimascio.dotenv.DotenvException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads the variables that a folder has in a file of its own. */
final class DotEnv {
    static final String FILE = ".env";

    private DotEnv() {}

    /**
     * Returns the variables of {@code .env} that are meant for this program, by name; none if there is no such file.
     *
     * @throws InvalidSetting if the file cannot be read, or has a variable that would come too late here
     */
    static Map<String, String> read(Path folder) {
        if (!Files.isRegularFile(folder.resolve(FILE))) {
            return Map.of();
        }
        Map<String, String> variables = new LinkedHashMap<>();
        try {
            Dotenv.configure()
                    .directory(folder.toAbsolutePath().toString())
                    .load()
                    .entries(Dotenv.Filter.DECLARED_IN_ENV_FILE)
                    .forEach(entry -> variables.put(entry.getKey(), unquoted(entry.getValue())));
        } catch (DotenvException e) {
            throw new InvalidSetting(FILE, "cannot be read: each line is NAME=value, or a comment after #");
        }
        variables.keySet().removeIf(name -> !Setting.isOurs(name));
        if (variables.containsKey(Setting.JAVA_OPTIONS)) {
            throw new InvalidSetting(
                    Setting.JAVA_OPTIONS, "is read before %s is: it belongs into the environment".formatted(FILE));
        }
        return variables;
    }

    /** The library knows double quotes alone. */
    private static String unquoted(String text) {
        return text.replaceFirst("^'(.*)'$", "$1");
    }
}
