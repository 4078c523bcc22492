package dev.muster.application.ingest;

import static dev.muster.application.fixtures.Fixtures.DEPARTMENTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.application.Refusal;
import dev.muster.application.fixtures.Installation;
import dev.muster.application.port.IdempotencyKeys;
import dev.muster.application.port.RunListener;
import dev.muster.domain.run.LoadOptions;
import dev.muster.domain.run.Mode;
import dev.muster.domain.run.ProblemType;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.Source;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RepeatedRequestsTest {
    private static final String REQUEST = "/api/v1/datasets/departments/records?mode=insert";
    private static final RequestKey KEY = new RequestKey("k", REQUEST, true);

    private final Installation muster = Installation.inMemory();

    private KeyedIngestion send(RequestKey key, String body, boolean dryRun) {
        LoadRequest request = new LoadRequest(DEPARTMENTS, Mode.INSERT, LoadOptions.of(LoadOptions.Format.CSV), dryRun);
        try {
            return muster.landOnce.land(
                    request,
                    new Input(Source.Kind.UPLOAD, null, new ByteArrayInputStream(Installation.bytes(body))),
                    key);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Run load(KeyedIngestion ingestion) {
        assertThat(ingestion).isInstanceOf(KeyedIngestion.First.class);
        return ((KeyedIngestion.First) ingestion)
                .ingestion()
                .load(RunListener.NONE)
                .run();
    }

    private static String answerOf(KeyedIngestion ingestion) {
        return switch (ingestion) {
            case KeyedIngestion.First first -> "none";
            case KeyedIngestion.Again(Run run, var answer) ->
                answer.map(given -> "%s %s".formatted(given.status(), new String(given.body(), StandardCharsets.UTF_8)))
                        .orElse("lost answer about run " + run.id().value());
        };
    }

    private void assertRefused(ProblemType type, RequestKey key, String body) {
        assertThatThrownBy(() -> send(key, body, false))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal -> assertThat(refusal.problem().type()).isEqualTo(type));
    }

    @Test
    void carriesARequestOutOnceAndAnswersItAsTheFirstTime() {
        KeyedIngestion first = send(KEY, "1,A\n", false);
        assertRefused(ProblemType.BUSY, KEY, "1,A\n");

        Run run = load(first);
        assertThat(answerOf(send(KEY, "1,A\n", false))).isEqualTo("lost answer about run 1");

        muster.landOnce.answered(KEY, run.id(), new IdempotencyKeys.Answer(200, Installation.bytes("the answer")));
        assertThat(answerOf(send(KEY, "1,A\n", false))).isEqualTo("200 the answer");
        assertThat(muster.database.runs().list(null, null, null, 10)).containsExactly(run);
    }

    @Test
    void answersWhatWasAnsweredWhileTheRunIsUnderWay() {
        Run run = ((KeyedIngestion.First) send(KEY, "1,A\n", false)).ingestion().run();
        muster.landOnce.answered(KEY, run.id(), new IdempotencyKeys.Answer(202, Installation.bytes("under way")));

        assertThat(answerOf(send(KEY, "1,A\n", false))).isEqualTo("202 under way");
    }

    @Test
    void refusesAKeyThatWasUsedForAnotherRequest() {
        load(send(KEY, "1,A\n", false));

        assertRefused(ProblemType.IDEMPOTENCY_MISMATCH, KEY, "1,B\n");
        assertRefused(ProblemType.IDEMPOTENCY_MISMATCH, new RequestKey("k", REQUEST + "&strict=true", true), "1,A\n");
        assertThat(load(send(new RequestKey("other", REQUEST, true), "1,A\n", false))
                        .counts()
                        .unchanged())
                .isEqualTo(1);
    }

    @Test
    void looksAtTheInputOnlyIfItIsPartOfTheRequest() {
        RequestKey named = new RequestKey("k", "/api/v1/runs {\"source\":\"s3://bucket/departments.csv\"}", false);
        load(send(named, "1,A\n", false));

        assertThat(answerOf(send(named, "1,B\n", false))).isEqualTo("lost answer about run 1");
    }

    @Test
    void forgetsAKeyAfterADay() {
        load(send(KEY, "1,A\n", false));
        muster.clock.advance(Duration.ofHours(24));
        assertThat(muster.landOnce.forgetKeys()).isZero();
        assertRefused(ProblemType.IDEMPOTENCY_MISMATCH, KEY, "1,B\n");

        muster.clock.advance(Duration.ofMillis(1));
        assertThat(load(send(KEY, "2,B\n", false)).counts().inserted()).isEqualTo(1);
        muster.clock.advance(Duration.ofHours(25));
        assertThat(muster.landOnce.forgetKeys()).isEqualTo(1);
    }

    @Test
    void keepsNothingOfADryRunNorOfWhatIsSentAgain() {
        load(send(KEY, "1,A\n", true));
        String large = IntStream.range(1, 30_000)
                .mapToObj(id -> "%s,%s\n".formatted(id, "x".repeat(60)))
                .collect(Collectors.joining());
        load(send(KEY, large, false));
        int objects = (int) muster.objects.list("").count();

        assertThat(answerOf(send(KEY, large, false))).isEqualTo("lost answer about run 2");
        assertThat(muster.objects.list("")).hasSize(objects);
        assertRefused(ProblemType.IDEMPOTENCY_MISMATCH, KEY, large + "0,A\n");
        assertThat(muster.objects.list("")).hasSize(objects);
    }
}
