package dev.muster.application.memory;

import dev.muster.application.port.RunBatch;
import dev.muster.application.port.SectionStore;
import dev.muster.application.port.StoredRow;
import dev.muster.application.port.StreamStore;
import dev.muster.domain.backup.Section;
import dev.muster.domain.dataset.Catalog;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Mapping;
import dev.muster.domain.dataset.Row;
import dev.muster.domain.dataset.ValueText;
import dev.muster.domain.intake.MessageOrigin;
import dev.muster.domain.intake.Provenance;
import dev.muster.domain.intake.Reason;
import dev.muster.domain.intake.ReasonCode;
import dev.muster.domain.intake.RecordValidator;
import dev.muster.domain.intake.Rejection;
import dev.muster.domain.intake.Verdict;
import dev.muster.domain.run.Checkpoint;
import dev.muster.domain.run.Counts;
import dev.muster.domain.run.LoadOptions;
import dev.muster.domain.run.Mode;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.RunId;
import dev.muster.domain.run.RunStatus;
import dev.muster.domain.run.Source;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The state as sections. What other databases keep as JSON is a text of its own making here. */
final class InMemorySectionStore implements SectionStore {
    private static final String UNIT = "\u001F";
    private static final Instant LATE = Instant.parse("9000-01-01T00:00:00Z");
    private static final String RECORD = "\u001E";

    private final Transactions transactions;
    private final Catalog catalog;

    InMemorySectionStore(Transactions transactions, Catalog catalog) {
        this.transactions = transactions;
        this.catalog = catalog;
    }

    @Override
    public Rows scan(Dataset dataset) {
        return rows(transactions.state().rowsOf(dataset).after(null).map(row -> {
            int fields = dataset.fields().size();
            @Nullable Object[] values = new @Nullable Object[fields + 2];
            for (int i = 0; i < fields; i++) {
                values[i] = row.row().get(i);
            }
            values[fields] = row.run().value();
            values[fields + 1] = row.recordNumber();
            return values;
        }));
    }

    @Override
    public Rows scan(Section ledger, Collection<Dataset> datasets) {
        Set<String> names = datasets.stream().map(Dataset::name).collect(Collectors.toSet());
        State state = transactions.state();
        Stream<State.RunEntry> runs = state.runs()
                .after(null)
                .filter(entry -> names.contains(entry.run().dataset()));
        return rows(
                switch (ledger.name()) {
                    case "runs" -> runs.map(entry -> of(entry.run()));
                    case "batches" ->
                        runs.flatMap(entry -> entry.batches()
                                .after(null)
                                .map(InMemorySectionStore::of)
                                .filter(row -> row[11] != null || (Long) row[6] > 0 || (Long) row[4] > (Long) row[3])
                                .sorted(Comparator.comparing((@Nullable Object[] row) -> (Long) row[1])
                                        .thenComparing(row -> (Long) row[2])
                                        .thenComparing(row -> (Long) row[3])
                                        .thenComparing(row -> (Long) row[4])));
                    case "rejections" ->
                        state.rejections()
                                .after(null)
                                .filter(rejection -> names.contains(rejection.dataset()))
                                .map(rejection -> of(rejection, state.closings().get(rejection.id())));
                    case "before_images" ->
                        state.kept()
                                .after(null)
                                .filter(kept -> names.contains(kept.dataset().name()))
                                .map(InMemorySectionStore::of);
                    case "stream_offsets" ->
                        state.streams()
                                .positions()
                                .after(null)
                                .filter(moved -> names.contains(moved.dataset()))
                                .map(InMemorySectionStore::of);
                    case "mappings" ->
                        InMemoryMappings.all(state)
                                .filter(entry -> names.contains(entry.dataset()))
                                .flatMap(entry -> entry.mapping().stream().map(mapping -> new @Nullable Object[] {
                                    entry.dataset(), mapping.name(), InMemoryMappings.text(mapping)
                                }));
                    default -> Stream.empty();
                });
    }

