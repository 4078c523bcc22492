package dev.muster.adapters.out.formats.read;

import static dev.muster.application.fixtures.Fixtures.CATALOG;
import static dev.muster.application.fixtures.Fixtures.DEPARTMENTS;
import static dev.muster.application.fixtures.Fixtures.HIRED_EMPLOYEES;
import static dev.muster.application.fixtures.Fixtures.JOBS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.adapters.out.formats.write.Formats;
import dev.muster.application.export.ExportRejections;
import dev.muster.application.fixtures.Installation;
import dev.muster.application.ingest.Ingested;
import dev.muster.application.port.RejectionStore.Filter;
import dev.muster.application.port.RunListener;
import dev.muster.application.rejections.ReplayRejections;
import dev.muster.domain.intake.Rejection;
import dev.muster.domain.run.Counts;
import dev.muster.domain.run.LoadOptions;
import dev.muster.domain.run.LoadOptions.Format;
import dev.muster.domain.run.Mode;
import dev.muster.domain.run.RunId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rejections of inputs of all kinds go through again as what they were received as. */
class ReplayTest {
    private final Installation muster = Installation.inMemory(new TextRecordDecoder());
    private final ReplayRejections replayRejections =
            new ReplayRejections(CATALOG, muster.database, muster.objects, muster.decoder, muster.ingestRecords);

    @BeforeEach
    void loadAJob() {
        muster.insert(JOBS, "3,Recruiter\n");
    }

    /** Each of them is derived again as it was loaded. */
    @AfterEach
    void prove() {
        assertThat(muster.prove().differences()).isEmpty();
    }

    private Ingested load(Format format, String charset, String text) {
        LoadOptions options = new LoadOptions(format, null, null, charset, false, false, 0, 100, null);
        return muster.load(HIRED_EMPLOYEES, Mode.INSERT, options, text.getBytes(Charset.forName(charset)));
    }

    private List<String> rejections() {
        return muster.database.rejections().listOldestFirst(Filter.ALL, null, 1_000).items().stream()
                .map(ReplayTest::shown)
                .toList();
    }

    private static String shown(Rejection rejection) {
        return "%s:%s %s %s"
                .formatted(
                        rejection.id().run().value(),
                        rejection.id().recordNumber(),
                        rejection.status().code(),
                        rejection.reasons().getFirst().code().code());
    }

    @Test
    void readsEachRecordByTheHeaderAndTheFormatThatItCameIn() {
        load(
                Format.CSV,
                "utf-16",
                "job_id;NAME;department_id;datetime;id\r\n3;\"Zo\u00eb;\r\nX\";13;2021-05-30T05:43:46Z;1\r\n");
        load(Format.CSV, "utf-8", "2,Bo,2021-05-30T05:43:46Z,13,3");
        load(Format.JSON, "utf-8", """
                [{"id":3,"name":"Cy",
                  "datetime":"2021-05-30T05:43:46Z","department_id":13,"job_id":3},
                 {"id":"4","name":"Di","datetime":"2021-05-30T05:43:46Z","department_id":13,"job_id":3}]""");
        load(
                Format.NDJSON,
                "iso-8859-1",
                "no\n{\"id\":5,\"name\":\"\u00c9l\",\"datetime\":\"2021-05-30T05:43:46Z\",\"department_id\":13,\"job_id\":3}");
        muster.insert(DEPARTMENTS, "13,Legal\n");

        Ingested replay = replayRejections
                .replay(new Filter(null, "hired_employees", null, null), null)
                .load(RunListener.NONE);

        assertThat(replay.run().counts()).isEqualTo(Counts.of(4, 0, 0, 2));
        assertThat(muster.values(HIRED_EMPLOYEES))
                .extracting(row -> row.get(1))
                .containsExactly("Zo\u00eb;\r\nX", "Bo", "Cy", "\u00c9l");
        assertThat(rejections())
                .containsExactly(
                        "2:1 replayed unknown-reference",
                        "3:1 replayed unknown-reference",
                        "4:1 replayed unknown-reference",
                        "4:2 replayed wrong-type",
                        "5:1 replayed bad-json",
                        "5:2 replayed unknown-reference",
                        "7:4 open wrong-type",
                        "7:5 open bad-json");
    }

    @Test
    void takesACorrectedRecordAsJson() {
        load(Format.CSV, "utf-8", "x,Bo,2021-05-30T05:43:46Z,13,3");
        muster.insert(DEPARTMENTS, "13,Legal\n");
        Rejection.Id first = new Rejection.Id(new RunId(2), 1);

        Ingested again = replayRejections
                .replay(first, json("{\"id\":9,\"name\":\"\",\"job_id\":3}"), null)
                .load(RunListener.NONE);
        Ingested broken = replayRejections
                .replay(again.rejections().getFirst().id(), json("{\"id\":9,"), null)
                .load(RunListener.NONE);
        Ingested in = replayRejections
                .replay(
                        again.rejections().getFirst().id(),
                        json(
                                "{\"id\":9,\"name\":\"Bo\",\"datetime\":\"2021-05-30T05:43:46Z\",\"department_id\":13,\n\"job_id\":3}"),
                        null)
                .load(RunListener.NONE);

        assertThat(again.rejections().getFirst().replayOf()).isEqualTo(first);
        assertThat(broken.run().error()).isNotNull();
        assertThat(in.run().counts()).isEqualTo(Counts.of(1, 0, 0, 0));
        assertThat(rejections()).containsExactly("2:1 replayed not-integer", "4:1 replayed required");
    }

    private static byte[] json(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void closesWhatACorrectedFileNames() throws IOException {
        load(Format.CSV, "utf-8", """
                id,name,datetime,department_id,job_id
                1,,2021-05-30T05:43:46Z,7,3
                2,Bo,2021-05-30T05:43:46Z,7,x
                3,Cy,2021-05-30T05:43:46Z,7,x
                """);
        muster.insert(DEPARTMENTS, "7,Research\n");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new ExportRejections(CATALOG, muster.database, muster.objects, muster.decoder)
                .export(
                        new Filter(null, "hired_employees", null, null),
                        Formats.ofRejections().getFirst(),
                        out);
        List<String> exported = out.toString(StandardCharsets.UTF_8).lines().toList();
        String corrected = String.join(
                "\r\n",
                exported.get(0),
                exported.get(1).replaceFirst("1,,", "1,Ann,"),
                exported.get(2).replace("x,", "y,"),
                // Of the same rejection, of none, of another dataset's and of one that is closed: rows like others.
                exported.get(1).replaceFirst("1,,", "4,Dee,"),
                exported.get(1).replaceFirst("1,,", "5,Eve,").replaceFirst("0000000000002-1", "no-such-id"),
                exported.get(1).replaceFirst("1,,", "6,,").replaceFirst("0000000000002-1", "0000000000001-1"));

        Ingested again = load(Format.CSV, "utf-8", corrected);

        assertThat(again.run().counts()).isEqualTo(Counts.of(3, 0, 0, 2));
        assertThat(again.rejections())
                .extracting(Rejection::replayOf)
                .containsExactly(new Rejection.Id(new RunId(2), 2), null);
        assertThat(rejections())
                .containsExactly(
                        "2:1 replayed required",
                        "2:2 replayed not-integer",
                        "2:3 open not-integer",
                        "4:2 open not-integer",
                        "4:5 open required");
        assertThat(load(Format.CSV, "utf-8", corrected).run().counts()).isEqualTo(Counts.of(0, 0, 3, 2));
    }
}
