package dev.muster.adapters.in.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.adapters.in.rest.TestServer.Answer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rejected records that people correct in a spreadsheet and send again, once or several times. */
@Timeout(60)
@MicronautTest(contextBuilder = TestApplication.class, rebuildContext = true)
class CorrectionsTest {
    private static final String JOBS = "/api/v1/datasets/jobs/records";

    @Inject
    TestServer server;

    @BeforeEach
    void reject() {
        server.load("jobs", "1,Cook\n,Clerk\nx,Nurse\n4,\n");
    }

    /** Rows and rejections are what is derived from what was received, corrections and all. */
    @AfterEach
    void prove() {
        assertThat(server.post("/api/v1/prove", "application/json", new byte[0]).at("differences"))
                .isEqualTo(List.of());
    }

    /** Returns the rows of the open rejections of the jobs, without the byte-order mark and the header. */
    private List<String> exported() {
        Answer answer = server.get("/api/v1/rejections.csv?dataset=jobs");
        assertThat(answer.status()).isEqualTo(200);
        return answer.body().lines().skip(1).toList();
    }

    private Answer send(String... rows) {
        return send("", Arrays.asList(rows));
    }

    private Answer send(String query, List<String> rows) {
        String text = "id,job,rejection_id,codes,fields,messages,raw\n" + String.join("\n", rows) + "\n";
        Answer answer = server.post(JOBS + query, "text/csv", text.getBytes(StandardCharsets.UTF_8));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer;
    }

    private Object counts(Answer answer) {
        Map<?, ?> counts = (Map<?, ?>) answer.at("counts");
        return "%s inserted, %s updated, %s unchanged, %s rejected"
                .formatted(
                        counts.get("inserted"), counts.get("updated"), counts.get("unchanged"), counts.get("rejected"));
    }

    /** Returns every rejection, oldest first: its record, its status and its raw text. */
    private List<String> rejections() {
        return server.get("/api/v1/rejections.ndjson?dataset=jobs")
                .body()
                .lines()
                .map(line ->
                        "%s %s %s".formatted(part(line, "id").substring(10), part(line, "status"), part(line, "raw")))
                .toList();
    }

    private static String part(String json, String name) {
        String marked = "\"" + name + "\":\"";
        int start = json.indexOf(marked) + marked.length();
        return json.substring(start, json.indexOf('"', start));
    }

    private static String with(String row, String from, String to) {
        assertThat(row).contains(from);
        return row.replaceFirst(Pattern.quote(from), to);
    }

    @Test
    void comeToAnEndHoweverOftenTheWholeSheetIsSent() {
        List<String> sheet = exported();
        assertThat(sheet).hasSize(3);

        String first = with(sheet.get(0), ",Clerk,", "2,Clerk,");
        assertThat(counts(send(first, sheet.get(1), sheet.get(2))))
                .isEqualTo("1 inserted, 0 updated, 0 unchanged, 2 rejected");
        assertThat(exported()).isEqualTo(List.of(sheet.get(1), sheet.get(2)));

        String second = with(sheet.get(1), "x,Nurse,", "3,Nurse,");
        assertThat(counts(send(first, second, sheet.get(2))))
                .isEqualTo("1 inserted, 0 updated, 1 unchanged, 1 rejected");
        assertThat(counts(send(first, second, sheet.get(2))))
                .isEqualTo("0 inserted, 0 updated, 2 unchanged, 1 rejected");

        String third = with(sheet.get(2), "4,,", "4,Smith,");
        assertThat(counts(send(first, second, third))).isEqualTo("1 inserted, 0 updated, 2 unchanged, 0 rejected");
        assertThat(exported()).isEmpty();
        assertThat(rejections())
                .containsExactly("001-2 replayed ,Clerk", "001-3 replayed x,Nurse", "001-4 replayed 4,");
        assertThat(server.get("/api/v1/summary").at("open_rejections")).isEqualTo(0);
    }

    @Test
    void tellOfARowThatIsSentBackUnchangedWhatWasWrongBefore() {
        List<String> sheet = exported();
        Answer answer = send(sheet.get(1));
        assertThat(answer.at("status")).isEqualTo("succeeded");
        assertThat(answer.at("rejections_by_code")).isEqualTo(Map.of("not-integer", 1));
        assertThat(answer.at("rejections", 0, "id")).isEqualTo("0000000000001-3");
        assertThat(answer.at("corrections")).isEqualTo(List.of());
        assertThat(exported()).isEqualTo(sheet);
    }

