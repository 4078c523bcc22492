package dev.muster.settings;

import dev.muster.domain.dataset.AsciiCase;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The settings by name. A name stands here once; variable, key and documentation follow from it. */
public enum Setting {
    HOST("127.0.0.1", "Address that the service listens on"),
    PORT("8080", "Port that the service listens on; 0 takes any that is free"),
    DATA_DIR("./data", "Folder of everything that Muster keeps, unless a setting says that it is kept elsewhere"),
    DATABASE_URL(null, "Where the database is; without it, jdbc:sqlite:<data dir>/muster.db"),
    DATABASE_USER(null, "User of the database"),
    DATABASE_PASSWORD(null, "Password of the database's user"),
    DATABASE_IAM("false", "Whether a token of AWS IAM takes the place of the password, as RDS and Aurora take it"),
    SECRETS(null, "aws:<secret id>: a JSON object in AWS Secrets Manager whose members are settings"),
    STORAGE_URL(null, "Where files are kept; without it, file:<data dir>/storage"),
    S3_ENDPOINT(null, "Address of an S3 service other than Amazon's"),
    S3_PATH_STYLE(null, "Whether buckets stand in the path of S3 addresses, not in the host"),
    S3_KMS_KEY(null, "Key of AWS KMS that objects are encrypted with; without it, as the bucket has it"),
    S3_SOURCES(null, "Places of the form s3://bucket/prefix that may be read"),
    HIRING_S3(null, "Place of the form s3://bucket/prefix that the pipeline hiring-s3 reads"),
    INBOX(null, "Folder that may be read"),
    KAFKA_BOOTSTRAP_SERVERS(null, "Kafka servers as host:port; without them, Kafka is off"),
    KAFKA_TOPICS(null, "Topics that are read and where they go, as topic=dataset"),
    KAFKA_MODE("upsert", "upsert or insert: what becomes of a message whose key is stored already"),
    CONTENT_API_URL("https://jsonplaceholder.typicode.com", "REST API that the pipeline content reads"),
    ALLOWED_DESTINATIONS(
            null, "Hosts, as host or host:port, that pipelines and webhooks may reach though their address is private"),
    CURRENCIES("USD,EUR,GBP,AUD", "Currencies that transactions may have"),
    MAX_UPLOAD_BYTES("2147483648", "Most bytes of an upload, as received and after decompression"),
    BACKUPS_SCHEDULE(null, "When backups are made: second, minute, hour, day of month, month, day of week"),
    BACKUPS_ZONE("UTC", "Time zone of that schedule"),
    BACKUPS_KEEP_LAST(null, "How many backups are kept; without it and the next one, all"),
    BACKUPS_KEEP_DAYS(null, "Of how many days backups are kept"),
    BACKUPS_DRILL("false", "Whether each backup of the schedule is restored on trial"),
    AUTH(null, "keys or off; off is allowed on a loopback address only, and is the default there"),
    ADMIN_KEY(null, "A first admin key"),
    JWT_ISSUER(null, "Who gives JSON web tokens; without this and the next two, none are taken"),
    JWT_AUDIENCE(null, "For whom these tokens must be"),
    JWT_JWKS_URL(null, "Where the keys are that these tokens are signed with"),
    JWT_ROLES_CLAIM("roles", "The claim of a token that holds its roles; points lead into objects"),
    ALLOWED_HOSTS(
            null, "Names and addresses under which the service may be called when it is not on a loopback address"),
    TRUSTED_PROXIES(null, "Addresses and networks such as 10.0.0.0/8 whose X-Forwarded-For is believed"),
    CORS_ORIGINS(null, "Origins such as https://example.com whose pages may call the API"),
    TLS_CERTIFICATE(null, "PEM file of the service's certificate, followed by those that vouch for it"),
    TLS_KEY(null, "PEM file of the certificate's private key"),
    RATE_LIMIT(null, "Most requests a minute of one key, or of one address without a key; 0: any number"),
    AUDIT_KEEP_DAYS("365", "For how many days it stays on record who did what"),
    LOG_FORMAT(null, "text or json: how each line of the log is written; json is the default of the profile prod"),
    LOG_LEVEL("INFO", "Least level of what Muster logs: TRACE, DEBUG, INFO, WARN, ERROR or OFF"),
    PROFILE(null, "dev or prod: what the service expects; dev is the default on a loopback address, elsewhere prod");

