package dev.muster.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Libraries are not older than the versions in which faults that matter here were mended. */
class FloorsTest {
    private static final Pattern VERSION = Pattern.compile("-(\\d+(?:\\.\\d+)*)(?:\\.Final)?\\.jar$");

    @ParameterizedTest
    @CsvSource({
        "io.netty.util.Version,                                   4.2.18",
        "io.netty.handler.codec.http.HttpObjectDecoder,           4.2.18",
        "io.netty.handler.ssl.SslHandler,                         4.2.18",
        "org.apache.kafka.clients.consumer.KafkaConsumer,         3.9.2",
        "org.postgresql.Driver,                                   42.7.12",
        "com.fasterxml.jackson.core.JsonFactory,                  2.21.6",
        "com.fasterxml.jackson.databind.ObjectMapper,             2.21.6",
        "org.sqlite.JDBC,                                         3.51.3.0",
        "org.apache.avro.Schema,                                  1.12.2",
    })
    void areKept(String type, String floor) throws ClassNotFoundException, URISyntaxException {
        assertKept(
                Path.of(Class.forName(type)
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI()),
                floor);
    }

    /** Some families are of many jars, of which one may come from elsewhere at a version of its own. */
    @ParameterizedTest
    @CsvSource({
        "netty-[a-z0-9-]+-4.*, 4.2.18",
        "jackson-(core|databind|dataformat-[a-z]+|datatype-[a-z0-9]+)-[0-9].*, 2.21.6",
    })
    void areKeptByAllOfAFamily(String family, String floor) {
        List<Path> jars = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .filter(jar -> String.valueOf(jar.getFileName()).matches(family))
                .toList();
        assertThat(jars).hasSizeGreaterThan(1).allSatisfy(jar -> assertKept(jar, floor));
    }

    private static void assertKept(Path jar, String floor) {
        Matcher version = VERSION.matcher(String.valueOf(jar.getFileName()));
        assertThat(version.find()).as("the version of %s", jar.getFileName()).isTrue();
        assertThat(Arrays.compare(numbers(version.group(1)), numbers(floor)))
                .as("%s is at least %s", jar.getFileName(), floor)
                .isNotNegative();
    }

    private static int[] numbers(String version) {
        return Stream.of(version.split("\\.")).mapToInt(Integer::parseInt).toArray();
    }
}
