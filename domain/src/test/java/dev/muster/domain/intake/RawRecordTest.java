package dev.muster.domain.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.domain.hiring.HiringDatasets;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RawRecordTest {
    private final RawRecord record = new RawRecord(HiringDatasets.JOBS);

    @Test
    void givesBackWhereItStoodAndItsBytes() {
        byte[] buffer = "1,Cook\n2,Baker\n".getBytes(StandardCharsets.US_ASCII);
        record.start(2, 3, 7);
        record.raw(buffer, 7, 14);
        record.corrects("0000000000007-2");

        byte[] copy = "<       >".getBytes(StandardCharsets.US_ASCII);
        record.copyRaw(copy, 1);

        assertThat(record.number()).isEqualTo(2);
        assertThat(record.line()).isEqualTo(3);
        assertThat(record.offset()).isEqualTo(7);
        assertThat(record.rawLength()).isEqualTo(7);
        assertThat(new String(copy, StandardCharsets.US_ASCII)).isEqualTo("<2,Baker>");
        assertThat(record.correctedRejection()).isEqualTo("0000000000007-2");
    }

    @Test
    void beginsTheNextRecordWithNothing() {
        byte[] buffer = "1,Cook".getBytes(StandardCharsets.US_ASCII);
        record.start(1, 1, 0);
        record.set(0, RawRecord.Kind.PLAIN, buffer, 0, 1);
        record.raw(buffer, 0, 6);
        record.corrects("0000000000007-2");
        record.fault(Reason.ofRecord(ReasonCode.COLUMN_COUNT, "1 value for 2 columns"));

        record.start(2, 2, 7);

        assertThat(record.kind(0)).isEqualTo(RawRecord.Kind.ABSENT);
        assertThat(record.rawLength()).isZero();
        assertThat(record.correctedRejection()).isNull();
        assertThat(record.faults()).isEmpty();
    }

    @Test
    void givesItsValuesAsText() {
        byte[] buffer = {'1', ',', (byte) 0xC3, (byte) 0xA9, ',', (byte) 0xFF};
        RawRecord fresh = new RawRecord(HiringDatasets.HIRED_EMPLOYEES);
        fresh.set(0, RawRecord.Kind.PLAIN, buffer, 0, 1);
        fresh.set(1, RawRecord.Kind.TEXT, buffer, 2, 4);
        fresh.set(2, RawRecord.Kind.PLAIN, buffer, 5, 6);
        fresh.set(3, RawRecord.Kind.PLAIN, buffer, 5, 5);

        assertThat(IntStream.range(0, 5).mapToObj(fresh::text)).containsExactly("1", "é", null, "", null);
    }
}
