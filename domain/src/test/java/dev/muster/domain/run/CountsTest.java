package dev.muster.domain.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CountsTest {

    @Property(edgeCases = EdgeCasesMode.NONE)
    void balance(@ForAll("counts") Counts a, @ForAll("counts") Counts b) {
        Counts sum = a.plus(b);

        assertThat(sum.received()).isEqualTo(sum.inserted() + sum.updated() + sum.unchanged() + sum.rejected());
        assertThat(sum.received()).isEqualTo(sum.accepted() + sum.rejected());
        assertThat(sum.received()).isEqualTo(a.received() + b.received());
        assertThat(sum).isEqualTo(b.plus(a));
        assertThat(a.plus(Counts.ZERO)).isEqualTo(a);
    }

    @ParameterizedTest
    @CsvSource({
        "9, 1, 2, 3, 4, received 9 is not inserted 1 + updated 2 + unchanged 3 + rejected 4",
        "11, 1, 2, 3, 4, received 11 is not inserted 1 + updated 2 + unchanged 3 + rejected 4",
        "0, -1, 1, 0, 0, 'a count is negative: inserted -1, updated 1, unchanged 0, rejected 0'",
        "0, 0, -1, 1, 0, 'a count is negative: inserted 0, updated -1, unchanged 1, rejected 0'",
        "0, 0, 1, -1, 0, 'a count is negative: inserted 0, updated 1, unchanged -1, rejected 0'",
        "0, 0, 0, 1, -1, 'a count is negative: inserted 0, updated 0, unchanged 1, rejected -1'",
    })
    void sayTheBrokenFact(long received, long inserted, long updated, long unchanged, long rejected, String fact) {
        assertThatThrownBy(() -> new Counts(received, inserted, updated, unchanged, rejected))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(fact);
    }

    @Provide
    Arbitrary<Counts> counts() {
        Arbitrary<Long> count = Arbitraries.longs().between(0, 1L << 40);
        return Combinators.combine(count, count, count, count).as(Counts::of);
    }
}
