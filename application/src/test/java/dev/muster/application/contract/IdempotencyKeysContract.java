package dev.muster.application.contract;

import static dev.muster.application.fixtures.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.application.port.IdempotencyKeys;
import dev.muster.application.port.IdempotencyKeys.Answer;
import dev.muster.application.port.IdempotencyKeys.Bound;
import dev.muster.domain.run.RunId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@link IdempotencyKeys} promises. */
public abstract class IdempotencyKeysContract extends OnEmptyDatabase {
    private static final Duration DAY = Duration.ofDays(1);

    private IdempotencyKeys keys;

    @BeforeEach
    void takeKeys() {
        keys = database.idempotencyKeys();
    }

    private Optional<Bound> bind(String key, String request, RunId run, Instant at) {
        return database.unitOfWork().write(() -> keys.bind(key, request, run, at, at.minus(DAY)));
    }

    private String found(String key, Instant since) {
        return keys.find(key, since).map(IdempotencyKeysContract::shown).orElse("not bound");
    }

    private void answer(String key, RunId run, Answer answer) {
        write(() -> keys.answer(key, run, answer));
    }

    private static Answer answer(int status, String body) {
        return new Answer(status, body.getBytes(StandardCharsets.UTF_8));
    }

    private static String shown(Optional<Bound> bound) {
        return bound.map(IdempotencyKeysContract::shown).orElse("bound now");
    }

    private static String shown(Bound bound) {
        return "%s %s %s".formatted(bound.requestSha256(), bound.run().value(), shown(bound.answer()));
    }

    private static String shown(@Nullable Answer answer) {
        return answer == null
                ? "unanswered"
                : answer.status() + " " + new String(answer.body(), StandardCharsets.UTF_8);
    }

    @Test
    void bindsAKeyOnce() {
        assertThat(shown(bind("k", "r", FIRST_RUN, NOW))).isEqualTo("bound now");
        assertThat(shown(bind("k", "other", SECOND_RUN, NOW))).isEqualTo("r 1 unanswered");
        assertThat(shown(bind("K", "r", FIRST_RUN, NOW))).isEqualTo("bound now");
    }

    @Test
    void keepsTheFirstAnswerOfTheRunThatTheKeyIsBoundTo() {
        bind("k", "r", FIRST_RUN, NOW);
        answer("k", SECOND_RUN, answer(200, "of another run"));
        answer("no such key", FIRST_RUN, answer(200, "of another key"));
        assertThat(shown(bind("k", "r", SECOND_RUN, NOW))).isEqualTo("r 1 unanswered");

        answer("k", FIRST_RUN, answer(422, "\u00e4\u0000"));
        answer("k", FIRST_RUN, answer(200, "later"));
        assertThat(shown(bind("k", "r", SECOND_RUN, NOW))).isEqualTo("r 1 422 \u00e4\u0000");
    }

    @Test
    void findsAKeyUntilItIsOld() {
        bind("k", "r", FIRST_RUN, NOW);
        assertThat(found("k", NOW)).isEqualTo("r 1 unanswered");
        assertThat(found("k", NOW.plusMillis(1))).isEqualTo("not bound");
        assertThat(found("K", NOW)).isEqualTo("not bound");

        answer("k", FIRST_RUN, answer(200, "done"));
        assertThat(found("k", NOW)).isEqualTo("r 1 200 done");
    }

    @Test
    void bindsAKeyAnewWhenItIsOld() {
        bind("k", "r", FIRST_RUN, NOW);
        answer("k", FIRST_RUN, answer(200, "old"));

        assertThat(shown(bind("k", "new", SECOND_RUN, NOW.plus(DAY)))).isEqualTo("r 1 200 old");
        assertThat(shown(bind("k", "new", SECOND_RUN, NOW.plus(DAY).plusMillis(1))))
                .isEqualTo("bound now");
        assertThat(shown(bind("k", "r", FIRST_RUN, NOW.plus(DAY)))).isEqualTo("new 2 unanswered");
    }

    @Test
    void forgetsOldKeys() {
        bind("old", "r", FIRST_RUN, NOW);
        bind("young", "r", FIRST_RUN, NOW.plusMillis(1));

        assertThat(database.unitOfWork().<Integer>write(() -> keys.forget(NOW.plusMillis(1))))
                .isEqualTo(1);
        assertThat(shown(bind("old", "r", FIRST_RUN, NOW))).isEqualTo("bound now");
        assertThat(shown(bind("young", "r", FIRST_RUN, NOW))).isEqualTo("r 1 unanswered");
    }

    @Test
    void bindsNothingWhenItIsRolledBack() {
        undone(() -> keys.bind("k", "r", FIRST_RUN, NOW, NOW));

        assertThat(shown(bind("k", "r", SECOND_RUN, NOW))).isEqualTo("bound now");
    }

    @Test
    void bindsAKeyForOneOnlyHoweverManyTryAtOnce() {
        var attempts = IntStream.range(0, 6)
                .mapToObj(n -> elsewhere(() -> bind("k", "r" + n, n % 2 == 0 ? FIRST_RUN : SECOND_RUN, NOW)))
                .toList();

        assertThat(attempts.stream().map(IdempotencyKeysContract::awaited).filter(Optional::isEmpty))
                .hasSize(1);
    }

    private static Optional<Bound> awaited(Future<Optional<Bound>> attempt) {
        return await(attempt);
    }
}
