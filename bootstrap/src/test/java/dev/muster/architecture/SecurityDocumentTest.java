package dev.muster.architecture;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tests that {@code docs/security.md} names are there. */
class SecurityDocumentTest {
    private static final Pattern NAMED = Pattern.compile("`([A-Z]\\w*(?:Test|Contract)\\.\\w+)`");

    /** The folder of the project: tests run in that of their module. */
    private static final Path PROJECT = Path.of("..");

    @Test
    void namesTestsThatAreThere() throws IOException {
        Map<String, String> sources = sources();
        String document = Files.readString(PROJECT.resolve("docs/security.md"), UTF_8);
        List<String> named =
                NAMED.matcher(document).results().map(each -> each.group(1)).toList();

        assertThat(named).isNotEmpty().allMatch(test -> isIn(sources, test));
    }

    private static boolean isIn(Map<String, String> sources, String test) {
        int point = test.indexOf('.');
        return sources.getOrDefault(test.substring(0, point), "").contains(" void " + test.substring(point + 1) + "(");
    }

    /** What is in the tests of all modules, by the names of their classes; those that have the same one are joined. */
    private static Map<String, String> sources() throws IOException {
        Map<String, String> sources = new HashMap<>();
        try (Stream<Path> modules = Files.list(PROJECT)) {
            for (Path tests : modules.map(module -> module.resolve("src/test/java"))
                    .filter(Files::isDirectory)
                    .toList()) {
                try (Stream<Path> files = Files.walk(tests)) {
                    for (Path file : files.filter(Files::isRegularFile).toList()) {
                        String name = file.getFileName().toString().replace(".java", "");
                        sources.merge(name, Files.readString(file, UTF_8), String::concat);
                    }
                }
            }
        }
        return sources;
    }
}
