package dev.muster.application.memory;

import dev.muster.application.port.DataVersion;
import dev.muster.application.port.LedgerMetrics;
import dev.muster.domain.run.LedgerDay;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.Source;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Adds up anew each time. */
final class InMemoryLedgerMetrics implements LedgerMetrics {
    private final Transactions transactions;

    InMemoryLedgerMetrics(Transactions transactions) {
        this.transactions = transactions;
    }

    private record DatasetAndDay(String dataset, LocalDate day) {}

    @Override
    public List<LedgerDay> days() {
        Map<DatasetAndDay, List<Run>> days = runs().filter(run -> run.source().kind() != Source.Kind.BACKUP)
                .collect(Collectors.groupingBy(
                        run -> new DatasetAndDay(run.dataset(), LocalDate.ofInstant(run.startedAt(), ZoneOffset.UTC)),
                        HashMap::new,
                        Collectors.toList()));
        return days.entrySet().stream()
                .map(day -> day(day.getKey(), day.getValue()))
                .toList();
    }

    private static LedgerDay day(DatasetAndDay key, List<Run> runs) {
        Map<String, Long> codes = new TreeMap<>();
        runs.stream()
                .filter(run -> run.counts().rejected() > 0)
                .forEach(run -> run.rejectionsByCode().forEach((code, count) -> codes.merge(code, count, Long::sum)));
        List<Run> ended = runs.stream().filter(run -> run.finishedAt() != null).toList();
        return new LedgerDay(
                key.dataset(),
                key.day(),
                runs.stream().mapToLong(run -> run.counts().received()).sum(),
                runs.stream().mapToLong(run -> run.counts().accepted()).sum(),
                runs.stream().mapToLong(run -> run.counts().rejected()).sum(),
                codes,
                ended.size(),
                ended.stream().mapToLong(run -> run.counts().received()).sum(),
                ended.stream()
                        .map(run -> Duration.between(run.startedAt(), run.finishedAt()))
                        .reduce(Duration.ZERO, Duration::plus));
    }

    @Override
    public DataVersion version() {
        List<Run> all = runs().toList();
        return new DataVersion(
                all.size()
                        + all.stream().filter(run -> run.finishedAt() != null).count()
                        + all.stream().mapToLong(run -> run.counts().received()).sum(),
                all.stream()
                        .map(run -> Objects.requireNonNullElse(run.finishedAt(), run.startedAt()))
                        .max(Instant::compareTo)
                        .orElse(Instant.EPOCH));
    }

    private Stream<Run> runs() {
        return transactions.state().runs().after(null).map(State.RunEntry::run);
    }
}
