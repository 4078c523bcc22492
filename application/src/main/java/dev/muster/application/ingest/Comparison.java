package dev.muster.application.ingest;

import dev.muster.application.port.RejectionStore;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.WhiteSpace;
import dev.muster.domain.intake.RawRecord;
import dev.muster.domain.intake.Reason;
import dev.muster.domain.intake.Rejection;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
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
    private final Dataset dataset;
    private final RejectionStore rejections;
    private final ReceivedValues received;
    private final Map<Long, Named> named = new LinkedHashMap<>();

    /** @param received closed with this */
    Comparison(Dataset dataset, RejectionStore rejections, ReceivedValues received) {
        this.dataset = dataset;
        this.rejections = rejections;
        this.received = received;
    }

    /** The values of a record that names a rejection. */
    private record Named(Rejection.Id rejection, List<@Nullable String> values) {}

    /**
     * Notes the values of a record that names a rejection, until {@link #compare}.
     *
     * @return about how many bytes they take in memory
     */
    long note(RawRecord record, Rejection.Id rejection) {
        List<@Nullable String> values = new ArrayList<>();
        long bytes = 0;
        for (int i = 0; i < dataset.fields().size(); i++) {
            String value = record.text(i);
            values.add(value);
            bytes += value == null ? 0 : value.length();
        }
        named.put(record.number(), new Named(rejection, values));
        return bytes;
    }

    /** Returns the entries of a batch with what is found out about the rejections that they name. */
    List<RecordBatch.Entry> compare(List<RecordBatch.Entry> entries) {
        if (named.isEmpty()) {
            return entries;
        }
        Map<Rejection.Id, List<RejectionStore.Link>> successions = rejections.successions(
                dataset.name(), named.values().stream().map(Named::rejection).toList());
        List<RecordBatch.Entry> compared = new ArrayList<>(entries.size());
        for (RecordBatch.Entry entry : entries) {
            Named one = named.get(entry.number());
            compared.add(one == null ? entry : entry.with(correction(one, successions.get(one.rejection()))));
        }
        named.clear();
        return compared;
    }

    private Correction correction(Named record, @Nullable List<RejectionStore.Link> succession) {
        if (succession == null) {
            return Correction.of(record.rejection());
        }
        List<@Nullable String> named = values(record.rejection());
        for (RejectionStore.Link link : succession) {
            List<@Nullable String> values = link.id().equals(record.rejection()) ? named : values(link.id());
            if (changed(values, record.values()).isEmpty()) {
                boolean mayPass =
                        link.reasons().stream().allMatch(reason -> reason.code().mayPass());
                return new Correction(record.rejection(), true, mayPass, List.of());
            }
        }
        return new Correction(record.rejection(), false, false, beside(named, record.values(), succession));
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
