package dev.muster.adapters.in.json;

import static dev.muster.application.fixtures.Fixtures.CATALOG;
import static dev.muster.application.fixtures.Fixtures.JOBS;
import static dev.muster.application.fixtures.Fixtures.NOW;
import static dev.muster.application.fixtures.Fixtures.TRANSACTIONS;
import static dev.muster.application.fixtures.Fixtures.anyOptions;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.intake.MessageOrigin;
import dev.muster.domain.intake.MessageOrigin.Header;
import dev.muster.domain.intake.Reason;
import dev.muster.domain.intake.ReasonCode;
import dev.muster.domain.intake.Rejection;
import dev.muster.domain.run.Mode;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.RunId;
import dev.muster.domain.run.Source;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AnswersAsJsonTest {
    private static final RunId RUN = new RunId(5);

    private static String json(Object view) {
        return new String(Json.bytes(view), StandardCharsets.UTF_8);
    }

    @Test
    void aFailedRunShowsItsErrorAsADocument() {
        Run run = Run.started(
                        RUN, JOBS, Mode.UPSERT, anyOptions(), new Source(Source.Kind.S3, "jobs.csv", null, 7), NOW)
                .failed(NOW, new Problem(ProblemType.MALFORMED_CSV, "a quote is open").with("line", 3));
        assertThat(json(RunView.of(run))).isEqualTo("""
                        {"id":"0000000000005","dataset":"jobs","mode":"upsert","status":"failed",\
                        "source":{"kind":"s3","name":"jobs.csv","sha256":null,"bytes":7},\
                        "actor":null,"mapping":null,\
                        "counts":{"received":0,"inserted":0,"updated":0,"unchanged":0,"rejected":0},\
                        "rejections_by_code":{},"blank_lines":0,"progress":{"bytes_read":0,"bytes_total":7},\
                        "started_at":"2026-03-01T09:30:00.123Z","finished_at":"2026-03-01T09:30:00.123Z",\
                        "error":{"type":"/problems/malformed-csv","title":"The CSV cannot be read any further",\
                        "status":422,"detail":"a quote is open","line":3}}""");
    }

    @Test
    void rawBytesThatAreNoTextAreInBase64() {
        assertThat(json(RejectionView.of(rejection(new byte[] {'a', (byte) 0xFF}))))
                .isEqualTo("""
                        {"id":"0000000000005-2","run_id":"0000000000005","dataset":"jobs","record_number":2,"line":3,\
                        "status":"open","reasons":[{"code":"bad-encoding","field":null,"value":null,"message":"no text"}],\
                        "raw_base64":"Yf8=","replay_of":"0000000000004-1","stream":null,"created_at":"2026-03-01T09:30:00.123Z"}""");
        assertThat(json(RejectionView.of(rejection("a\uFFFD".getBytes(StandardCharsets.UTF_8)))))
                .contains("\"raw\":\"a\uFFFD\"")
                .doesNotContain("raw_base64");
    }

    @Test
    void whatCameWithAMessageIsTextOrBase64() {
        byte[] noText = {(byte) 0xFE};
        MessageOrigin origin = new MessageOrigin(
                "hires",
                2,
                17,
                NOW,
                noText,
                List.of(
                        new Header("trace", "a-1".getBytes(StandardCharsets.UTF_8)),
                        new Header("try", noText),
                        new Header("try", null)));
        assertThat(json(OriginView.of(origin))).isEqualTo("""
                        {"topic":"hires","partition":2,"offset":17,"key":{"base64":"/g=="},\
                        "headers":{"trace":"a-1","try":[{"base64":"/g=="},null]},"timestamp":"2026-03-01T09:30:00.123Z"}""");
        assertThat(json(OriginView.of(new MessageOrigin("hires", 0, 0, NOW, null, List.of()))))
                .contains("\"key\":null,\"headers\":{},");
    }

    @Test
    void whatIsNotKeptHasNoId() {
        Rejection rejection = rejection(new byte[0]);
        assertThat(json(RejectionView.unkept(rejection)))
                .startsWith("{\"id\":null,\"run_id\":\"0000000000005\",\"dataset\"");
        assertThat(json(RejectionView.rehearsed(rejection))).startsWith("{\"id\":null,\"run_id\":null,\"dataset\"");
    }

    private static Rejection rejection(byte[] raw) {
        return new Rejection(
                new Rejection.Id(RUN, 2),
                "jobs",
                3,
                Rejection.Status.OPEN,
                List.of(Reason.ofRecord(ReasonCode.BAD_ENCODING, "no text")),
                raw,
                null,
                new Rejection.Id(new RunId(4), 1),
                NOW);
    }

    @Test
    void tableSchemasSayWhatTheFieldsSay() {
        assertThat(json(TableSchema.of(CATALOG, TRANSACTIONS, 7).get("fields"))).isEqualTo("""
                        [{"name":"external_id","type":"string","title":"External id",\
                        "description":"Identifier that the sender gave the transaction",\
                        "constraints":{"required":true,"minLength":1,"maxLength":255}},\
                        {"name":"amount","type":"number","title":"Amount",\
                        "description":"What was paid, in the currency's main unit",\
                        "constraints":{"required":true,"maximum":999999999999999.9999,"exclusiveMinimum":0}},\
                        {"name":"currency","type":"string","title":"Currency","description":"Code of the currency",\
                        "default":"USD","constraints":{"required":false,"minLength":1,"maxLength":255,\
                        "enum":["USD","EUR","GBP","AUD"]}},\
                        {"name":"source_channel","type":"string","title":"Source channel",\
                        "description":"Where the transaction came from",\
                        "constraints":{"required":true,"minLength":1,"maxLength":255}},\
                        {"name":"occurred_at","type":"datetime","title":"Occurred at",\
                        "description":"When the transaction took place","aliases":["timestamp"],\
                        "constraints":{"required":false,"minimum":"1900-01-01T00:00:00Z",\
                        "maximum":"9999-12-31T23:59:59.999999Z"}}]""");
    }

    static List<Dataset> datasets() {
        return List.copyOf(CATALOG.all());
    }

    @ParameterizedTest
    @MethodSource("datasets")
    void tableSchemasNameKeysThatExist(Dataset dataset) {
        assertThat(TableSchema.of(CATALOG, dataset, 7))
                .containsEntry("primaryKey", List.of(dataset.keyField().name()))
                .containsEntry("row_count", 7L);
    }

    @Test
    void problemsHaveTheirKnownMembersFirst() {
        Problem problem = new Problem(ProblemType.BAD_HEADER, "no")
                .with("run", "r")
                .with("alpha", 1)
                .with("allowed", List.of("id"))
                .with("line", 3)
                .with("field", "x");
        assertThat(json(ProblemView.of(problem))).isEqualTo("""
                        {"type":"/problems/bad-header","title":"The header does not fit the dataset","status":422,\
                        "detail":"no","field":"x","line":3,"allowed":["id"],"run":"r","alpha":1}""");
    }
}
