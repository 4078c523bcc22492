package dev.muster.application.ingest;

import dev.muster.application.port.RejectionStore;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.WhiteSpace;
import dev.muster.domain.intake.RawRecord;
import dev.muster.domain.intake.Reason;
import dev.muster.domain.intake.Rejection;
import dev.muster.domain.run.RunId;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Compares records that name rejections with the rejected ones as they were received, as a file of rejections shows
 * them. Outer blanks and the kind of line ends do not count, because spreadsheets change them. Not thread safe.
 */
final class Comparison implements Closeable {
    private final RunId run;
    private final Dataset dataset;
    private final RejectionStore rejections;
    private final ReceivedValues received;
    private final Map<Long, Named> named = new LinkedHashMap<>();

    /**
     * @param run the run of the records
     * @param received closed with this
     */
    Comparison(RunId run, Dataset dataset, RejectionStore rejections, ReceivedValues received) {
        this.run = run;
        this.dataset = dataset;
        this.rejections = rejections;
        this.received = received;
    }

    /** What a record has that names a rejection. */
    private sealed interface Named {
        Rejection.Id rejection();

        /** The record splits into fields. */
        record Values(Rejection.Id rejection, List<@Nullable String> values) implements Named {}

        /** It does not. */
        record Raw(Rejection.Id rejection, byte[] raw) implements Named {}
    }

    /**
     * Notes the values of a record that names a rejection, until {@link #compare}, or its bytes if it does not split into
     * fields.
     *
     * @return about how many bytes they take in memory
     */
    long note(RawRecord record, Rejection.Id rejection) {
        if (record.faults().stream().anyMatch(fault -> fault.field() == null)) {
            byte[] raw = new byte[record.rawLength()];
            record.copyRaw(raw, 0);
            named.put(record.number(), new Named.Raw(rejection, raw));
            return raw.length;
        }
        List<@Nullable String> values = new ArrayList<>();
        long bytes = 0;
        for (int i = 0; i < dataset.fields().size(); i++) {
            String value = record.text(i);
            values.add(value);
            bytes += value == null ? 0 : 2L * value.length();
        }
        named.put(record.number(), new Named.Values(rejection, values));
        return bytes;
    }

    /** Returns the entries of a batch with what is found out about the rejections that they name. */
    List<RecordBatch.Entry> compare(List<RecordBatch.Entry> entries) {
        if (named.isEmpty()) {
            return entries;
        }
        Map<Rejection.Id, List<RejectionStore.Link>> successions = rejections.successions(
                dataset.name(), named.values().stream().map(Named::rejection).toList());
        // In the order in which inputs are read again.
        Map<Long, Correction> corrections = new HashMap<>();
        named.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.comparing(Named::rejection)))
                .forEach(one -> corrections.put(
                        one.getKey(),
                        correction(
                                one.getValue(), successions.get(one.getValue().rejection()))));
        named.clear();
        return entries.stream()
                .map(entry -> {
                    Correction found = corrections.get(entry.number());
                    return found == null ? entry : entry.with(found);
                })
                .toList();
    }

    private Correction correction(Named record, @Nullable List<RejectionStore.Link> succession) {
        if (succession == null) {
            return Correction.of(record.rejection());
        }
        // What the run itself rejected may or may not be there yet.
        List<RejectionStore.Link> others =
                succession.stream().filter(link -> !link.id().run().equals(run)).toList();
        if (others.isEmpty()) {
            return Correction.of(record.rejection());
        }
        RejectionStore.Link newest = others.getLast();
        return switch (record) {
            case Named.Raw(Rejection.Id rejection, byte[] raw) ->
                rejections
                                .find(newest.id())
                                .filter(found -> Arrays.equals(found.raw(), raw))
                                .isPresent()
                        ? Correction.repeating(rejection, newest)
                        : Correction.of(rejection);
            case Named.Values values -> correction(values, others);
        };
    }

    private Correction correction(Named.Values record, List<RejectionStore.Link> others) {
        RejectionStore.Link newest = others.getLast();
        List<@Nullable String> received = values(record.rejection());
        if (changed(received, record.values()).isEmpty()) {
            return Correction.repeating(record.rejection(), others.getFirst());
        }
        if (others.size() > 1 && changed(values(newest.id()), record.values()).isEmpty()) {
            return Correction.repeating(record.rejection(), newest);
        }
        return new Correction(record.rejection(), false, false, beside(received, record.values(), others));
    }

    /** Returns the values of a rejected record as a file of rejections shows them. */
    private List<@Nullable String> values(Rejection.Id rejection) {
        return received.of(dataset, rejection)
                .orElseGet(() -> Collections.nCopies(dataset.fields().size(), null));
    }

    private List<Ingested.ChangedField> beside(
            List<@Nullable String> before, List<@Nullable String> after, List<RejectionStore.Link> succession) {
        Set<String> atFault = new HashSet<>();
        for (RejectionStore.Link link : succession) {
            for (Reason reason : link.reasons()) {
                if (reason.field() == null) {
                    return List.of();
                }
                atFault.add(reason.field());
            }
        }
        List<Ingested.ChangedField> beside = new ArrayList<>();
        for (int index : changed(before, after)) {
            String name = dataset.fields().get(index).name();
            if (!atFault.contains(name)) {
                beside.add(new Ingested.ChangedField(
                        name, Reason.shown(before.get(index)), Reason.shown(after.get(index))));
            }
        }
        return beside;
    }

    /** Returns the 0-based indexes of the values that differ. */
    private static List<Integer> changed(List<@Nullable String> before, List<@Nullable String> after) {
        List<Integer> changed = new ArrayList<>();
        for (int i = 0; i < before.size(); i++) {
            if (!comparable(before.get(i)).equals(comparable(after.get(i)))) {
                changed.add(i);
            }
        }
        return changed;
    }

    private static String comparable(@Nullable String value) {
        return value == null ? "" : WhiteSpace.trim(value).replace("\r\n", "\n").replace('\r', '\n');
    }

    @Override
    public void close() throws IOException {
        received.close();
    }
}
