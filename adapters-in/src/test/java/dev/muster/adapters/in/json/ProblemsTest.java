package dev.muster.adapters.in.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.application.port.PortException;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProblemsTest {
    /** The list of slugs as it is published. */
    private static final Map<Integer, List<String>> PUBLISHED = Map.ofEntries(
            Map.entry(400, List.of("bad-parameter", "malformed-json", "json-too-deep", "bad-multipart", "bad-request")),
            Map.entry(401, List.of("unauthorized")),
            Map.entry(403, List.of("forbidden", "path-not-allowed")),
            Map.entry(404, List.of("unknown-dataset", "unknown-report", "unknown-pipeline", "not-found")),
            Map.entry(405, List.of("method-not-allowed")),
            Map.entry(406, List.of("not-acceptable")),
            Map.entry(408, List.of("request-timeout")),
            Map.entry(409, List.of("conflict", "busy", "source-changed")),
            Map.entry(413, List.of("payload-too-large", "decompressed-too-large")),
            Map.entry(414, List.of("uri-too-long")),
            Map.entry(415, List.of("unsupported-media-type", "unsupported-charset")),
            Map.entry(
                    422,
                    List.of(
                            "batch-empty",
                            "batch-too-large",
                            "batch-rejected",
                            "empty-file",
                            "bad-header",
                            "malformed-csv",
                            "malformed-gzip",
                            "wrong-file",
                            "too-many-rejections",
                            "bad-backup",
                            "destination-not-allowed",
                            "idempotency-mismatch")),
            Map.entry(429, List.of("too-many-requests")),
            Map.entry(431, List.of("headers-too-large")),
            Map.entry(500, List.of("internal-error", "database-denied")),
            Map.entry(502, List.of("upstream-failed")),
            Map.entry(503, List.of("database-unavailable", "storage-unavailable")),
            Map.entry(507, List.of("insufficient-storage")));

    @Test
    void haveThePublishedStatus() {
        Map<Integer, List<String>> found = Arrays.stream(ProblemType.values())
                .collect(Collectors.groupingBy(
                        Problems::status, TreeMap::new, Collectors.mapping(ProblemType::slug, Collectors.toList())));
        assertThat(found).isEqualTo(new TreeMap<>(PUBLISHED));
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
                    DATABASE, UNAVAILABLE, database-unavailable
                    DATABASE, FULL,        insufficient-storage
                    DATABASE, DENIED,      database-denied
                    DATABASE, CONFLICT,    conflict
                    DATABASE, CORRUPT,     internal-error
                    DATABASE, MISSING,     internal-error
                    DATABASE, FAULT,       internal-error
                    STORAGE,  UNAVAILABLE, storage-unavailable
                    STORAGE,  FULL,        insufficient-storage
                    STORAGE,  DENIED,      storage-unavailable
                    STORAGE,  CONFLICT,    conflict
                    STORAGE,  CORRUPT,     internal-error
                    STORAGE,  MISSING,     not-found
                    STORAGE,  FAULT,       internal-error
                    UPSTREAM, UNAVAILABLE, upstream-failed
                    UPSTREAM, FULL,        upstream-failed
                    UPSTREAM, DENIED,      upstream-failed
                    UPSTREAM, CONFLICT,    upstream-failed
                    UPSTREAM, CORRUPT,     upstream-failed
                    UPSTREAM, MISSING,     upstream-failed
                    UPSTREAM, FAULT,       upstream-failed
                    """)
    void tellWhatFailedOutside(PortException.Part part, PortException.Kind kind, String slug) {
        assertThat(Problems.of(new PortException(part, kind, "what happened", new IllegalStateException("secret"))))
                .isEqualTo(new Problem(ProblemType.of(slug), "what happened"));
    }

    @Test
    void putTheirKnownMembersFirst() {
        Problem problem = new Problem(ProblemType.BAD_HEADER, "no")
                .with("run", "r")
                .with("alpha", 1)
                .with("allowed", List.of("id"))
                .with("line", 3)
                .with("field", "x");
        assertThat(Views.problem(problem).keySet())
                .containsExactly("type", "title", "status", "detail", "field", "line", "allowed", "run", "alpha");
        assertThat(Views.problem(problem)).containsEntry("status", 422).containsEntry("type", "/problems/bad-header");
    }
}
