package dev.muster.adapters.in.rest;

import static dev.muster.application.fixtures.Fixtures.CATALOG;
import static dev.muster.application.fixtures.Fixtures.NOW;

import dev.muster.application.memory.InMemoryDatabase;
import dev.muster.application.port.Database;
import dev.muster.application.port.RejectionStore;
import dev.muster.application.port.Slice;
import dev.muster.domain.intake.Reason;
import dev.muster.domain.intake.ReasonCode;
import dev.muster.domain.intake.Rejection;
import dev.muster.domain.run.RunId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.mockito.AdditionalAnswers;
import org.mockito.Mockito;

/** A database whose list of rejections has no end. */
final class EndlessRejections {
    private EndlessRejections() {}

    /**
     * @param given counts the raw bytes that were given
     * @param faultAfter bytes after which the database fails
     */
    static Database in(AtomicLong given, long faultAfter) {
        Database real = new InMemoryDatabase(CATALOG).ports();
        RejectionStore endless = Mockito.mock(RejectionStore.class, AdditionalAnswers.delegatesTo(real.rejections()));
        Mockito.doAnswer(call -> {
                    if (given.get() > faultAfter) {
                        throw new IllegalStateException("the test lets it fail");
                    }
                    return page(call.getArgument(1), call.getArgument(2), given);
                })
                .when(endless)
                .listOldestFirst(Mockito.any(), Mockito.any(), Mockito.anyInt());
        return real.with(endless);
    }

    private static Slice<Rejection> page(Rejection.Id last, int limit, AtomicLong given) {
        List<Rejection> page = new ArrayList<>();
        for (int i = 1; i <= limit; i++) {
            byte[] raw = new byte[1_000];
            given.addAndGet(raw.length);
            page.add(new Rejection(
                    new Rejection.Id(new RunId(1), (last == null ? 0 : last.recordNumber()) + i),
                    "jobs",
                    i,
                    Rejection.Status.OPEN,
                    List.of(Reason.ofRecord(ReasonCode.COLUMN_COUNT, "1 value found, 2 expected")),
                    raw,
                    null,
                    null,
                    NOW));
        }
        return new Slice<>(page, true);
    }
}
