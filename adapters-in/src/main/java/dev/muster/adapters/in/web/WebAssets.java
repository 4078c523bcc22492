package dev.muster.adapters.in.web;

import dev.muster.adapters.in.rest.http.Operation;
import dev.muster.application.Refusal;
import dev.muster.application.Sha256;
import dev.muster.domain.run.ProblemType;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import jakarta.annotation.security.PermitAll;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * Serves the scripts, styles and pictures of the pages, and of the libraries that they use. Their addresses change with their
 * content, so that browsers may keep them.
 */
@Controller
@PermitAll
final class WebAssets {
    private static final String WEB_JARS = "/META-INF/resources/webjars/";
    private static final String FOR_EVER = "public, max-age=31536000, immutable";
    private static final int DIGITS = 12;

    /** Of others: by the name here, the path in its jar behind the version. */
    private static final List<Library> LIBRARIES = List.of(
            new Library("htmx.js", "org.webjars.npm", "htmx.org", "dist/htmx.min.js"),
            new Library("htmx-sse.js", "org.webjars.npm", "htmx-ext-sse", "sse.js"),
            new Library("swagger-ui.js", "org.webjars", "swagger-ui", "swagger-ui-bundle.js"),
            new Library("swagger-ui.css", "org.webjars", "swagger-ui", "swagger-ui.css"),
            new Library("tabulator.js", "org.webjars.npm", "tabulator-tables", "dist/js/tabulator_esm.min.js"),
            new Library("tabulator.css", "org.webjars.npm", "tabulator-tables", "dist/css/tabulator_simple.min.css"));

    private static final List<String> OURS =
            List.of("muster.css", "muster.js", "api.js", "csv.js", "docs.js", "load.js", "rejections.js", "icon.svg");

    private static final Map<String, Asset> ALL = all();

    /** The same for all files, because scripts import each other by name. */
    private static final String VERSION = version();

    private record Library(String name, String group, String artifact, String path) {}

    private record Asset(byte[] bytes, MediaType type) {}

    private static Map<String, Asset> all() {
        Map<String, Asset> all = new HashMap<>();
        for (String name : OURS) {
            all.put(name, read(name, "/web/" + name));
        }
        for (Library library : LIBRARIES) {
            all.put(
                    library.name(),
                    read(
                            library.name(),
                            WEB_JARS + library.artifact() + "/" + version(library) + "/" + library.path()));
        }
        return Map.copyOf(all);
    }

    private static String version() {
        MessageDigest digest = Sha256.begin();
        new TreeMap<>(ALL).values().forEach(asset -> digest.update(asset.bytes()));
        return Sha256.hex(digest).substring(0, DIGITS);
    }

    private static String version(Library library) {
        String properties = "/META-INF/maven/%s/%s/pom.properties".formatted(library.group(), library.artifact());
        try (InputStream in = WebAssets.class.getResourceAsStream(properties)) {
            if (in == null) {
                throw new IllegalStateException("%s is not part of this build".formatted(library.artifact()));
            }
            Properties read = new Properties();
            read.load(in);
            return read.getProperty("version");
        } catch (IOException e) {
            throw new UncheckedIOException("%s cannot be read".formatted(properties), e);
        }
    }

    private static Asset read(String name, String path) {
        try (InputStream in = WebAssets.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException("%s is not part of this build".formatted(path));
            }
            return new Asset(in.readAllBytes(), type(name));
        } catch (IOException e) {
            throw new UncheckedIOException("%s cannot be read".formatted(path), e);
        }
    }

    private static MediaType type(String name) {
        String ending = name.substring(name.lastIndexOf('.') + 1);
        return new MediaType(
                switch (ending) {
                    case "js" -> "text/javascript";
                    case "css" -> "text/css";
                    case "svg" -> "image/svg+xml";
                    default -> throw new IllegalArgumentException("no type is known for %s".formatted(name));
                },
                Map.of("charset", "utf-8"));
    }

    /** Returns the address of a file. */
    static String address(String name) {
        if (!ALL.containsKey(name)) {
            throw new IllegalArgumentException("there is no file %s".formatted(name));
        }
        return "/assets/%s/%s".formatted(VERSION, name);
    }

    @Get("/assets/{version}/{name}")
    @Operation("show-asset")
    @Produces(MediaType.ALL)
    HttpResponse<?> show(String version, String name) {
        Asset asset = ALL.get(name);
        if (asset == null) {
            throw new Refusal(ProblemType.NOT_FOUND, "there is nothing at this address");
        }
        return HttpResponse.ok(asset.bytes())
                .contentType(asset.type())
                .contentLength(asset.bytes().length)
                // A page of an older version may ask a newer service.
                .header(HttpHeaders.CACHE_CONTROL, VERSION.equals(version) ? FOR_EVER : "no-cache");
    }
}
