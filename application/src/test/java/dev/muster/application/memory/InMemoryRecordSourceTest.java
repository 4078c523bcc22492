package dev.muster.application.memory;

import dev.muster.application.contract.RecordSourceContract;
import dev.muster.application.port.RecordSource;
import java.time.Instant;
import java.util.List;

class InMemoryRecordSourceTest extends RecordSourceContract {
    private final InMemoryRecordSource inbox = new InMemoryRecordSource(MODIFIED);

    @Override
    protected RecordSource source() {
        return inbox;
    }

    @Override
    protected void put(String name, String text, Instant modifiedAt) {
        inbox.with(name, text, modifiedAt);
    }

    @Override
    protected void remove(String name) {
        inbox.remove(name);
    }

    @Override
    protected List<String> namesNotAllowed() {
        return List.of(
                ".hidden.csv", "/", "/a.csv", "a.csv/", "sub/c.csv", "sub\\c.csv", "C:a.csv", "a\0.csv", "a\nb.csv");
    }
}