    @Test
    void leaveClosedRejectionsAlone() {
        List<String> sheet = exported();
        server.post("/api/v1/rejections/0000000000001-3/discard", "application/json", new byte[0]);
        assertThat(counts(send("?mode=upsert", sheet.subList(1, 2))))
                .isEqualTo("0 inserted, 0 updated, 1 unchanged, 0 rejected");
        assertThat(rejections()).contains("001-3 discarded x,Nurse").hasSize(3);
    }

    @Test
    void takeInWhatOnlyLackedWhatItReferredTo() {
        server.load("departments", "1,Legal\n");
        server.load("hired_employees", "1,Ann,2021-01-01T00:00:00Z,1,2\n2,Bo,2021-01-01T00:00:00Z,1,\n");
        Answer export = server.get("/api/v1/rejections.csv?dataset=hired_employees");
        server.load("jobs", "2,Clerk\n");

        Answer answer = server.post(
                "/api/v1/datasets/hired_employees/records",
                "text/csv",
                export.body().getBytes(StandardCharsets.UTF_8));
        assertThat(counts(answer)).isEqualTo("1 inserted, 0 updated, 0 unchanged, 1 rejected");
        assertThat(server.get("/api/v1/rejections.csv?dataset=hired_employees")
                        .body()
                        .lines())
                .hasSize(2);
    }

    @Test
    void replaceNothingThatNobodyCorrected() {
        server.load("jobs", "1,Chef\n");
        List<String> sheet = exported();
        assertThat(counts(send("?mode=upsert", sheet))).isEqualTo("0 inserted, 0 updated, 0 unchanged, 4 rejected");
        assertThat(server.get(JOBS + "/1").at("job")).isEqualTo("Cook");
        assertThat(exported()).isEqualTo(sheet);
    }

    /** Records that depend on what became of those before them: by key, by name, again and again. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 1000})
    void doTheSameInBatchesOfAnySize(int batchSize) {
        server.load("jobs", "x5,Al\n1,Chef\n1,Boss\n");
        String x5 = "0000000000002-1";
        String chef = "0000000000002-2";
        String boss = "0000000000002-3";
        List<String> rows = List.of(
                "9,Other,,,,,",
                "9,Chef,%s,,,,".formatted(chef),
                "1,Boss,%s,,,,".formatted(boss),
                "y,Al,%s,,,,".formatted(x5),
                "y,Al,%s,,,,".formatted(x5),
                "x5,Al,%s,,,,".formatted(x5),
                "1,Captain,,,,,",
                "1,Boss,%s,,,,".formatted(boss),
                "5,Al,%s,,,,".formatted(x5),
                "5,Al,%s,,,,".formatted(x5));
        String query = "?mode=upsert&batch_size=" + batchSize;
        assertThat(counts(send(query + "&dry_run=true", rows)))
                .isEqualTo("2 inserted, 2 updated, 2 unchanged, 4 rejected");
        assertThat(counts(send(query, rows))).isEqualTo("2 inserted, 2 updated, 2 unchanged, 4 rejected");
        assertThat(rejections().subList(3, 8))
                .containsExactly(
                        "002-1 replayed x5,Al",
                        "002-2 replayed 1,Chef",
                        "002-3 superseded 1,Boss",
                        "004-4 replayed y,Al",
                        "004-5 replayed y,Al");
        assertThat(server.get(JOBS + "/1").at("job")).isEqualTo("Captain");
    }

    /** A comma too many moves all values behind it. */
    @Test
    void areFoundThoughTheyDoNotSplitIntoFields() {
        String row = with(exported().get(1), "x,Nurse,", "x,Nurse, Head,");
        for (int round = 0; round < 3; round++) {
            assertThat(counts(send(row))).isEqualTo("0 inserted, 0 updated, 0 unchanged, 1 rejected");
            assertThat(rejections()).hasSize(4).contains("001-3 replayed x,Nurse", "002-1 open x,Nurse,Head");
        }
        assertThat(counts(send(with(row, "x,Nurse, Head,", "3,\"Nurse, Head\","))))
                .isEqualTo("1 inserted, 0 updated, 0 unchanged, 0 rejected");
        assertThat(exported()).hasSize(2);
    }

