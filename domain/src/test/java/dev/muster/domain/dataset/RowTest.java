package dev.muster.domain.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.domain.hiring.HiringDatasets;
import java.math.BigDecimal;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RowTest {

    @Test
    void rowsAreEqualIfAllValuesAre() {
        Row row = Row.of(1L, "a", new BigDecimal("1.5"), Instant.EPOCH, null);

        assertThat(row)
                .isEqualTo(Row.of(1L, "a", new BigDecimal("1.5"), Instant.EPOCH, null))
                .hasSameHashCodeAs(Row.of(1L, "a", new BigDecimal("1.5"), Instant.EPOCH, null))
                .isNotEqualTo(Row.of(1L, "a", new BigDecimal("1.5"), Instant.EPOCH, "b"))
                .isNotEqualTo(Row.of(1L, "a", new BigDecimal("1.5"), Instant.EPOCH))
                .isNotEqualTo(Row.of(1, "a", new BigDecimal("1.5"), Instant.EPOCH, null))
                .hasToString("[1, a, 1.5, 1970-01-01T00:00:00Z, null]");
        assertThat(row.size()).isEqualTo(5);
        assertThat(row.get(1)).isEqualTo("a");
        assertThat(row.get(4)).isNull();
    }

    @Test
    void hasTheKeyOfItsDataset() {
        assertThat(Row.of(7L, "Sales").key(HiringDatasets.DEPARTMENTS)).isEqualTo(7L);
        assertThatThrownBy(() -> Row.of(null, "Sales").key(HiringDatasets.DEPARTMENTS))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a row of departments has no key");
    }
}
