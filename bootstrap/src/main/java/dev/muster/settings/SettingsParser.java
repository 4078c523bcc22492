package dev.muster.settings;

import dev.muster.adapters.in.kafka.ConsumerProperties;
import dev.muster.adapters.in.rest.http.IpNetwork;
import dev.muster.adapters.out.postgres.PostgresServerAddress;
import dev.muster.adapters.out.schedule.Cron;
import dev.muster.application.egress.DestinationPolicy;
import dev.muster.domain.dataset.AsciiCase;
import dev.muster.domain.run.Mode;
import dev.muster.settings.Settings.Access;
import dev.muster.settings.Settings.Auth;
import dev.muster.settings.Settings.Backups;
import dev.muster.settings.Settings.DatabasePlace;
import dev.muster.settings.Settings.Destinations;
import dev.muster.settings.Settings.Events;
import dev.muster.settings.Settings.Intake;
import dev.muster.settings.Settings.Jwt;
import dev.muster.settings.Settings.Kafka;
import dev.muster.settings.Settings.Log;
import dev.muster.settings.Settings.Pipelines;
import dev.muster.settings.Settings.Profile;
import dev.muster.settings.Settings.S3;
import dev.muster.settings.Settings.Sources;
import dev.muster.settings.Settings.Storage;
import dev.muster.settings.Settings.Tls;
import dev.muster.settings.Settings.Traces;
import dev.muster.settings.SettingsReader.Given;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes typed settings of texts. Reads nothing from outside, so that it tells the same everywhere. */
final class SettingsParser {
    private static final int MAX_PORT = 65_535;
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|\\[::1]");
    private static final int LEAST_ADMIN_KEY = 32;
    private static final int MOST_DAYS = 36_500;
    private static final int MOST_REQUESTS = 1_000_000_000;
    private static final Pattern ORIGIN =
            Pattern.compile("https?://([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(:[0-9]{1,5})?");
    private static final String BUCKET = "s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]";
    private static final Pattern S3_PLACE = Pattern.compile(BUCKET + "(/[^?#]*)?");
    private static final Pattern S3_STORAGE = Pattern.compile(BUCKET + "(/(?!\\.)[A-Za-z0-9._-]+)*/?");
    private static final Pattern S3_SOURCE = Pattern.compile(BUCKET + "(/\\P{Cntrl}*)?");
    private static final String S3_FORM =
            "of the form s3://bucket/prefix, where the bucket has 3 to 63 small letters, digits, points and hyphens";
    private static final String S3_STORAGE_FORM =
            S3_FORM + ", and each part of the prefix letters, digits and . _ - but no point first";
    private static final Pattern KMS_KEY = Pattern.compile("[A-Za-z0-9:/_-]{1,2048}");
    private static final Pattern HOST_AND_PORT = Pattern.compile("[^\\s:/,]+:[0-9]{1,5}|\\[[0-9a-fA-F:]+]:[0-9]{1,5}");
    private static final Pattern TOPIC = Pattern.compile("\\s*([A-Za-z0-9._-]{1,249})\\s*=\\s*([a-z][a-z0-9_]*)\\s*");
    private static final Pattern SECRET = Pattern.compile("aws:([A-Za-z0-9/_+=.@:!-]{1,2048})");
    private static final Pattern CURRENCY = Pattern.compile("[A-Z][A-Z0-9]{1,9}");

    private final Map<Setting, Given> given;
    private final Map<OpenSection, FreeKeys> open;

    private SettingsParser(Map<Setting, Given> given, Map<OpenSection, FreeKeys> open) {
        this.given = given;
        this.open = open;
    }

    /**
     * @param given what was given; defaults take the place of the rest
     * @param open what was given where names are the user's
     * @throws InvalidSetting if something is not what it must be
     */
    static Settings parse(Map<Setting, Given> given, Map<OpenSection, FreeKeys> open, Traces traces) {
        return new SettingsParser(given, open).settings(traces);
    }

    private Settings settings(Traces traces) {
        Path dataDir = required(Setting.DATA_DIR, SettingsParser::path);
        Destinations destinations = destinations();
        Listening listening = listening();
        Access access = access();
        return new Settings(
                dataDir,
                listening,
                access,
                tls(),
                database(dataDir),
                storage(dataDir),
                s3(),
                sources(),
                pipelines(),
                destinations,
                new Events(WebhookSettings.read(
                        open(OpenSection.WEBHOOKS), DestinationPolicy.allowing(destinations.allowed()))),
                kafka(),
                intake(),
                backups(),
                log(listening, access),
                traces);
    }