    @Test
    void mergeNumbersAsTheirFileHadThem() {
        server.load("jobs", "007,\n");
        Answer answer = server.post(
                "/api/v1/rejections/0000000000002-1/replay",
                "application/json",
                "{\"job\":\"Agent\"}".getBytes(StandardCharsets.UTF_8));
        assertThat(counts(answer)).as(answer.body()).isEqualTo("1 inserted, 0 updated, 0 unchanged, 0 rejected");
        assertThat(server.get(JOBS + "/7").at("job")).isEqualTo("Agent");
    }

    /** The same row corrected wrongly, then rightly in the first sheet: the rejection of the wrong one closes too. */
    @Test
    void closeWhatCameOfTheRejectionThatTheyName() {
        List<String> sheet = exported();
        send(with(sheet.get(1), "x,Nurse,", "y,Nurse,"));
        assertThat(rejections()).contains("001-3 replayed x,Nurse", "002-1 open y,Nurse");

        send(with(sheet.get(1), "x,Nurse,", "z,Nurse,"));
        assertThat(rejections()).contains("001-3 replayed x,Nurse", "002-1 replayed y,Nurse", "003-1 open z,Nurse");

        assertThat(counts(send(with(sheet.get(1), "x,Nurse,", "z,Nurse,"))))
                .isEqualTo("0 inserted, 0 updated, 0 unchanged, 1 rejected");
        assertThat(counts(send(with(sheet.get(1), "x,Nurse,", "3,Nurse,"))))
                .isEqualTo("1 inserted, 0 updated, 0 unchanged, 0 rejected");
        assertThat(exported()).hasSize(2);
        assertThat(rejections()).hasSize(5).contains("003-1 replayed z,Nurse");
    }

    /** Exported, then the first file came a second time, and its rejections took the places of those of the sheet. */
    @Test
    void closeWhatTookThePlaceOfTheRejectionThatTheyName() {
        List<String> sheet = exported();
        server.load("jobs", "1,Cook\n,Clerk\nx,Nurse\n4,\n");
        assertThat(rejections()).contains("001-3 superseded x,Nurse", "002-3 open x,Nurse");

        send(
                with(sheet.get(0), ",Clerk,", "2,Clerk,"),
                with(sheet.get(1), "x,Nurse,", "3,Nurse,"),
                with(sheet.get(2), "4,,", "4,Smith,"));
        assertThat(exported()).isEmpty();
    }

    @Test
    void supersedeWhatALaterFileBringsInOrder() {
        server.load("jobs", "4,Smith\n");
        assertThat(rejections()).containsExactly("001-2 open ,Clerk", "001-3 open x,Nurse", "001-4 superseded 4,");
        Answer report = server.get("/api/v1/summary");
        assertThat(report.at("open_rejections")).isEqualTo(2);

        server.post("/api/v1/runs/0000000000002/undo", "application/json", new byte[0]);
        assertThat(rejections()).contains("001-4 open 4,");
    }

    @Test
    void staySupersededIfALaterRunStoresTheKeyToo() {
        server.load("jobs", "4,Smith\n");
        server.post(JOBS + "?mode=upsert", "text/csv", "4,Farrier\n".getBytes(StandardCharsets.UTF_8));
        server.post("/api/v1/runs/0000000000002/undo", "application/json", new byte[0]);
        assertThat(rejections()).contains("001-4 superseded 4,");

        assertThat(server.get(JOBS + "/4").at("job")).isEqualTo("Farrier");
    }

    @Test
    void keepTheFieldsAloneHoweverOftenTheyAreRejected() {
        for (int round = 0; round < 5; round++) {
            List<String> rows = exported();
            send(rows.stream()
                    .map(row -> row.contains(",Nurse,")
                            ? row.replaceFirst("^x+,", "$0").replaceFirst("^x", "xx")
                            : row)
                    .toArray(String[]::new));
        }
        assertThat(rejections())
                .contains("001-3 replayed x,Nurse", "006-3 open xxxxxx,Nurse")
                .hasSize(8);
    }

