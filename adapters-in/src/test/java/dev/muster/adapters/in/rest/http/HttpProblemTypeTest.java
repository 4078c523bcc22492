package dev.muster.adapters.in.rest.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.domain.run.Problem;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class HttpProblemTypeTest {
    /** The list of slugs as it is published. */
    private static final Map<Integer, Set<String>> PUBLISHED = Map.ofEntries(
            Map.entry(400, Set.of("bad-parameter", "malformed-json", "json-too-deep", "bad-multipart", "bad-request")),
            Map.entry(401, Set.of("unauthorized")),
            Map.entry(403, Set.of("forbidden", "path-not-allowed")),
            Map.entry(404, Set.of("unknown-dataset", "unknown-report", "unknown-pipeline", "not-found")),
            Map.entry(405, Set.of("method-not-allowed")),
            Map.entry(406, Set.of("not-acceptable")),
            Map.entry(408, Set.of("request-timeout")),
            Map.entry(409, Set.of("conflict", "busy", "source-changed")),
            Map.entry(413, Set.of("payload-too-large", "decompressed-too-large")),
            Map.entry(414, Set.of("uri-too-long")),
            Map.entry(415, Set.of("unsupported-media-type", "unsupported-charset")),
            Map.entry(
                    422,
                    Set.of(
                            "batch-empty",
                            "batch-too-large",
                            "batch-rejected",
                            "empty-file",
                            "bad-header",
                            "malformed-csv",
                            "malformed-gzip",
                            "malformed-xlsx",
                            "wrong-file",
                            "too-many-rejections",
                            "bad-backup",
                            "destination-not-allowed",
                            "idempotency-mismatch")),
            Map.entry(429, Set.of("too-many-requests")),
            Map.entry(431, Set.of("headers-too-large")),
            Map.entry(500, Set.of("internal-error", "database-denied")),
            Map.entry(502, Set.of("upstream-failed")),
            Map.entry(503, Set.of("database-unavailable", "storage-unavailable")),
            Map.entry(507, Set.of("insufficient-storage")));

    @Test
    void haveThePublishedStatus() {
        Map<Integer, Set<String>> found = HttpProblemType.all()
                .collect(Collectors.groupingBy(
                        HttpProblemType::status,
                        TreeMap::new,
                        Collectors.mapping(Problem.Type::slug, Collectors.toSet())));
        assertThat(found).isEqualTo(new TreeMap<>(PUBLISHED));
    }
}