    private Listening listening() {
        return new Listening(required(Setting.HOST, Function.identity()), required(Setting.PORT, text ->
                (int) wholeNumber(text, 0, MAX_PORT)));
    }

    private Access access() {
        return new Access(
                optional(Setting.AUTH, SettingsParser::auth),
                optional(Setting.ADMIN_KEY, SettingsParser::adminKey),
                jwt(),
                optional(Setting.PROFILE, SettingsParser::profile),
                optionalList(Setting.ALLOWED_HOSTS, SettingsParser::hostName),
                optionalList(Setting.TRUSTED_PROXIES, SettingsParser::network),
                optionalList(Setting.CORS_ORIGINS, SettingsParser::origin),
                optional(Setting.RATE_LIMIT, text -> (int) wholeNumber(text, 0, MOST_REQUESTS)),
                required(Setting.AUDIT_KEEP_DAYS, text -> (int) wholeNumber(text, 1, MOST_DAYS)));
    }

    /** Attempts are bounded, but not for ever: nobody must find it by trying. */
    private static Secret adminKey(String text) {
        if (text.length() < LEAST_ADMIN_KEY) {
            throw new Unfit("must have at least %s characters, such as openssl rand -base64 32 gives"
                    .formatted(LEAST_ADMIN_KEY));
        }
        return new Secret(text);
    }

    private @Nullable Jwt jwt() {
        List<Setting> needed = List.of(Setting.JWT_ISSUER, Setting.JWT_AUDIENCE, Setting.JWT_JWKS_URL);
        Given first = Stream.concat(needed.stream(), Stream.of(Setting.JWT_ROLES_CLAIM))
                .map(given::get)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
        if (first == null) {
            return null;
        }
        needed.stream()
                .filter(setting -> !given.containsKey(setting))
                .findFirst()
                .ifPresent(missing -> {
                    throw new InvalidSetting(first.name(), "takes %s as well".formatted(missing.variable()));
                });
        return new Jwt(
                required(Setting.JWT_ISSUER, Function.identity()),
                required(Setting.JWT_AUDIENCE, Function.identity()),
                required(Setting.JWT_JWKS_URL, SettingsParser::jwks),
                required(Setting.JWT_ROLES_CLAIM, Function.identity()));
    }

    /** Whoever could change the keys on their way could give tokens. */
    private static URI jwks(String text) {
        URI address = webAddress(text);
        if (address.getScheme().equals("https")
                || LOOPBACK.matcher(address.getHost()).matches()) {
            return address;
        }
        throw new Unfit(text, "an address that begins with https://, or one of this machine");
    }

    private @Nullable Tls tls() {
        Path certificate = optional(Setting.TLS_CERTIFICATE, SettingsParser::file);
        Path key = optional(Setting.TLS_KEY, SettingsParser::file);
        if (certificate == null && key == null) {
            return null;
        }
        if (certificate == null || key == null) {
            Setting missing = certificate == null ? Setting.TLS_CERTIFICATE : Setting.TLS_KEY;
            throw new InvalidSetting(missing.variable(), "is needed where the other file of TLS is given");
        }
        return new Tls(certificate, key);
    }

    private <T> List<T> optionalList(Setting setting, Function<String, T> parser) {
        return or(optional(setting, text -> list(text, parser)), List.of());
    }

    private DatabasePlace database(Path dataDir) {
        DatabasePlace place = new DatabasePlace(
                or(
                        optional(Setting.DATABASE_URL, SettingsParser::databaseUrl),
                        "jdbc:sqlite:" + dataDir.resolve("muster.db")),
                optional(Setting.DATABASE_USER, Function.identity()),
                optional(Setting.DATABASE_PASSWORD, Secret::new),
                required(Setting.DATABASE_IAM, SettingsParser::yesOrNo));
        if (place.iam()) {
            requireIam(place);
        }
        return place;
    }

