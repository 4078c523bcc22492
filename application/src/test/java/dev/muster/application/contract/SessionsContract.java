package dev.muster.application.contract;

import static dev.muster.application.fixtures.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.application.port.Sessions;
import dev.muster.domain.access.Session;
import dev.muster.domain.run.RunId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@link Sessions} promises. */
public abstract class SessionsContract extends OnEmptyDatabase {
    private static final Session SHORT = new Session("3f9a", NOW, NOW.plusSeconds(1));
    private static final Session LONG = new Session("admin", NOW.plusMillis(7), NOW.plusSeconds(60));

    private Sessions sessions;

    @BeforeEach
    void beginTwo() {
        sessions = database.sessions();
        write(() -> sessions.begin(SHORT, hash(1)));
        write(() -> sessions.begin(LONG, hash(-1)));
    }

    private static byte[] hash(int first) {
        byte[] hash = new byte[32];
        hash[0] = (byte) first;
        return hash;
    }

    @Test
    void findsASessionByItsHash() {
        assertThat(sessions.find(hash(1))).contains(SHORT);
        assertThat(sessions.find(hash(-1))).contains(LONG);
        assertThat(sessions.find(hash(3))).isEmpty();
    }

    @Test
    void endsOne() {
        write(() -> sessions.end(hash(1)));
        write(() -> sessions.end(hash(3)));

        assertThat(sessions.find(hash(1))).isEmpty();
        assertThat(sessions.find(hash(-1))).contains(LONG);
    }

    @Test
    void endsThoseOfARun() {
        Session link = new Session("local", NOW, NOW.plusSeconds(60), new RunId(7));
        Session other = new Session("local", NOW, NOW.plusSeconds(60), new RunId(Long.MAX_VALUE));
        write(() -> sessions.begin(link, hash(5)));
        write(() -> sessions.begin(other, hash(6)));
        assertThat(sessions.find(hash(5))).contains(link);

        assertThat(database.unitOfWork().<Integer>write(() -> sessions.endOf(new RunId(7))))
                .isOne();
        assertThat(database.unitOfWork().<Integer>write(() -> sessions.endOf(new RunId(7))))
                .isZero();

        assertThat(sessions.find(hash(5))).isEmpty();
        assertThat(sessions.find(hash(6))).contains(other);
        assertThat(sessions.find(hash(1))).contains(SHORT);
    }

    @Test
    void forgetsThoseThatExpired() {
        assertThat(database.unitOfWork().<Integer>write(() -> sessions.forget(SHORT.expiresAt())))
                .isZero();
        assertThat(database.unitOfWork()
                        .<Integer>write(() -> sessions.forget(SHORT.expiresAt().plusMillis(1))))
                .isOne();

        assertThat(sessions.find(hash(1))).isEmpty();
        assertThat(sessions.find(hash(-1))).contains(LONG);
    }
}
