package dev.muster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
    @TempDir
    private Path folder;

    private String out = "";
    private String err = "";

    /** The program in a process of its own, as {@code java -jar} starts it, here by a command before it. */
    private int run(Map<String, String> environment, List<String> before, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(before);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED"));
        // Not that of the tests.
        command.add("-Dlogback.configurationFile=logback.xml");
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("MUSTER_"));
        builder.environment().put("MUSTER_DATA_DIR", folder.resolve("data").toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        out = new String(Files.readAllBytes(folder.resolve("out")), StandardCharsets.UTF_8);
        err = Files.readString(folder.resolve("err"));
        return process.exitValue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-Duser.language=fa -Duser.country=IR",
                "-Duser.language=bn -Duser.country=BD",
                "-Duser.language=ar -Duser.extensions=u-nu-arab"
            })
    void digitsAreTheSameWhateverTheLanguageOfTheMachineIs(String language) throws IOException, InterruptedException {
        Files.writeString(folder.resolve("jobs.csv"), "1,Welder\n2,\n");
        Map<String, String> environment = Map.of("JDK_JAVA_OPTIONS", language);

        assertThat(run(environment, List.of(), "ingest", "jobs", "jobs.csv")).isEqualTo(2);
        assertThat(out).contains("""
                  received  inserted  updated  unchanged  rejected
                  ────────  ────────  ───────  ─────────  ────────
                         2         1        0          0         1
                """);
        assertThat(run(environment, List.of(), "rejections", "--format", "csv")).isZero();
        assertThat(out).endsWith(",required,job,job is required,\"2,\"\n");
    }

    /** Services, cron and small images have such a locale; the start script gives them another. */
    @ParameterizedTest
    @ValueSource(strings = {"export jobs --where job=Büro", "ingest jobs Büro.csv", "export jobs --output Büro.csv"})
    void anArgumentThatTheLocaleCannotReadIsWrongUsage(String arguments) throws IOException, InterruptedException {
        // The shell gives the bytes on as they are.
        List<String> shell = List.of("sh", "-c", "exec \"$@\" " + octal(arguments), "sh");

        assertThat(run(Map.of("LC_ALL", "C"), shell)).isEqualTo(64);
        assertThat(out).isEmpty();
        assertThat(err)
                .matches("muster: the argument '[^\n]*\ufffd\ufffdro[^\n]*' cannot be read: it is not in [A-Z0-9._-]+,"
                        + " the character set of the locale, which LC_ALL names\n");
        assertThat(folder.resolve("data")).doesNotExist();
    }

    @Test
    void aWorkingFolderThatTheLocaleCannotReadIsOneLineAnd78() throws IOException, InterruptedException {
        String there = octal("Büro");
        List<String> shell = List.of("sh", "-c", "mkdir %s && cd %s && exec \"$@\"".formatted(there, there), "sh");

        assertThat(run(Map.of("LC_ALL", "C", "MUSTER_DATA_DIR", "data"), shell, "runs"))
                .isEqualTo(78);
        assertThat(err)
                .matches("muster: the working folder is not there, or its name is not in [A-Z0-9._-]+,"
                        + " the character set of the locale, which LC_ALL names\n");
        try (Stream<Path> entries = Files.list(folder)) {
            assertThat(entries).hasSize(3);
        }
    }

    private static String octal(String arguments) {
        return "$(printf '%s')".formatted(arguments.replace("ü", "\\303\\274"));
    }

    /** As it is where the folder for temporary files is mounted so that nothing in it can be run. */
    @Test
    void librariesAreRunFromTheDataFolderIfNotFromTheTemporaryOne() throws IOException, InterruptedException {
        Path temporary = Files.createDirectory(folder.resolve("temporary"));
        List<String> mounting = mountingNoExec(temporary);
        Files.writeString(folder.resolve("jobs.csv"), "1,Welder\n");
        Map<String, String> environment = Map.of("JDK_JAVA_OPTIONS", "-Djava.io.tmpdir=" + temporary);

        assertThat(run(environment, mounting, "ingest", "jobs", "jobs.csv")).isZero();
        assertThat(run(environment, mounting, "export", "jobs", "--format", "parquet"))
                .isZero();
        assertThat(out).startsWith("PAR1");
        assertThat(run(environment, mounting, "export", "jobs", "--format", "avro"))
                .isZero();
        assertThat(out).startsWith("Obj");
        assertThat(folder.resolve("data/libraries")).isEmptyDirectory();
    }

    /** The beginning of a command that finds {@code target} mounted so that nothing in it can be run; skips if that is not allowed. */
    private static List<String> mountingNoExec(Path target) throws IOException, InterruptedException {
        String mount = "mount -t tmpfs -o noexec tmpfs '%s'".formatted(target);
        assumeThat(new ProcessBuilder("unshare", "-rm", "sh", "-c", mount)
                        .start()
                        .waitFor())
                .isZero();
        return List.of("unshare", "-rm", "sh", "-c", mount + " && exec \"$@\"", "sh");
    }

    @Test
    void librariesThatCanBeRunNowhereAreOneLineAnd78() throws IOException, InterruptedException {
        Files.createDirectory(folder.resolve("data"));
        Files.writeString(folder.resolve("data/libraries"), "a file where the folder would be");

        assertThat(run(Map.of("JDK_JAVA_OPTIONS", "-Djava.io.tmpdir=/proc/self"), List.of(), "runs"))
                .isEqualTo(78);
        assertThat(err.lines().skip(1))
                .containsExactly(
                        ("muster: MUSTER_DATA_DIR: libraries can be run neither from '/proc/self', the folder for temporary"
                                        + " files, nor from '%s/data/libraries': one of them must let files be written and run")
                                .formatted(folder));
    }

    @ParameterizedTest
    @CsvSource({
        "17.0.2, true",
        "25, true",
        "25.0.1+8-LTS, true",
        "25.0.2, true",
        "25.0.3-ea+1, true",
        "25.0.3, false",
        "25.0.3+9-LTS, false",
        "25.0.3.1, false",
        "25.0.10, false",
        "25.1, false",
        "26-ea+3, false",
        "26, false",
    })
    void javaThatCorruptsDataIsKnownByItsVersion(String version, boolean corrupts) {
        assertThat(Main.corruptsData(Runtime.Version.parse(version))).isEqualTo(corrupts);
    }
}