    /** A token says for which user and server it is, and whoever reads it on its way may use it. */
    private void requireIam(DatabasePlace place) {
        String name = Objects.requireNonNull(given.get(Setting.DATABASE_IAM)).name();
        if (place.kind() != DatabaseKind.POSTGRESQL) {
            throw new InvalidSetting(name, "is for PostgreSQL on RDS and Aurora, which MUSTER_DATABASE_URL names");
        }
        if (place.user() == null) {
            throw new InvalidSetting(name, "takes %s as well".formatted(Setting.DATABASE_USER.variable()));
        }
        Given password = given.get(Setting.DATABASE_PASSWORD);
        if (password != null) {
            throw new InvalidSetting(password.name(), "is there beside " + name);
        }
        if (PostgresServerAddress.of(place.url()).isEmpty()) {
            throw new InvalidSetting(name, "takes one server in %s".formatted(Setting.DATABASE_URL.variable()));
        }
        if (!PostgresServerAddress.isEncrypted(place.url())) {
            throw new InvalidSetting(
                    name,
                    "takes sslmode=verify-full (or verify-ca, or require) in %s"
                            .formatted(Setting.DATABASE_URL.variable()));
        }
    }

    /** @param name what gave the address, for messages */
    static DatabasePlace database(String name, String url, @Nullable String user, @Nullable String password) {
        return new DatabasePlace(
                parse(new Given(name, url), SettingsParser::databaseUrl),
                user,
                password == null ? null : new Secret(password));
    }

    private Storage storage(Path dataDir) {
        return new Storage(or(
                optional(Setting.STORAGE_URL, SettingsParser::storageUrl),
                dataDir.resolve("storage").toAbsolutePath().normalize().toUri()));
    }

    private S3 s3() {
        return new S3(
                optional(Setting.S3_ENDPOINT, SettingsParser::webAddress),
                or(optional(Setting.S3_PATH_STYLE, SettingsParser::yesOrNo), false),
                optional(Setting.S3_KMS_KEY, SettingsParser::kmsKey));
    }

    private Sources sources() {
        return new Sources(
                optional(Setting.INBOX, SettingsParser::path),
                or(optional(Setting.S3_SOURCES, text -> list(text, SettingsParser::s3Source)), List.of()));
    }

    private Pipelines pipelines() {
        return new Pipelines(
                optional(Setting.HIRING_S3, SettingsParser::s3Place),
                required(Setting.CONTENT_API_URL, SettingsParser::webAddress),
                open(OpenSection.PIPELINES));
    }

    private Destinations destinations() {
        return new Destinations(or(
                optional(Setting.ALLOWED_DESTINATIONS, text -> list(text, SettingsParser::destination)), List.of()));
    }

    private Kafka kafka() {
        Map<String, String> properties = new TreeMap<>();
        FreeKeys keys = open(OpenSection.KAFKA_PROPERTIES);
        keys.texts().forEach((name, text) -> {
            ConsumerProperties.refusal(name, text.strip()).ifPresent(fault -> {
                throw keys.fault(name, fault);
            });
            properties.put(name, text.strip());
        });
        return new Kafka(
                or(
                        optional(Setting.KAFKA_BOOTSTRAP_SERVERS, text -> list(text, SettingsParser::hostAndPort)),
                        List.of()),
                or(optional(Setting.KAFKA_TOPICS, SettingsParser::topics), Map.of()),
                required(Setting.KAFKA_MODE, SettingsParser::mode),
                properties);
    }

    private static Mode mode(String text) {
        return switch (AsciiCase.lower(text)) {
            case "insert" -> Mode.INSERT;
            case "upsert" -> Mode.UPSERT;
            default -> throw new Unfit(text, "insert or upsert");
        };
    }

    private Intake intake() {
        return new Intake(
                required(Setting.CURRENCIES, text -> list(text, SettingsParser::currency)),
                required(Setting.MAX_UPLOAD_BYTES, text -> wholeNumber(text, 1, Long.MAX_VALUE)));
    }

    private Backups backups() {
        return new Backups(
                optional(Setting.BACKUPS_SCHEDULE, SettingsParser::cron),
                required(Setting.BACKUPS_ZONE, SettingsParser::zone),
                optional(Setting.BACKUPS_KEEP_LAST, text -> (int) wholeNumber(text, 1, Integer.MAX_VALUE)),
                optional(Setting.BACKUPS_KEEP_DAYS, text -> (int) wholeNumber(text, 1, Integer.MAX_VALUE)),
                required(Setting.BACKUPS_DRILL, SettingsParser::yesOrNo));
    }

    private Log log(Listening listening, Access access) {
        return new Log(
                or(
                        optional(Setting.LOG_FORMAT, SettingsParser::logFormat),
                        listening.expectsStrangers(access) ? Log.Format.JSON : Log.Format.TEXT),
                required(Setting.LOG_LEVEL, SettingsParser::logLevel));
    }

