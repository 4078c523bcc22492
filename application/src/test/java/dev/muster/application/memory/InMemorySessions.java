package dev.muster.application.memory;

import dev.muster.application.port.Sessions;
import dev.muster.domain.access.Session;
import dev.muster.domain.dataset.CodePointOrder;
import dev.muster.domain.run.RunId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

final class InMemorySessions implements Sessions {
    private static final All NONE = new All(new SortedTree<>(CodePointOrder.BY_CODE_POINT));

    private final Transactions transactions;

    InMemorySessions(Transactions transactions) {
        this.transactions = transactions;
    }

    /** @param byHash by their hashes, in hexadecimal */
    private record All(SortedTree<String, Kept> byHash) {}

    private record Kept(String hash, Session session) {}

    private SortedTree<String, Kept> all() {
        return transactions.state().other(All.class, NONE).byHash();
    }

    private static String text(byte[] hash) {
        return HexFormat.of().formatHex(hash);
    }

    @Override
    public void begin(Session session, byte[] hash) {
        Session kept = new Session(
                session.keyId(),
                session.createdAt().truncatedTo(ChronoUnit.MILLIS),
                session.expiresAt().truncatedTo(ChronoUnit.MILLIS),
                session.run());
        transactions.change(state -> state.withOther(new All(all().with(text(hash), new Kept(text(hash), kept)))));
    }

    @Override
    public Optional<Session> find(byte[] hash) {
        return Optional.ofNullable(all().get(text(hash))).map(Kept::session);
    }

    @Override
    public void end(byte[] hash) {
        transactions.change(state -> state.withOther(new All(all().without(text(hash)))));
    }

    @Override
    public int endOf(RunId run) {
        return endAll(session -> run.equals(session.run()));
    }

    @Override
    public int forget(Instant before) {
        return endAll(session -> session.expiresAt().isBefore(before));
    }

    private int endAll(Predicate<Session> which) {
        List<Kept> over =
                all().after(null).filter(kept -> which.test(kept.session())).toList();
        over.forEach(kept -> transactions.change(state -> state.withOther(new All(all().without(kept.hash())))));
        transactions.change(state -> state);
        return over.size();
    }
}
