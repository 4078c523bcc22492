package dev.muster.adapters.in.cli;

import dev.muster.adapters.in.cli.terminal.Cells;
import dev.muster.adapters.in.cli.terminal.Terminal;
import dev.muster.adapters.in.cli.terminal.TextTable;
import dev.muster.adapters.in.json.LoadView;
import dev.muster.application.ingest.Ingested;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Row;
import dev.muster.domain.intake.ReasonCode;
import dev.muster.domain.run.Counts;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.Source;
import java.io.PrintWriter;
import java.util.Objects;

/** Shows people what became of an input: the ledger, then why records were rejected. */
final class RunText {
    private static final int MOST_SHOWN = 20;

    private RunText() {}

    static void print(Terminal terminal, Dataset dataset, Ingested ingested, boolean dryRun) {
        PrintWriter out = terminal.out();
        int room = terminal.screen().room();
        Run run = ingested.run();
        out.print("%s from %s: %s\n".formatted(run.dataset(), name(run), outcome(run, dryRun)));
        ledger(run.counts()).print(out, room);
        if (!run.rejectionsByCode().isEmpty()) {
            out.print("\n");
            reasons(run).print(out, room);
        }
        Problem error = run.error();
        boolean wrongFile = error != null && error.type() == ProblemType.WRONG_FILE;
        boolean kept = !dryRun && !wrongFile && (error == null || error.type() != ProblemType.BATCH_REJECTED);
        if (!kept && !ingested.rejections().isEmpty()) {
            out.print(
                    wrongFile
                            ? "\nThe first rejections, about which nothing needs to be done:\n"
                            : "\nThe first rejections, which are not kept:\n");
            RejectionsText.table(
                            ingested.rejections().stream()
                                    .limit(wrongFile ? LoadView.OF_WRONG_FILE : MOST_SHOWN)
                                    .toList(),
                            false)
                    .print(out, room);
        }
        if (ingested.corrections().stream().anyMatch(one -> !one.beside().isEmpty())) {
            out.print("\nCorrections also changed fields with which nothing was wrong:\n");
            corrections(ingested).print(out, room);
        }
        if (dryRun && !ingested.changes().isEmpty()) {
            out.print("\nThe first changes:\n");
            changes(dataset, ingested).print(out, room);
        }
    }

    /** Returns the name of what the records were read from. */
    static String name(Run run) {
        Source source = run.source();
        String kind = source.kind().code();
        String name = source.name();
        if (name == null) {
            return kind;
        }
        return Cells.line(
                switch (source.kind()) {
                    case REPLAY -> kind + " of " + name;
                    case BACKUP -> kind + " " + name;
                    case UPLOAD, INBOX, S3, KAFKA, API -> name;
                });
    }

    private static String outcome(Run run, boolean dryRun) {
        return dryRun
                ? "%s, but this is a dry run and nothing is stored"
                        .formatted(run.status().code())
                : "%s, run %s".formatted(run.status().code(), run.id());
    }

    /** Returns the table of what became of the records. */
    static TextTable ledger(Counts counts) {
        return new TextTable(">received", ">inserted", ">updated", ">unchanged", ">rejected")
                .row(counts.received(), counts.inserted(), counts.updated(), counts.unchanged(), counts.rejected());
    }

    private static TextTable reasons(Run run) {
        TextTable table = new TextTable("rejected for", ">records", "what it means…");
        run.rejectionsByCode()
                .forEach((code, records) ->
                        table.row(code, records, ReasonCode.of(code).meaning()));
        return table;
    }

    private static TextTable corrections(Ingested ingested) {
        TextTable table = new TextTable("rejection", ">line", "field", "received…", "sent…");
        for (Ingested.Corrected corrected : ingested.corrections()) {
            for (Ingested.ChangedField field : corrected.beside()) {
                table.row(
                        corrected.rejection().toString(),
                        corrected.line(),
                        field.name(),
                        Objects.requireNonNullElse(field.before(), ""),
                        Objects.requireNonNullElse(field.after(), ""));
            }
        }
        return table;
    }

    private static TextTable changes(Dataset dataset, Ingested ingested) {
        TextTable table = new TextTable(dataset.keyField().name(), "field", "stored…", "new…");
        ingested.changes().stream().limit(MOST_SHOWN).forEach(change -> {
            Row before = change.before();
            Row after = change.after();
            for (int i = 0; i < dataset.fields().size(); i++) {
                if (!Objects.equals(before.get(i), after.get(i))) {
                    table.row(
                            change.key().toString(),
                            dataset.fields().get(i).name(),
                            String.valueOf(before.get(i)),
                            String.valueOf(after.get(i)));
                }
            }
        });
        return table;
    }
}