    private static Log.Format logFormat(String text) {
        return switch (AsciiCase.lower(text)) {
            case "text" -> Log.Format.TEXT;
            case "json" -> Log.Format.JSON;
            default -> throw new Unfit(text, "text or json");
        };
    }

    private static Log.Level logLevel(String text) {
        return switch (AsciiCase.upper(text)) {
            case "TRACE" -> Log.Level.TRACE;
            case "DEBUG" -> Log.Level.DEBUG;
            case "INFO" -> Log.Level.INFO;
            case "WARN" -> Log.Level.WARN;
            case "ERROR" -> Log.Level.ERROR;
            case "OFF" -> Log.Level.OFF;
            default -> throw new Unfit(text, "one of TRACE, DEBUG, INFO, WARN, ERROR and OFF");
        };
    }

    static String cron(String text) {
        if (Cron.isCron(text)) {
            return text;
        }
        throw new Unfit(
                text, "a schedule such as '0 30 2 * * *': second, minute, hour, day of month, month, day of week");
    }

    static ZoneId zone(String text) {
        try {
            return ZoneId.of(text);
        } catch (DateTimeException e) {
            throw new Unfit(text, "a time zone such as UTC or Europe/Madrid");
        }
    }

    /** What a text is not. */
    static final class Unfit extends RuntimeException {
        private static final long serialVersionUID = 1;

        /** The same without the text. */
        private final String expected;

        Unfit(String fault) {
            super(fault, null, false, false);
            this.expected = "is not what it must be";
        }

        Unfit(String text, String expected) {
            super("'%s' is not %s".formatted(text, expected), null, false, false);
            this.expected = "is not " + expected;
        }
    }

    private <T> @Nullable T optional(Setting setting, Function<String, T> parser) {
        Given found = given.get(setting);
        return found == null ? null : parse(found, parser);
    }

    private <T> T required(Setting setting, Function<String, T> parser) {
        Given found = given.get(setting);
        if (found == null) {
            String text = setting.defaultText();
            if (text == null) {
                throw new IllegalStateException(setting + " has no default");
            }
            found = new Given(setting.variable(), text);
        }
        return parse(found, parser);
    }

    private FreeKeys open(OpenSection section) {
        return open.getOrDefault(section, FreeKeys.none(section.key()));
    }

    /** @throws InvalidSetting with the name that it was given by if the text is not fit */
    static <T> T parse(Given found, Function<String, T> parser) {
        try {
            return parser.apply(found.text());
        } catch (Unfit unfit) {
            throw new InvalidSetting(
                    found.name(), found.hidden() ? unfit.expected : String.valueOf(unfit.getMessage()));
        }
    }

    private static <T> T or(@Nullable T value, T otherwise) {
        return value == null ? otherwise : value;
    }

    static long wholeNumber(String text, long min, long max) {
        if (text.matches("[0-9]{1,18}")) {
            long number = Long.parseLong(text);
            if (number >= min && number <= max) {
                return number;
            }
        }
        throw new Unfit(
                text,
                max == Long.MAX_VALUE
                        ? "a whole number from %s up".formatted(min)
                        : "a whole number from %s to %s".formatted(min, max));
    }

    static boolean yesOrNo(String text) {
        return switch (AsciiCase.lower(text)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new Unfit(text, "true or false");
        };
    }

    private static Profile profile(String text) {
        return switch (AsciiCase.lower(text)) {
            case "dev" -> Profile.DEV;
            case "prod" -> Profile.PROD;
            default -> throw new Unfit(text, "dev or prod");
        };
    }

    private static IpNetwork network(String text) {
        return IpNetwork.parse(text)
                .orElseThrow(() -> new Unfit(text, "an address such as 10.0.0.1 or a network such as 10.0.0.0/8"));
    }

    private static String origin(String text) {
        if (!ORIGIN.matcher(text).matches()) {
            throw new Unfit(text, "an origin such as https://example.com, without a path");
        }
        return text;
    }

