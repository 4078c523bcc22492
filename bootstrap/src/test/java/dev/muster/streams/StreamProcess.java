package dev.muster.streams;

import dev.muster.adapters.out.jdbc.MigratedDatabase;
import dev.muster.adapters.out.jdbc.Owners;
import dev.muster.adapters.out.postgres.Postgres;
import dev.muster.application.fixtures.Fixtures;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A Java machine of its own that reads a topic until it is killed, or its input is closed. */
final class StreamProcess {
    private StreamProcess() {}

    /** @param arguments address of the database, of the broker, topic */
    public static void main(String[] arguments) throws IOException {
        MigratedDatabase migrated = new MigratedDatabase(
                Postgres.configuration(arguments[0], "postgres", null),
                (source, operations, runs) -> Postgres.database(
                        source, operations, runs, Owners.alone(), Fixtures.CATALOG, Fixtures.REPORTS.keptRollups()));
        Map<String, Object> broker = Map.of("bootstrap.servers", arguments[1]);
        try (Instance instance = new Instance(broker, migrated.database(), arguments[2])) {
            System.in.readAllBytes();
        }
        System.exit(0);
    }

    static Process start(String database, String broker, String topic) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx192m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        StreamProcess.class.getName(),
                        database,
                        broker,
                        topic))
                .redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.DISCARD);
        builder.environment()
                .put(
                        "CLASSPATH",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        return builder.start();
    }
}
