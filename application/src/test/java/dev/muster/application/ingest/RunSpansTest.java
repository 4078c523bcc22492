package dev.muster.application.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunSpansTest {

    @ParameterizedTest
    @CsvSource({"1,1", "16,16", "32,24", "1000,63", "19000,97", "1000000,143"})
    void areFewHoweverManyBatchesThereAre(long batches, long told) {
        assertThat(LongStream.rangeClosed(1, batches).filter(RunSpans::isTold)).hasSize((int) told);
    }
}
