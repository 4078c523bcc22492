package dev.muster.settings;

import java.net.URI;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All settings, checked. Its text holds no secret.
 *
 * @param host address or name to listen on, as given; see {@link Listening}
 * @param port 0 takes any port that is free
 * @param dataDir as given: relative to the working folder unless absolute
 * @param hiringS3 what the pipeline {@code hiring-s3} reads; null if nothing
 * @param inbox folder that may be read; null if none
 * @param contentApiUrl REST API that the pipeline {@code content} reads
 * @param currencies codes in upper case, at least one
 * @param maxUploadBytes most bytes of an upload, as received and after decompression
 * @param auth as given; null leaves it to the address
 * @param adminKey a first admin key; null if none
 */
public record Settings(
        String host,
        int port,
        Path dataDir,
        DatabasePlace database,
        URI storageUrl,
        S3 s3,
        @Nullable URI hiringS3,
        @Nullable Path inbox,
        Kafka kafka,
        URI contentApiUrl,
        List<String> currencies,
        long maxUploadBytes,
        @Nullable Auth auth,
        @Nullable Secret adminKey) {

    public Settings {
        currencies = List.copyOf(currencies);
    }

    /** These settings with another database. */
    public Settings with(DatabasePlace other) {
        return new Settings(
                host,
                port,
                dataDir,
                other,
                storageUrl,
                s3,
                hiringS3,
                inbox,
                kafka,
                contentApiUrl,
                currencies,
                maxUploadBytes,
                auth,
                adminKey);
    }

    /** Who may use the service. */
    public enum Auth {
        /** Whoever has a key. */
        KEYS,
        /** Everyone who can reach it. */
        OFF
    }

    /**
     * Where the database is.
     *
     * @param url a JDBC address
     * @param user null if none is given
     * @param password null if none is given
     */
    public record DatabasePlace(
            String url, @Nullable String user, @Nullable Secret password) {
        public DatabaseKind kind() {
            return DatabaseKind.of(url);
        }

        /** The database as far as it may be seen: parameters of the address may be secrets. */
        @Override
        public String toString() {
            return "DatabasePlace[url=%s, user=%s]".formatted(url.replaceFirst("[?;].*", "?***"), user);
        }
    }

    /**
     * How S3 is reached, and what of it may be read.
     *
     * @param endpoint null for Amazon's own
     * @param sources addresses of the form {@code s3://bucket/prefix}
     */
    public record S3(@Nullable URI endpoint, boolean pathStyle, List<URI> sources) {
        public S3 {
            sources = List.copyOf(sources);
        }
    }

    /**
     * What is read from Kafka.
     *
     * @param bootstrapServers as {@code host:port}; none if Kafka is off
     * @param topics names of datasets by topic, in the order given
     */
    public record Kafka(List<String> bootstrapServers, Map<String, String> topics) {
        public Kafka {
            bootstrapServers = List.copyOf(bootstrapServers);
            topics = Collections.unmodifiableMap(new LinkedHashMap<>(topics));
        }
    }
}