    private static Rows rows(Stream<@Nullable Object[]> stream) {
        Iterator<@Nullable Object[]> rows = stream.iterator();
        return new Rows() {
            @Override
            public boolean hasNext() {
                return rows.hasNext();
            }

            @Override
            public @Nullable Object[] next() {
                return rows.next();
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public long addAbsent(Section ledger, Iterator<@Nullable Object[]> rows) {
        long[] added = new long[1];
        transactions.change(before -> {
            State state = before;
            while (rows.hasNext()) {
                State with = add(state, ledger, rows.next());
                added[0] += with == state ? 0 : 1;
                state = with;
            }
            return state;
        });
        return added[0];
    }

    private State add(State state, Section ledger, @Nullable Object[] values) {
        Values row = new Values(ledger, values);
        switch (ledger.name()) {
            case "runs" -> {
                Run run = run(row);
                return state.runs().get(run.id()) != null
                        ? state
                        : state.withRun(new State.RunEntry(
                                run, null, 1, 0, new SortedTree<>(Comparator.<Integer>naturalOrder())));
            }
            case "batches" -> {
                RunBatch batch = batch(row);
                State.RunEntry entry = state.runs().get(batch.run());
                boolean known = entry.batches()
                        .after(null)
                        .anyMatch(other -> other.firstRecord() == batch.firstRecord()
                                && other.provenance().equals(batch.provenance()));
                return known ? state : state.withRun(entry.with(batch));
            }
            case "rejections" -> {
                Rejection rejection = rejection(row);
                if (state.rejections().get(rejection.id()) != null) {
                    return state;
                }
                State with = state.withRejections(state.rejections().with(rejection.id(), rejection));
                Long closed = row.number("closed_by_run");
                return closed == null
                        ? with
                        : with.withClosings(with.closings()
                                .with(
                                        rejection.id(),
                                        new State.Closing(new RunId(closed), row.number("closed_by_record"))));
            }
            case "before_images" -> {
                State.Kept kept = kept(row);
                State.KeptKey key = State.KeptKey.of(kept.by(), kept.dataset(), kept.key());
                return state.kept().get(key) != null
                        ? state
                        : state.withKept(state.kept().with(key, kept));
            }
            case "stream_offsets" -> {
                StreamStore.Position position = new StreamStore.Position(
                        String.valueOf(row.text("topic_id")),
                        (int) row.count("partition"),
                        row.count("next_offset"),
                        row.text("last_error"),
                        (Instant) row.get("changed_at"));
                String key = State.Streams.key(position.topicId(), position.partition());
                return state.streams().positions().get(key) != null
                        ? state
                        : state.withStreams(state.streams()
                                .with(new State.Moved(row.text("topic"), row.text("dataset"), position)));
            }
            case "mappings" -> {
                Mapping mapping = InMemoryMappings.mapping(String.valueOf(row.text("definition")));
                String dataset = String.valueOf(row.text("dataset"));
                return InMemoryMappings.find(state, dataset, mapping.name()).isPresent()
                        ? state
                        : InMemoryMappings.with(state, dataset, mapping.name(), Optional.of(mapping));
            }
            default -> throw new IllegalArgumentException("there is no %s in memory".formatted(ledger.name()));
        }
    }

    /** The values of a row by the names of its columns. */
    private record Values(Section section, @Nullable Object[] row) {
        @Nullable
        Object get(String column) {
            return row[section.index(column)];
        }

        @Nullable
        Long number(String column) {
            return (Long) get(column);
        }

        long count(String column) {
            return row[section.index(column)] instanceof Long number ? number : 0;
        }

        @Nullable
        String text(String column) {
            return (String) get(column);
        }

        <E extends Enum<E>> E constant(Class<E> type, String column) {
            return Enum.valueOf(type, String.valueOf(get(column)).toUpperCase(Locale.ROOT));
        }
    }

    private static String code(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static @Nullable Object[] of(Run run) {
        LoadOptions options = run.options();
        Problem error = run.error();
        return new @Nullable Object[] {
            run.id().value(),
            run.dataset(),
            run.datasetFingerprint(),
            code(run.mode()),
            code(run.status()),
            code(run.source().kind()),
            run.source().name(),
            run.source().sha256(),
            run.source().bytes(),
            code(options.format()),
            options.header(),
            options.delimiter() == null ? null : code(options.delimiter()),
            (long) options.skip(),
            options.nulls().isEmpty() ? null : String.join(",", options.nulls()),
            options.mapping() == null ? null : InMemoryMappings.text(options.mapping()),
            options.charset(),
            options.gzip(),
            options.strict(),
            (long) options.batchSize(),
            options.maxRejections(),
            options.object(),
            run.counts().received(),
            run.counts().inserted(),
            run.counts().updated(),
            run.counts().unchanged(),
            run.counts().rejected(),
            run.rejectionsByCode().entrySet().stream()
                    .map(code -> code.getKey() + UNIT + code.getValue())
                    .collect(Collectors.joining(RECORD)),
            run.checkpoint().records(),
            run.checkpoint().line(),
            run.checkpoint().offset(),
            run.checkpoint().blankLines(),
            run.bytesRead(),
            run.startedAt(),
            run.finishedAt(),
            error == null ? null : error.type().slug() + UNIT + error.detail(),
            run.actor(),
            run.options().sheet()
        };
    }

    private static Run run(Values row) {
        Map<String, Long> codes = new TreeMap<>();
        String text = String.valueOf(row.text("rejections_by_code"));
        for (String code : text.isEmpty() ? new String[0] : text.split(RECORD)) {
            codes.put(code.split(UNIT)[0], Long.valueOf(code.split(UNIT)[1]));
        }
        String error = row.text("error");
        String nulls = row.text("null_texts");
        return new Run(
                new RunId(row.count("id")),
                String.valueOf(row.text("dataset")),
                row.text("dataset_fingerprint"),
                row.constant(Mode.class, "mode"),
                new LoadOptions(
                        row.constant(LoadOptions.Format.class, "format"),
                        (Boolean) row.get("header"),
                        row.text("delimiter") == null ? null : row.constant(LoadOptions.Delimiter.class, "delimiter"),
                        (int) row.count("skip_lines"),
                        nulls == null ? List.of() : List.of(nulls.split(",")),
                        row.text("mapping") == null
                                ? null
                                : InMemoryMappings.mapping(String.valueOf(row.text("mapping"))),
                        String.valueOf(row.text("charset")),
                        Boolean.TRUE.equals(row.get("gzip")),
                        Boolean.TRUE.equals(row.get("strict")),
                        (int) row.count("batch_size"),
                        row.count("max_rejections"),
                        row.text("object"),
                        row.text("sheet")),
                row.constant(RunStatus.class, "status"),
                new Source(
                        row.constant(Source.Kind.class, "source_kind"),
                        row.text("source_name"),
                        row.text("source_sha256"),
                        row.count("source_bytes")),
                row.text("actor"),
                counts(row),
                codes,
                new Checkpoint(
                        row.count("checkpoint_records"),
                        row.count("checkpoint_line"),
                        row.count("checkpoint_offset"),
                        row.count("blank_lines")),
                row.count("bytes_read"),
                (Instant) row.get("started_at"),
                (Instant) row.get("finished_at"),
                error == null ? null : new Problem(ProblemType.of(error.split(UNIT)[0]), error.split(UNIT)[1]));
    }

    private static Counts counts(Values row) {
        return Counts.of(row.count("inserted"), row.count("updated"), row.count("unchanged"), row.count("rejected"));
    }

    private static @Nullable Object[] of(RunBatch batch) {
        Provenance.File file = batch.provenance() instanceof Provenance.File found ? found : Provenance.File.START;
        Provenance.Stream stream = batch.provenance() instanceof Provenance.Stream found ? found : null;
        return new @Nullable Object[] {
            batch.run().value(),
            batch.firstRecord(),
            batch.lastRecord(),
            file.byteStart(),
            file.byteEnd(),
            file.firstLine(),
            batch.counts().received(),
            batch.counts().inserted(),
            batch.counts().updated(),
            batch.counts().unchanged(),
            batch.counts().rejected(),
            batch.raw(),
            stream == null ? null : stream.topicId(),
            stream == null ? null : (long) stream.partition(),
            stream == null ? null : stream.firstOffset(),
            stream == null ? null : stream.nextOffset(),
            batch.committedAt()
        };
    }

    private static @Nullable Object[] of(State.Moved moved) {
        StreamStore.Position position = moved.position();
        return new @Nullable Object[] {
            position.topicId(),
            (long) position.partition(),
            position.nextOffset(),
            moved.topic(),
            moved.dataset(),
            position.lastError(),
            position.changedAt()
        };
    }

    private static Provenance provenance(Values row) {
        String topicId = row.text("topic_id");
        return topicId == null
                ? new Provenance.File(row.count("first_line"), row.count("byte_start"), row.count("byte_end"))
                : new Provenance.Stream(
                        topicId,
                        (int) row.count("stream_partition"),
                        row.count("first_offset"),
                        row.count("next_offset"));
    }

    private static RunBatch batch(Values row) {
        return new RunBatch(
                new RunId(row.count("run")),
                row.count("first_record"),
                row.count("last_record"),
                provenance(row),
                counts(row),
                (byte[]) row.get("raw"),
                (Instant) row.get("committed_at"));
    }

    private static @Nullable Object[] of(Rejection rejection, State.@Nullable Closing closing) {
        Rejection.Id replayOf = rejection.replayOf();
        return new @Nullable Object[] {
            rejection.id().run().value(),
            rejection.id().recordNumber(),
            rejection.dataset(),
            rejection.line(),
            rejection.status().code(),
            rejection.reasons().getFirst().code().code(),
            rejection.reasons().stream().map(reason -> reason.code().code()).collect(Collectors.joining(",")),
            rejection.reasons().stream()
                    .map(reason -> Stream.of(reason.code().code(), reason.field(), reason.value(), reason.message())
                            .map(text -> text == null ? "-" : "+" + text)
                            .collect(Collectors.joining(UNIT)))
                    .collect(Collectors.joining(RECORD)),
            rejection.raw(),
            0L,
            rejection.key(),
            replayOf == null ? null : replayOf.run().value(),
            replayOf == null ? null : replayOf.recordNumber(),
            closing == null ? null : closing.run().value(),
            closing == null ? null : closing.record(),
            text(rejection.stream()),
            rejection.createdAt(),
            rejection.discardReason()
        };
    }

    private static @Nullable String text(@Nullable MessageOrigin origin) {
        if (origin == null) {
            return null;
        }
        Stream<@Nullable String> parts = Stream.concat(
                Stream.of(
                        origin.topic(),
                        String.valueOf(origin.partition()),
                        String.valueOf(origin.offset()),
                        origin.timestamp().toString(),
                        text(origin.key())),
                origin.headers().stream().flatMap(header -> Stream.of(header.name(), text(header.value()))));
        return parts.collect(Collectors.joining(UNIT));
    }

    private static String text(byte @Nullable [] bytes) {
        return bytes == null ? "-" : "+" + HexFormat.of().formatHex(bytes);
    }

    private static byte @Nullable [] bytes(String text) {
        return text.equals("-") ? null : HexFormat.of().parseHex(text.substring(1));
    }

    private static @Nullable MessageOrigin origin(@Nullable String text) {
        if (text == null) {
            return null;
        }
        String[] parts = text.split(UNIT);
        List<MessageOrigin.Header> headers = new ArrayList<>();
        for (int i = 5; i < parts.length; i += 2) {
            headers.add(new MessageOrigin.Header(parts[i], bytes(parts[i + 1])));
        }
        return new MessageOrigin(
                parts[0],
                Integer.parseInt(parts[1]),
                Long.parseLong(parts[2]),
                Instant.parse(parts[3]),
                bytes(parts[4]),
                headers);
    }

    private static Rejection rejection(Values row) {
        List<Reason> reasons = new ArrayList<>();
        for (String reason : String.valueOf(row.text("reasons")).split(RECORD)) {
            List<@Nullable String> parts = new ArrayList<>();
            for (String part : reason.split(UNIT)) {
                parts.add(part.equals("-") ? null : part.substring(1));
            }
            reasons.add(new Reason(
                    ReasonCode.of(String.valueOf(parts.get(0))),
                    parts.get(1),
                    parts.get(2),
                    String.valueOf(parts.get(3))));
        }
        Long replayOf = row.number("replay_of_run");
        return new Rejection(
                new Rejection.Id(new RunId(row.count("run")), row.count("record_number")),
                String.valueOf(row.text("dataset")),
                row.count("line"),
                row.constant(Rejection.Status.class, "status"),
                reasons,
                (byte[]) row.get("raw"),
                row.text("record_key"),
                replayOf == null ? null : new Rejection.Id(new RunId(replayOf), row.count("replay_of_record")),
                origin(row.text("stream")),
                (Instant) row.get("created_at"),
                row.text("discard_reason"));
    }

    private static @Nullable Object[] of(State.Kept kept) {
        StoredRow row = kept.row();
        StringBuilder values = new StringBuilder();
        for (int i = 0; row != null && i < row.row().size(); i++) {
            Object value = row.row().get(i);
            values.append(value == null ? "-" : "+" + ValueText.of(value)).append(UNIT);
        }
        return new @Nullable Object[] {
            kept.by().value(),
            kept.dataset().name(),
            ValueText.of(kept.key()),
            values.toString(),
            row == null ? 0L : row.run().value(),
            row == null ? 0L : row.recordNumber()
        };
    }

    private State.Kept kept(Values row) {
        Dataset dataset = catalog.get(String.valueOf(row.text("dataset")));
        RunId by = new RunId(row.count("run"));
        Object key = value(dataset, dataset.keyIndex(), String.valueOf(row.text("record_key")));
        String texts = String.valueOf(row.text("row_values"));
        if (texts.isEmpty()) {
            return new State.Kept(by, dataset, key, null);
        }
        String[] parts = texts.split(UNIT);
        @Nullable Object[] values = new @Nullable Object[parts.length];
        for (int i = 0; i < parts.length; i++) {
            values[i] = parts[i].equals("-") ? null : value(dataset, i, parts[i].substring(1));
        }
        return new State.Kept(
                by,
                dataset,
                key,
                new StoredRow(Row.of(values), new RunId(row.count("previous_run")), row.count("previous_record")));
    }

    private static Object value(Dataset dataset, int field, String text) {
        return switch (RecordValidator.validate(dataset.fields().get(field), text, LATE)) {
            case Verdict.Accepted(Row row) -> row.get(0);
            case Verdict.Rejected rejected -> throw new IllegalStateException(rejected.toString());
        };
    }
}
