package dev.muster.settings;

import dev.muster.adapters.in.rest.http.IpNetwork;
import dev.muster.application.events.Webhook;
import dev.muster.domain.run.Mode;
import java.net.URI;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * All settings, checked, in sections: each technology is given its own. Their text holds no secret.
 *
 * @param dataDir as given: relative to the working folder unless absolute
 * @param tls null if connections are not encrypted
 */
public record Settings(
        Path dataDir,
        Listening listening,
        Access access,
        @Nullable Tls tls,
        DatabasePlace database,
        Storage storage,
        S3 s3,
        Sources sources,
        Pipelines pipelines,
        Destinations destinations,
        Events events,
        Kafka kafka,
        Intake intake,
        Backups backups,
        Log log,
        Traces traces) {

    /** These settings with another database. */
    public Settings with(DatabasePlace other) {
        return new Settings(
                dataDir,
                listening,
                access,
                tls,
                other,
                storage,
                s3,
                sources,
                pipelines,
                destinations,
                events,
                kafka,
                intake,
                backups,
                log,
                traces);
    }

    /** Whether anything is kept in, or read from, a bucket. */
    public boolean useS3() {
        return storage.folder().isEmpty() || !sources.s3().isEmpty() || pipelines.hiringS3() != null;
    }

    /**
     * Who may use the service.
     *
     * @param auth as given; null leaves it to the address
     * @param adminKey a first admin key; null if none
     * @param jwt whose tokens are taken; null for nobody's
     * @param profile as given; null leaves it to the address
     * @param allowedHosts the names under which the service may be called when it is not on a loopback address
     * @param trustedProxies whose word on where requests come from is taken
     * @param origins whose pages may call the service
     * @param rateLimit most requests a minute of one key or address; 0 for any number, null if not given
     * @param auditDays for how many days it stays on record who did what
     */
    public record Access(
            @Nullable Auth auth,
            @Nullable Secret adminKey,
            @Nullable Jwt jwt,
            @Nullable Profile profile,
            List<String> allowedHosts,
            List<IpNetwork> trustedProxies,
            List<String> origins,
            @Nullable Integer rateLimit,
            int auditDays) {
        public Access {
            allowedHosts = List.copyOf(allowedHosts);
            trustedProxies = List.copyOf(trustedProxies);
            origins = List.copyOf(origins);
        }
    }

    /**
     * Whose tokens are taken.
     *
     * @param jwks where the issuer's keys are
     */
    public record Jwt(String issuer, String audience, URI jwks, String rolesClaim) {}

    /** What the service expects. */
    public enum Profile {
        /** One who tries things on a machine of their own. */
        DEV,
        /** Strangers: it asks for keys wherever it listens, and takes no sample data. */
        PROD
    }

    /**
     * How connections are encrypted.
     *
     * @param certificate a PEM file
     * @param key a PEM file
     */
    public record Tls(Path certificate, Path key) {}

    /** Whom the service asks for a key. */
    public enum Auth {
        /** Everyone. */
        KEYS,
        /** Nobody: whoever can reach it may use it. */
        OFF
    }

    /**
     * Where the database is.
     *
     * @param url a JDBC address
     * @param user null if none is given
     * @param password null if none is given
     * @param iam whether tokens of AWS IAM take the place of the password; then there is a user and no password
     */
    public record DatabasePlace(
            String url, @Nullable String user, @Nullable Secret password, boolean iam) {
        public DatabasePlace(String url, @Nullable String user, @Nullable Secret password) {
            this(url, user, password, false);
        }

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
     * Where files are kept.
     *
     * @param url of the form {@code file:///folder}, absolute, or {@code s3://bucket/prefix}
     */
    public record Storage(URI url) {
        /** The folder that files are kept in; empty if they are kept in a bucket. */
        public Optional<Path> folder() {
            return "file".equals(url.getScheme()) ? Optional.of(Path.of(url)) : Optional.empty();
        }
    }

    /**
     * How S3 is reached.
     *
     * @param endpoint null for Amazon's own
     * @param pathStyle whether buckets stand in the path of addresses, not in the host
     * @param kmsKey id, alias or ARN of the key that objects are encrypted with; null leaves that to the bucket
     */
    public record S3(
            @Nullable URI endpoint,
            boolean pathStyle,
            @Nullable String kmsKey) {}

    /**
     * The places that requests may have read.
     *
     * @param inbox a folder; null if none
     * @param s3 addresses of the form {@code s3://bucket/prefix}
     */
    public record Sources(@Nullable Path inbox, List<String> s3) {
        public Sources {
            s3 = List.copyOf(s3);
        }
    }

    /**
     * What the pipelines read.
     *
     * @param hiringS3 of the form {@code s3://bucket/prefix}, for {@code hiring-s3}; null if nothing
     * @param contentApiUrl a REST API, for {@code content}
     * @param declared the pipelines of the file by name, not checked yet
     */
    public record Pipelines(@Nullable URI hiringS3, URI contentApiUrl, FreeKeys declared) {}

    /**
     * Which other services may be reached where somebody says which.
     *
     * @param allowed of the form {@code host} or {@code host:port}: these also if their address is not public
     */
    public record Destinations(List<String> allowed) {
        public Destinations {
            allowed = List.copyOf(allowed);
        }
    }

    /** Who is told of events. */
    public record Events(List<Webhook> webhooks) {
        public Events {
            webhooks = List.copyOf(webhooks);
        }
    }

    /**
     * What is read from Kafka.
     *
     * @param bootstrapServers as {@code host:port}; none if Kafka is off
     * @param topics names of datasets by topic, in the order given
     * @param mode of the runs of topics
     * @param properties further ones of Kafka's clients by name; secrets may be among them
     */
    public record Kafka(
            List<String> bootstrapServers, Map<String, String> topics, Mode mode, Map<String, String> properties) {
        public Kafka {
            bootstrapServers = List.copyOf(bootstrapServers);
            topics = Collections.unmodifiableMap(new LinkedHashMap<>(topics));
            properties = Map.copyOf(properties);
        }

        /** Whether there are brokers to read from. */
        public boolean on() {
            return !bootstrapServers.isEmpty();
        }

        /** What is read, as far as it may be seen: any property may be a secret. */
        @Override
        public String toString() {
            return "Kafka[bootstrapServers=%s, topics=%s, mode=%s, properties=%s]"
                    .formatted(bootstrapServers, topics, mode, new TreeSet<>(properties.keySet()));
        }
    }

    /**
     * What is let in.
     *
     * @param currencies codes in upper case that transactions may have, at least one
     * @param maxUploadBytes most bytes of an upload, as received and after decompression
     */
    public record Intake(List<String> currencies, long maxUploadBytes) {
        public Intake {
            currencies = List.copyOf(currencies);
        }
    }

    /**
     * Which backups are made by themselves, and how long they are kept.
     *
     * @param schedule the times, as cron has them; null if none are made
     * @param zone where these times are told
     * @param keepLast how many to keep; null not to count
     * @param keepDays of how many days to keep all; null not to look at their age
     * @param drill whether each is restored on trial
     */
    public record Backups(
            @Nullable String schedule,
            ZoneId zone,
            @Nullable Integer keepLast,
            @Nullable Integer keepDays,
            boolean drill) {}

    /**
     * How the log is written.
     *
     * @param level the least level of what Muster itself logs; what libraries log is never more than warnings
     */
    public record Log(Format format, Level level) {

        /** What a line is. */
        public enum Format {
            /** For people. */
            TEXT,
            /** A JSON object, for programs. */
            JSON
        }

        /** How much is told, the most first. */
        public enum Level {
            TRACE,
            DEBUG,
            INFO,
            WARN,
            ERROR,
            OFF
        }
    }

    /**
     * Where traces are sent.
     *
     * @param variables those of OpenTelemetry that were given, by name
     */
    public record Traces(Map<String, String> variables) {
        /** With these names begin the variables. */
        static final String PREFIX = "OTEL_";

        /** These say how it is sent. */
        static final List<String> PROTOCOLS =
                List.of("OTEL_EXPORTER_OTLP_PROTOCOL", "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL");

        static final String PROTOCOL = "http/protobuf";

        public Traces {
            variables = Map.copyOf(variables);
        }

        /** Whether they are sent anywhere. */
        public boolean on() {
            return (variables.containsKey("OTEL_EXPORTER_OTLP_ENDPOINT")
                            || variables.containsKey("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"))
                    && !"true".equalsIgnoreCase(variables.get("OTEL_SDK_DISABLED"))
                    && !"none".equals(variables.get("OTEL_TRACES_EXPORTER"));
        }

        /** Without the values: headers may hold a secret. */
        @Override
        public String toString() {
            return variables.keySet().stream().sorted().toList().toString();
        }
    }
}