    private static Path file(String text) {
        Path file = path(text);
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw new Unfit(text, "a file that can be read");
        }
        return file;
    }

    private static Auth auth(String text) {
        return switch (AsciiCase.lower(text)) {
            case "keys" -> Auth.KEYS;
            case "off" -> Auth.OFF;
            default -> throw new Unfit(text, "keys or off");
        };
    }

    private static String hostName(String text) {
        if (!text.matches("[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+]")) {
            throw new Unfit(text, "a name or an address, without a port");
        }
        return text;
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new Unfit(
                    text,
                    "a path in %s, the character set of the locale".formatted(System.getProperty("native.encoding")));
        }
    }

    /** The address is not repeated in messages: it may hold a password. */
    static String secretId(String text) {
        Matcher matcher = SECRET.matcher(text);
        if (matcher.matches()) {
            return matcher.group(1);
        }
        throw new Unfit(text, "of the form aws:<name or ARN of a secret>");
    }

    private static String databaseUrl(String text) {
        if (Arrays.stream(DatabaseKind.values()).noneMatch(kind -> text.startsWith(kind.prefix()))) {
            throw new Unfit("the address must begin with jdbc:sqlite: or jdbc:postgresql://");
        }
        boolean isFile = !text.equals(DatabaseKind.SQLITE.prefix())
                && !text.contains(":memory:")
                && !text.contains("mode=memory");
        if (DatabaseKind.of(text) == DatabaseKind.SQLITE) {
            if (!isFile) {
                throw new Unfit("SQLite needs a file, as in jdbc:sqlite:data/muster.db");
            }
            path(text.substring(DatabaseKind.SQLITE.prefix().length()));
        }
        return text;
    }

    private static URI storageUrl(String text) {
        if (text.startsWith("s3:")) {
            if (S3_STORAGE.matcher(text).matches()) {
                return URI.create(text);
            }
            throw new Unfit(text, S3_STORAGE_FORM);
        }
        if (text.startsWith("file:") && text.length() > "file:".length()) {
            String path = text.substring("file:".length()).replaceFirst("^//(?=/)", "");
            return path(path).toAbsolutePath().normalize().toUri();
        }
        throw new Unfit(text, "of the form file:<folder> or s3://bucket/prefix");
    }

    private static URI s3Place(String text) {
        if (S3_PLACE.matcher(text).matches()) {
            return uri(text, S3_FORM);
        }
        throw new Unfit(text, S3_FORM);
    }

    /** What lies in buckets of others may have any characters, but for the comma, which ends a place. */
    private static String s3Source(String text) {
        if (S3_SOURCE.matcher(text).matches()) {
            return text;
        }
        throw new Unfit(text, S3_FORM);
    }

    private static String kmsKey(String text) {
        if (KMS_KEY.matcher(text).matches()) {
            return text;
        }
        throw new Unfit(text, "the id, alias or ARN of a key");
    }

    static URI webAddress(String text) {
        URI uri = uri(text, "an address of the form https://host");
        if (uri.getHost() != null
                && uri.getRawUserInfo() == null
                && (uri.getScheme().equals("http") || uri.getScheme().equals("https"))) {
            return uri;
        }
        throw new Unfit("must be an address of the form https://host, without user and password");
    }

    private static URI uri(String text, String expected) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw new Unfit(text, expected);
        }
    }

    private static String hostAndPort(String text) {
        if (HOST_AND_PORT.matcher(text).matches()) {
            return text;
        }
        throw new Unfit(text, "of the form host:port");
    }

    private static String destination(String text) {
        if (DestinationPolicy.isDestination(text)) {
            return text;
        }
        throw new Unfit(text, "of the form host or host:port");
    }

    private static String currency(String text) {
        String code = AsciiCase.upper(text);
        if (CURRENCY.matcher(code).matches()) {
            return code;
        }
        throw new Unfit(text, "a currency's code such as USD");
    }

    private static Map<String, String> topics(String text) {
        Map<String, String> topics = new LinkedHashMap<>();
        for (String item : list(text, Function.identity())) {
            Matcher matcher = TOPIC.matcher(item);
            if (!matcher.matches()) {
                throw new Unfit(item, "of the form topic=dataset");
            }
            if (topics.put(matcher.group(1), matcher.group(2)) != null) {
                throw new Unfit("topic %s is there twice".formatted(matcher.group(1)));
            }
        }
        return topics;
    }

    private static <T> List<T> list(String text, Function<String, T> parser) {
        List<T> items = new ArrayList<>();
        for (String item : text.split(",", -1)) {
            if (item.isBlank()) {
                throw new Unfit(text, "a list of texts between commas");
            }
            T parsed = parser.apply(item.strip());
            if (items.contains(parsed)) {
                throw new Unfit("'%s' is there twice".formatted(item.strip()));
            }
            items.add(parsed);
        }
        return items;
    }
}
