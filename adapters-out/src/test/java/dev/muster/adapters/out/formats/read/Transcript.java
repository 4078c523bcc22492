package dev.muster.adapters.out.formats.read;

import dev.muster.application.port.RecordReader;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.intake.RawRecord;
import dev.muster.domain.intake.RawRecord.Kind;
import dev.muster.domain.intake.RawValues;
import dev.muster.domain.intake.Reason;
import dev.muster.domain.run.Checkpoint;
import dev.muster.domain.run.Problem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/**
 * Everything that a reader gives, as lines: all that can be asserted about a decoder.
 *
 * <pre>
 * #1 line 1 byte 0 [1,Sales]            a record: number, line, offset, raw bytes
 *    id=[1] department=[Sales]          its values; in JSON with their kinds; absent ones left out
 *    corrects [0198-7]                  the rejection that it corrects
 *    ! csv-quote: …                     a fault; of a field: ! unknown-field (nickname): …
 * problem malformed-csv {line=4}: …     why the reading ended early
 * end line 3 byte 20 blank 0            the last checkpoint
 * </pre>
 */
final class Transcript {

    /** What a reader gave for one record, and the checkpoint after it. */
    record Entry(String text, Checkpoint checkpoint) {}

    /** @param records the records in order */
    record Whole(List<Entry> records, String end) {
        @Override
        public String toString() {
            StringBuilder out = new StringBuilder();
            records.forEach(entry -> out.append(entry.text()));
            return out.append(end).toString();
        }

        /** The same without the first records. */
        Whole after(int count) {
            return new Whole(records.subList(count, records.size()), end);
        }
    }

    private Transcript() {}

    /** Reads to the end and closes the reader. */
    static Whole of(RecordReader reader, Dataset dataset) {
        try (reader) {
            List<Entry> records = new ArrayList<>();
            while (reader.next()) {
                records.add(new Entry(of(reader.record(), dataset), reader.checkpoint()));
            }
            if (reader.next()) {
                throw new AssertionError("there is a record after the last one");
            }
            Checkpoint end = reader.checkpoint();
            String last = "end line %s byte %s blank %s\n".formatted(end.line(), end.offset(), end.blankLines());
            Problem problem = reader.problem();
            return new Whole(records, problem == null ? last : of(problem) + last);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String of(RawRecord record, Dataset dataset) {
        StringBuilder out = new StringBuilder();
        out.append("#%s line %s byte %s [%s]\n"
                .formatted(record.number(), record.line(), record.offset(), Escapes.text(raw(record))));
        String values = values(record, dataset);
        if (!values.isEmpty()) {
            out.append("  ").append(values).append('\n');
        }
        if (record.correctedRejection() != null) {
            out.append("   corrects [%s]\n".formatted(record.correctedRejection()));
        }
        for (Reason fault : record.faults()) {
            String field = fault.field() == null ? "" : " (%s)".formatted(fault.field());
            out.append("   ! %s%s: %s\n".formatted(fault.code().code(), field, fault.message()));
        }
        return out.toString();
    }

    static byte[] raw(RawRecord record) {
        byte[] raw = new byte[record.rawLength()];
        record.copyRaw(raw, 0);
        return raw;
    }

    /** The values that are there, by field name. */
    static String values(RawRecord record, Dataset dataset) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < dataset.fields().size(); i++) {
            Kind kind = RawValues.kind(record, i);
            if (kind != Kind.ABSENT) {
                String shown = kind == Kind.PLAIN ? "" : kind.name().toLowerCase(Locale.ROOT);
                String value = Escapes.text(RawValues.bytes(record, i));
                out.append(" %s=%s[%s]".formatted(dataset.fields().get(i).name(), shown, value));
            }
        }
        return out.toString();
    }

    private static String of(Problem problem) {
        return "problem %s %s: %s\n"
                .formatted(problem.type().slug(), new TreeMap<>(problem.extensions()), problem.detail());
    }
}