    /** Those that nobody may see. Each may also be given as the name of a file that holds it. */
    private static final Set<Setting> SECRET = EnumSet.of(DATABASE_PASSWORD, ADMIN_KEY);

    private static final String FILE_SUFFIX = "_FILE";

    /** What the start script gives the Java machine. */
    static final String JAVA_OPTIONS = "MUSTER_JAVA_OPTS";

    /** Variables of the same prefix that are read elsewhere: the file's name here, the others by the start script. */
    private static final String[] FURTHER_VARIABLES = {SettingsReader.CONFIG_VARIABLE, JAVA_OPTIONS};

    private static final String VARIABLE_PREFIX = "MUSTER_";
    private static final String KEY_PREFIX = "muster.";

    private final @Nullable String defaultText;
    private final String description;

    Setting(@Nullable String defaultText, String description) {
        this.defaultText = defaultText;
        this.description = description;
    }

    /** The name in the environment: {@code MUSTER_MAX_UPLOAD_BYTES}. */
    public String variable() {
        return VARIABLE_PREFIX + name();
    }

    /** The name in the file: {@code muster.max-upload-bytes}. */
    public String key() {
        return KEY_PREFIX + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What the setting is if it is not given; null if there is no such text. */
    public @Nullable String defaultText() {
        return defaultText;
    }

    /** What the setting decides, without a final full stop. */
    public String description() {
        return description;
    }

    /** The setting with this variable, exactly; empty if there is none. */
    static Optional<Setting> ofVariable(String variable) {
        return Stream.of(values())
                .filter(each -> each.variable().equals(variable))
                .findFirst();
    }

    /**
     * The setting with this key; empty if there is none. Words may be told apart by hyphens, dots, underscores or capitals:
     * {@code muster.databaseUrl} and {@code muster.database.url} are {@code muster.database-url}.
     */
    static Optional<Setting> ofKey(String key) {
        return ofVariable(variable(key));
    }

    private static String variable(String key) {
        return AsciiCase.upper(key.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_").replaceAll("[.-]", "_"));
    }

    /** The secret setting that a variable names a file for; empty if it does not. */
    static Optional<Setting> ofFileVariable(String variable) {
        return SECRET.stream()
                .filter(each -> variable.equals(each.variable() + FILE_SUFFIX))
                .findFirst();
    }

    /** The same for a key. */
    static Optional<Setting> ofFileKey(String key) {
        return ofFileVariable(variable(key));
    }

    /** Whether a variable of our prefix is read by someone. */
    static boolean isReadElsewhere(String variable) {
        return Stream.of(FURTHER_VARIABLES).anyMatch(variable::equals);
    }

    /** Whether a variable is meant for this program. */
    static boolean isOurs(String variable) {
        return variable.startsWith(VARIABLE_PREFIX);
    }

    /** The variable whose name is most like {@code unknown}. */
    static String nearestVariable(String unknown) {
        return nearest(
                AsciiCase.upper(unknown),
                Stream.concat(Stream.of(values()).map(Setting::variable), Stream.of(FURTHER_VARIABLES)));
    }

    /** The key whose name is most like {@code unknown}. */
    static String nearestKey(String unknown) {
        return nearest(
                unknown,
                Stream.concat(
                        Stream.of(values()).map(Setting::key),
                        Stream.of(OpenSection.values()).map(section -> section.like(unknown))));
    }

    /** The name of these that is most like {@code unknown}. */
    static String nearest(String unknown, Stream<String> names) {
        return names.min(Comparator.comparingInt(name -> distance(unknown, name)))
                .orElseThrow();
    }

    /** Levenshtein's: how many characters must be put in, left out or replaced to make one the other. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
