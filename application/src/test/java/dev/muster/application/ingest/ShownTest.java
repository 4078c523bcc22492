package dev.muster.application.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ShownTest {
    private static final int MEBIBYTE = 1 << 20;

    private final Shown<Integer> shown = new Shown<>(bytes -> bytes);

    @Test
    void showsTheFirstHundredInTheOrderOfTheRecords() {
        Shown<Long> numbers = new Shown<>(any -> 1);
        LongStream.rangeClosed(1, 300).map(n -> 301 - n).forEach(n -> numbers.add(n, n));
        assertThat(numbers.inOrder())
                .isEqualTo(LongStream.rangeClosed(1, 100).boxed().toList());
    }

    @Test
    void showsAsManyAsFit() {
        shown.add(3, MEBIBYTE);
        shown.add(1, 2 * MEBIBYTE);
        shown.add(2, 3 * MEBIBYTE);
        // Would fit, but the second one is missing before it.
        shown.add(4, 1);
        assertThat(shown.inOrder()).isEqualTo(List.of(2 * MEBIBYTE));
    }

    @Test
    void showsOneInAnyCase() {
        shown.add(2, 8 * MEBIBYTE);
        shown.add(1, 9 * MEBIBYTE);
        assertThat(shown.inOrder()).isEqualTo(List.of(9 * MEBIBYTE));
    }

    @Test
    void showsTheSameWhateverBatchesTheRecordsCameIn() {
        Shown<Integer> first = new Shown<>(bytes -> bytes);
        first.add(1, 3 * MEBIBYTE);
        first.add(2, 2 * MEBIBYTE);
        Shown<Integer> second = new Shown<>(bytes -> bytes);
        second.add(3, 1);
        shown.addAll(first);
        shown.addAll(second);
        assertThat(shown.inOrder()).isEqualTo(List.of(3 * MEBIBYTE));
    }
}
