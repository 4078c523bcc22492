package dev.muster.application.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verifyNoMoreInteractions;

import dev.muster.application.work.WorkLog;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mockito.InOrder;

class UndrawnScriptsTest {
    private static final String TOLD =
            "no installed font can draw %s: charts show boxes instead; packages of fonts such as fonts-noto-core,"
                    + " fonts-noto-cjk and fonts-symbola have them";

    private final WorkLog log = mock(WorkLog.class);
    private final UndrawnScripts scripts = new UndrawnScripts(log);

    @Test
    void eachIsToldOnce() {
        assertThat(scripts.told()).isEmpty();
        scripts.found(Set.of("Thai", "Han"));
        scripts.found(Set.of("Thai"));
        scripts.found(Set.of("Thai", "Devanagari"));
        scripts.found(Set.of("Han"));

        assertThat(scripts.told()).hasValue(TOLD.formatted("Devanagari, Han, Thai"));
        InOrder order = inOrder(log);
        order.verify(log).wrong(TOLD.formatted("Han, Thai"));
        order.verify(log).wrong(TOLD.formatted("Devanagari, Han, Thai"));
        verifyNoMoreInteractions(log);
    }
}
