package dev.muster.adapters.out.backups;

import dev.muster.adapters.out.json.JsonValues;
import dev.muster.application.Sha256;
import dev.muster.domain.backup.Backup;
import dev.muster.domain.backup.Manifest;
import dev.muster.domain.backup.Manifest.FigureEntry;
import dev.muster.domain.backup.Manifest.FileEntry;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Manifests, and what is known of backups beside them, as JSON. */
final class BackupJson {
    private static final String DIGEST = ",\"sha256\":\"";
    private static final String END = "\"}";
    private static final int DIGEST_CHARACTERS = 64;

    private BackupJson() {}

    static byte[] of(Manifest manifest) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", manifest.id());
        json.put("created_at", manifest.createdAt().toString());
        json.put("format_version", manifest.formatVersion());
        json.put("status", Backup.Status.VERIFIED.code());
        json.put("datasets", files("dataset", manifest.datasets()));
        json.put("ledger", files("table", manifest.ledger()));
        json.put("figures", manifest.figures().stream().map(BackupJson::figure).toList());
        String text = JsonValues.of(json);
        return withDigest(text.substring(0, text.length() - 1) + DIGEST);
    }

    /** The last member of a manifest is the digest of the bytes before it. */
    private static byte[] withDigest(String beginning) {
        return (beginning + Sha256.of(beginning) + END).getBytes(StandardCharsets.UTF_8);
    }

    private static void requireDigest(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        int beginning = text.length() - END.length() - DIGEST_CHARACTERS;
        if (beginning < 0 || !Arrays.equals(bytes, withDigest(text.substring(0, beginning)))) {
            throw Damage.of("the manifest of the backup is not as it was written");
        }
    }

    private static List<Map<String, Object>> files(String name, List<FileEntry> files) {
        List<Map<String, Object>> list = new ArrayList<>();
        for (FileEntry file : files) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put(name, file.section());
            json.put("file", file.file());
            json.put("rows", file.rows());
            json.put("bytes", file.bytes());
            json.put("sha256", file.sha256());
            json.put("schema", JsonValues.parse(file.schema()));
            list.add(json);
        }
        return list;
    }

    private static Map<String, Object> figure(FigureEntry figure) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("report", figure.report());
        json.put("parameters", new TreeMap<>(figure.parameters()));
        json.put("rows", figure.rows());
        json.put("sha256", figure.sha256());
        return json;
    }

    private static byte[] bytes(Map<String, ?> json) {
        return JsonValues.of(json).getBytes(StandardCharsets.UTF_8);
    }

    static Manifest manifest(byte[] bytes) {
        requireDigest(bytes);
        return parsed("manifest", bytes, json -> {
            return new Manifest(
                    text(json, "id"),
                    Instant.parse(text(json, "created_at")),
                    Math.toIntExact(number(json, "format_version")),
                    list(json, "datasets", file -> file("dataset", file)),
                    list(json, "ledger", file -> file("table", file)),
                    list(json, "figures", BackupJson::figureOf));
        });
    }

    private static FileEntry file(String name, Map<?, ?> json) {
        if (!(json.get("schema") instanceof Map<?, ?> schema)) {
            throw new IllegalStateException("no schema");
        }
        return new FileEntry(
                text(json, name),
                text(json, "file"),
                number(json, "rows"),
                number(json, "bytes"),
                text(json, "sha256"),
                JsonValues.of(schema));
    }

    private static FigureEntry figureOf(Map<?, ?> json) {
        Map<String, String> parameters = new TreeMap<>();
        if (json.get("parameters") instanceof Map<?, ?> given) {
            given.forEach((name, value) -> parameters.put((String) name, String.valueOf(value)));
        }
        return new FigureEntry(text(json, "report"), parameters, number(json, "rows"), text(json, "sha256"));
    }

    static byte[] of(Backup backup) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("status", backup.status().code());
        json.put("checked_at", backup.checkedAt().toString());
        json.put("problem", backup.problem());
        Backup.Drill drill = backup.drill();
        if (drill != null) {
            Map<String, Object> last = new LinkedHashMap<>();
            last.put("passed", drill.passed());
            last.put("at", drill.at().toString());
            last.put("differences", drill.differences());
            json.put("drill", last);
        }
        return bytes(json);
    }

    static Backup backup(Manifest manifest, byte[] bytes) {
        return parsed("record", bytes, json -> {
            Backup.Drill drill = null;
            if (json.get("drill") instanceof Map<?, ?> last) {
                List<String> differences = new ArrayList<>();
                if (last.get("differences") instanceof List<?> texts) {
                    texts.forEach(text -> differences.add(String.valueOf(text)));
                }
                drill = new Backup.Drill(
                        Boolean.TRUE.equals(last.get("passed")), Instant.parse(text(last, "at")), differences);
            }
            boolean verified = Backup.Status.VERIFIED.code().equals(text(json, "status"));
            return new Backup(
                    manifest,
                    verified ? Backup.Status.VERIFIED : Backup.Status.FAILED,
                    Instant.parse(text(json, "checked_at")),
                    (String) json.get("problem"),
                    drill);
        });
    }

    private static <T> T parsed(String what, byte[] bytes, Function<Map<?, ?>, T> reading) {
        try {
            if (JsonValues.parse(new String(bytes, StandardCharsets.UTF_8)) instanceof Map<?, ?> members) {
                return reading.apply(members);
            }
        } catch (UncheckedIOException
                | IllegalStateException
                | IllegalArgumentException
                | ClassCastException
                | ArithmeticException
                | DateTimeException e) {
            // All of them say that a member is not there, or not what it must be.
        }
        throw Damage.of("the %s of the backup cannot be read".formatted(what));
    }

    private static <T> List<T> list(Map<?, ?> json, String name, Function<Map<?, ?>, T> item) {
        List<T> items = new ArrayList<>();
        if (!(json.get(name) instanceof List<?> values)) {
            throw new IllegalStateException("no list " + name);
        }
        for (Object value : values) {
            if (!(value instanceof Map<?, ?> members)) {
                throw new IllegalStateException("no member of " + name);
            }
            items.add(item.apply(members));
        }
        return items;
    }

    private static String text(Map<?, ?> json, String name) {
        if (json.get(name) instanceof String text) {
            return text;
        }
        throw new IllegalStateException("no text " + name);
    }

    private static long number(Map<?, ?> json, String name) {
        if (json.get(name) instanceof Long number) {
            return number;
        }
        throw new IllegalStateException("no number " + name);
    }
}
