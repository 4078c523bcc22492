package dev.muster.wiring;

import dev.muster.Main;
import dev.muster.adapters.in.rest.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A service in a Java machine of its own. Killed when it is closed. */
final class ServiceProcess implements AutoCloseable {
    private static final Pattern SERVES = Pattern.compile("serves (http://\\S+)");

    private final Process process;
    private final Path log;

    private ServiceProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /**
     * @param folder where it works
     * @param environment its settings
     * @param log what it prints
     */
    static ServiceProcess start(Path folder, Map<String, String> environment, Path log) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx192m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        Main.class.getName(),
                        "serve")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("MUSTER_"));
        builder.environment().putAll(environment);
        builder.environment()
                .put(
                        "CLASSPATH",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        return new ServiceProcess(builder.start(), log);
    }

    /** Returns where it serves, once it does. */
    URI address() {
        Eventually.holds("the service serves", () -> serves().isPresent());
        return serves().orElseThrow();
    }

    private Optional<URI> serves() {
        try {
            Matcher matcher = SERVES.matcher(Files.readString(log));
            return matcher.find() ? Optional.of(URI.create(matcher.group(1))) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Process process() {
        return process;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
