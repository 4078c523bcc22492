package dev.muster.application.contract;

import static dev.muster.application.fixtures.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.application.port.Deliveries;
import dev.muster.application.port.Deliveries.Delivery;
import java.util.List;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@link Deliveries} promises. */
public abstract class DeliveriesContract extends OnEmptyDatabase {
    private Deliveries deliveries;

    @BeforeEach
    void takeDeliveries() {
        deliveries = database.deliveries();
    }

    private boolean advance(Delivery after) {
        return database.unitOfWork().write(() -> deliveries.advance(after));
    }

    @Test
    void beginsOnce() {
        assertThat(deliveries.find("a")).isEmpty();

        write(() -> deliveries.begin("a", 7));
        write(() -> deliveries.begin("a", 9));

        assertThat(deliveries.find("a")).contains(new Delivery("a", 0, 7, 0, 0, 0, null, null, null));
        assertThat(deliveries.find("A")).isEmpty();
    }

    @Test
    void advances() {
        write(() -> deliveries.begin("a", 7));
        write(() -> deliveries.begin("b", 7));

        assertThat(advance(new Delivery("a", 0, 8, 1, 2, 3, NOW, "500 from the receiver", NOW.plusMillis(1))))
                .isTrue();
        assertThat(deliveries.find("a"))
                .contains(new Delivery("a", 1, 8, 1, 2, 3, NOW, "500 from the receiver", NOW.plusMillis(1)));
        assertThat(deliveries.find("b")).contains(Delivery.begun("b", 7));

        assertThat(advance(new Delivery("a", 1, 9, 2, 2, 0, null, null, null))).isTrue();
        assertThat(deliveries.find("a")).contains(new Delivery("a", 2, 9, 2, 2, 0, null, null, null));
    }

    @Test
    void advancesOnlyWhatIsNewest() {
        write(() -> deliveries.begin("a", 7));
        Delivery before = deliveries.find("a").orElseThrow();
        advance(before);

        assertThat(advance(before)).isFalse();
        assertThat(advance(Delivery.begun("unknown", 7))).isFalse();
        assertThat(deliveries.find("a")).contains(new Delivery("a", 1, 7, 0, 0, 0, null, null, null));
        assertThat(deliveries.find("unknown")).isEmpty();
    }

    @Test
    void advancesOnceHoweverManyTryAtOnce() {
        write(() -> deliveries.begin("a", 7));
        Delivery before = deliveries.find("a").orElseThrow();
        List<Future<Boolean>> attempts = IntStream.range(0, 6)
                .mapToObj(n -> elsewhere(() -> advance(before)))
                .toList();

        assertThat(attempts.stream().map(OnEmptyDatabase::await).filter(done -> done))
                .hasSize(1);
    }

    @Test
    void keepsNothingOfWhatIsRolledBack() {
        undone(() -> deliveries.begin("a", 7));
        write(() -> deliveries.begin("b", 7));
        undone(() -> deliveries.advance(Delivery.begun("b", 7)));

        assertThat(deliveries.find("a")).isEmpty();
        assertThat(deliveries.find("b")).contains(Delivery.begun("b", 7));
    }
}
