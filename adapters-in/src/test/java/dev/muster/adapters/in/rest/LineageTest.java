package dev.muster.adapters.in.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.adapters.in.rest.TestServer.Answer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every stored row leads back to the record that brought it. */
@MicronautTest(contextBuilder = TestApplication.class, rebuildContext = true)
class LineageTest {
    private static final String JOBS = "/api/v1/datasets/jobs/records";

    @Inject
    TestServer server;

    private void assertLineage(String dataset, Object key, Object run, long number, long line, String raw) {
        Answer lineage = server.get("/api/v1/datasets/%s/records/%s/lineage".formatted(dataset, key));
        Map<String, Object> expected = new HashMap<>();
        expected.put("run", server.get("/api/v1/runs/" + run).json());
        expected.put("record_number", (int) number);
        expected.put("line", (int) line);
        expected.put("raw", raw);
        assertThat(lineage.json()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    text/csv                          |               | 2 | 3 | `id;job\\n1;Nurse\\n2 ; "Ä\\ncook"\\n` | `2 ; "Ä\\ncook"`
                    text/csv                          | ?batch_size=1 | 2 | 3 | `1,Nurse\\n\\n2,Ä\\n3,Baker\\n`        | 2,Ä
                    text/csv; charset=utf-16          |               | 2 | 2 | `1,Nurse\\r\\n2,Ä\\r\\n`               | 2,Ä
                    text/csv; charset=windows-1252    | ?mode=upsert  | 2 | 2 | `1,Nurse\\n2,Ä`                        | 2,Ä
                    application/x-ndjson              |               | 3 | 4 | `{"id":1,"job":"A"}\\n\\nno\\n{"job": "Ä","id":2}\\n` | `{"job": "Ä","id":2}`
                    application/json                  | ?batch_size=1 | 2 | 2 | `[{"id":1,"job":"A"},\\n {"id":2,\\n"job":"Ä"}]` | `{"id":2,\\n"job":"Ä"}`
                    application/json                  |               | 1 | 2 | `\\n{"id":2,"job":"Ä"}`                | `{"id":2,"job":"Ä"}`
                    """)
    void whateverTheFormat(String type, String query, int number, int line, String text, String raw) {
        String charset = type.contains("charset=") ? type.substring(type.indexOf('=') + 1) : "utf-8";
        byte[] body = text.replace("\\r", "\r").replace("\\n", "\n").getBytes(Charset.forName(charset));
        Answer loaded = server.post(JOBS + (query == null ? "" : query), type, body);
        assertThat(loaded.status()).as(loaded.body()).isEqualTo(200);
        assertLineage("jobs", 2, loaded.at("id"), number, line, raw.replace("\\n", "\n"));
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void ofALargeFileInAForm(boolean compressed) throws IOException {
        StringBuilder csv = new StringBuilder();
        for (int i = 1; i <= 150_000; i++) {
            csv.append(i).append(",Job ").append(i).append('\n');
        }
        byte[] file = csv.toString().getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream form = new ByteArrayOutputStream();
        form.writeBytes(("--X\r\nContent-Disposition: form-data; name=file; filename=jobs.csv"
                        + (compressed ? ".gz" : "") + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        if (compressed) {
            try (GZIPOutputStream gzip = new GZIPOutputStream(form)) {
                gzip.write(file);
            }
        } else {
            form.writeBytes(file);
        }
        form.writeBytes("\r\n--X--\r\n".getBytes(StandardCharsets.US_ASCII));
        Answer loaded = server.post(JOBS, "multipart/form-data; boundary=X", form.toByteArray());
        assertThat(loaded.at("counts", "inserted")).isEqualTo(150_000);
        assertLineage("jobs", 123_456, loaded.at("id"), 123_456, 123_456, "123456,Job 123456");
    }

    @Test
    void ofWhatAnUpsertReplacedItIsTheUpsert() {
        server.load("jobs", "1,Nurse\n2,Cook\n");
        Answer upsert =
                server.post(JOBS + "?mode=upsert", "text/csv", "2,Cook\n1,Doctor\n".getBytes(StandardCharsets.UTF_8));
        assertLineage("jobs", 1, upsert.at("id"), 2, 2, "1,Doctor");
        assertLineage("jobs", 2, "0000000000001", 2, 2, "2,Cook");
    }

    @Test
    void ofKeysThatNeedEncoding() {
        Answer loaded = server.load("transactions", "a/b+c d;é,1.5,usd,web,\n");
        assertThat(loaded.at("counts", "inserted")).as(loaded.body()).isEqualTo(1);
        assertLineage("transactions", "a%2Fb+c%20d;%C3%A9", loaded.at("id"), 1, 1, "a/b+c d;é,1.5,usd,web,");
    }

    @Test
    void isNotThereForRecordsThatAreNot() {
        assertThat(server.get(JOBS + "/1/lineage").at("type")).isEqualTo("/problems/not-found");
        assertThat(server.get("/api/v1/datasets/nope/records/1/lineage").at("type"))
                .isEqualTo("/problems/unknown-dataset");
        assertThat(server.get(JOBS + "/1/lineage?x=1").at("type")).isEqualTo("/problems/bad-parameter");
    }
}