    @Test
    void quoteTheFieldsThatNeedIt() {
        send(with(exported().get(1), "x,Nurse,", "x,\"a, \"\"b\"\"\","));
        assertThat(server.get("/api/v1/rejections/0000000000002-1").at("raw")).isEqualTo("x,\"a, \"\"b\"\"\"");
    }

    @Test
    void tellWhichOtherFieldsTheyChanged() {
        List<String> sheet = exported();
        Answer answer = send(with(sheet.get(0), ",Clerk,", "2,03-Apr,"), with(sheet.get(2), "4,,", "4,Smith,"));
        assertThat(answer.at("corrections"))
                .isEqualTo(List.of(
                        Map.of(
                                "rejection_id",
                                "0000000000001-2",
                                "record_number",
                                1,
                                "line",
                                2,
                                "fields",
                                List.of("job"),
                                "old",
                                Map.of("job", "Clerk"),
                                "new",
                                Map.of("job", "03-Apr")),
                        Map.of(
                                "rejection_id",
                                "0000000000001-4",
                                "record_number",
                                2,
                                "line",
                                3,
                                "fields",
                                List.of(),
                                "old",
                                Map.of(),
                                "new",
                                Map.of())));
    }

    /** What a file of rejections cannot show must not get in just because it was sent back. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {"id":"7","job":"A"}          | 7,A
                    {"id":7,"job":5}              | 7,5
                    {"id":7,"job":"A","extra":1}  | 7,A
                    {"id":8,"id":7,"job":"A"}     | ,A
                    7                             | ,
                    {"id":7,"job":{"a":1}}        | 7,
                    {"id":7,"job":["A"]}          | 7,
                    """)
    void letNothingInThatNobodyCorrected(String json, String fields) {
        for (String rejected : List.of("2", "3", "4")) {
            server.post(
                    "/api/v1/rejections/0000000000001-%s/discard".formatted(rejected), "application/json", new byte[0]);
        }
        Answer answer = server.post(JOBS, "application/x-ndjson", (json + "\n").getBytes(StandardCharsets.UTF_8));
        assertThat(answer.at("counts", "rejected")).isEqualTo(1);
        List<String> sheet = exported();
        assertThat(sheet).singleElement().asString().startsWith(fields + ",0000000000002-1,");

        assertThat(counts(send("", sheet))).isEqualTo("0 inserted, 0 updated, 0 unchanged, 1 rejected");
        assertThat(exported()).isEqualTo(sheet);
        assertThat(counts(send("7,Corrected,0000000000002-1,,,,")))
                .isEqualTo("1 inserted, 0 updated, 0 unchanged, 0 rejected");
        assertThat(exported()).isEmpty();
    }

    @Test
    void beginAFileThatNobodyHasLookedAtYet() {
        String many = IntStream.rangeClosed(1, 1_200)
                .mapToObj(i -> "%s,Job\n".formatted(i == 1_200 ? "10" : "x" + i))
                .collect(Collectors.joining());
        server.load("jobs", "9,First\n" + many);
        List<String> sheet = exported();
        assertThat(sheet).hasSize(1_202);
        List<String> corrected = new ArrayList<>(sheet);
        corrected.set(1_201, with(sheet.get(1_201), "x1199,Job", "11,Job"));
        assertThat(counts(send("", corrected))).isEqualTo("1 inserted, 0 updated, 0 unchanged, 1201 rejected");
    }

    @ParameterizedTest
    @ValueSource(strings = {"csv", "xlsx"})
    void goToAFileOfOpenRejectionsOfOneDataset(String format) {
        assertThat(server.get("/api/v1/rejections." + format).at("field")).isEqualTo("dataset");
        Answer answer = server.get("/api/v1/rejections.%s?dataset=jobs".formatted(format));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Disposition")).contains("rejections-jobs." + format);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    2 | {"id":2}                       | {"id":2,"job":"Clerk"}
                    2 | {"id":2,"job":"Chef"}          | {"id":2,"job":"Chef"}
                    3 | { "id": 3 }                    | { "id": 3 ,"job":"Nurse"}
                    4 | {"job":"Smith"}                | {"job":"Smith","id":4}
                    """)
    void areMergedIntoWhatWasReceived(int record, String json, String raw) {
        String rejection = "/api/v1/rejections/0000000000001-" + record;
        Answer answer = server.post(rejection + "/replay", "application/json", json.getBytes(StandardCharsets.UTF_8));
        assertThat(counts(answer)).as(answer.body()).isEqualTo("1 inserted, 0 updated, 0 unchanged, 0 rejected");
        assertThat(server.get(JOBS + "/" + record + "/lineage").at("raw")).isEqualTo(raw);
        assertThat(server.get(rejection).at("status")).isEqualTo("replayed");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    2 | {"job":"Chef"}        | required
                    2 | {"id":2,"job":null}   | required
                    3 | {}                    | wrong-type
                    2 | {"id":2,"jb":"Chef"}  | unknown-field
                    """)
    void areRejectedAgainIfTheyAreStillWrong(int record, String json, String code) {
        Answer answer = server.post(
                "/api/v1/rejections/0000000000001-%s/replay".formatted(record),
                "application/json",
                json.getBytes(StandardCharsets.UTF_8));
        assertThat(answer.at("rejections_by_code")).as(answer.body()).isEqualTo(Map.of(code, 1));
    }

    /** What the received record has in a way that no correction decided about is rejected again. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    "phone":["1"]              | {"email":"a@b.example"}                 | wrong-type
                    "phone":["1"]              | {"email":"a@b.example","phone":"1"}     |
                    "phone":"1","phone":"2"    | {"email":"a@b.example"}                 | duplicate-field
                    "address":"x"              | {"email":"a@b.example"}                 | wrong-type
                    "address":"x"              | {"email":"a@b.example","address":null}  |
                    "foo":1                    | {"email":"a@b.example"}                 |
                    """)
    void areMergedOnlyWhereTheReceivedIsClear(String received, String json, String code) {
        String user = "{\"id\":1,\"name\":\"Ann\",\"username\":\"ann\",\"email\":\"none\",%s}\n".formatted(received);
        server.post("/api/v1/datasets/users/records", "application/x-ndjson", user.getBytes(StandardCharsets.UTF_8));
        Answer answer = server.post(
                "/api/v1/rejections/0000000000002-1/replay", "application/json", json.getBytes(StandardCharsets.UTF_8));
        assertThat(answer.at("rejections_by_code"))
                .as(answer.body())
                .isEqualTo(code == null ? Map.of() : Map.of(code, 1));
    }

    @Test
    void areMergedWithoutWhatIsNamedAsNull() {
        String user =
                "{\"id\":1,\"name\":\"Ann\",\"username\":\"ann\",\"email\":\"none\",\"address\":{\"city\":\"Rome\"}}\n";
        server.post("/api/v1/datasets/users/records", "application/x-ndjson", user.getBytes(StandardCharsets.UTF_8));
        server.post(
                "/api/v1/rejections/0000000000002-1/replay",
                "application/json",
                "{\"email\":\"a@b.example\",\"address\":null}".getBytes(StandardCharsets.UTF_8));
        assertThat(server.get("/api/v1/datasets/users/records/1").at("city")).isNull();
        assertThat(server.get("/api/v1/datasets/users/records/1").at("name")).isEqualTo("Ann");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {"dataset":"jobs"}         | 3 | 0
                    {"run":"0000000000001"}    | 3 | 0
                    {"code":"required"}        | 2 | 1
                    {"code":"too-long"}        | 0 | 3
                    """)
    void areDiscardedTogether(String body, int discarded, int open) {
        Answer answer =
                server.post("/api/v1/rejections/discard", "application/json", body.getBytes(StandardCharsets.UTF_8));
        assertThat(answer.body()).isEqualTo("{\"discarded\":%s}".formatted(discarded));
        assertThat(server.get("/api/v1/rejections?status=open").at("rejections"))
                .asList()
                .hasSize(open);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "", "{\"code\":\"nope\"}", "{\"mode\":\"insert\"}"})
    void areNotDiscardedTogetherIfItIsNotClearWhich(String body) {
        Answer answer =
                server.post("/api/v1/rejections/discard", "application/json", body.getBytes(StandardCharsets.UTF_8));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.at("type")).isEqualTo("/problems/bad-parameter");
        assertThat(exported()).hasSize(3);
    }
}
