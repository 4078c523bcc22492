package dev.muster.adapters.in.cli;

import dev.muster.adapters.in.cli.terminal.Cells;
import dev.muster.adapters.in.cli.terminal.Terminal;
import dev.muster.application.ingest.Ingested;
import dev.muster.application.ingest.Ingestion;
import dev.muster.application.rejections.ReplayRejections;
import dev.muster.domain.intake.Rejection;
import dev.muster.domain.run.Mode;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sends rejected records through again. */
@Command(
        name = "replay",
        description =
                "Sends rejected records through again: one, or all open ones of a run, a dataset or with a reason.",
        footer = {"", "Ends with 0 if all records were taken, with 2 if some were rejected again, with 1 if it failed."
        })
final class ReplayCommand implements Subcommand {
    /** Much more than a record can be. */
    private static final int MOST_BYTES = 16 << 20;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "REJECTION",
            description = "The rejection whose record to send through; left out, all that are open.")
    private Rejection.@Nullable Id id;

    @Mixin
    private RejectionFilter which;

    @Option(
            names = "--record",
            paramLabel = "FILE",
            description = "A file with the corrected record as one JSON object, in place of the received one; - is"
                    + " standard input.")
    private @Nullable String record;

    @Option(
            names = "--give",
            paramLabel = "TEXT",
            description = "What to put in the place of the value of --field: with --value of that, else of none.")
    private @Nullable String given;

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            description = "insert or upsert; left out, that of the run that rejected the record.")
    private @Nullable Mode mode;

    @Mixin
    private JsonOption json;

    @Override
    public String action() {
        return "replay-rejections";
    }

    @Override
    public int run(Services services, Terminal terminal) throws IOException {
        if (id != null && !which.isEmpty()) {
            throw CommandFailed.usage(
                    "name a rejection, or choose with --run, --dataset, --code, --field and --value: not both");
        }
        if (given != null && !which.hasField()) {
            throw CommandFailed.usage("--give is for a field, which --field names");
        }
        if (id == null && record != null) {
            throw CommandFailed.usage("--record is for one rejection, which is not named");
        }
        Ingested ingested = new LoadingFile(services, terminal).load(begin(services, terminal));
        return LoadEnding.tell(
                terminal, services.catalog().get(ingested.run().dataset()), ingested, false, json.given());
    }

    private Ingestion begin(Services services, Terminal terminal) throws IOException {
        ReplayRejections replay = services.useCases().replayRejections();
        if (id == null) {
            return replay.replay(
                    which.filter(services, Rejection.Status.OPEN.code()),
                    mode,
                    given == null ? Map.of() : which.ofField(given));
        }
        return record == null ? replay.replay(id, mode) : replay.replay(id, corrected(terminal, record), mode);
    }

    private static byte[] corrected(Terminal terminal, String file) throws IOException {
        try (InputStream in = file.equals("-") ? terminal.in() : LoadingFile.open(Paths.read(file))) {
            byte[] json = in.readNBytes(MOST_BYTES + 1);
            if (json.length > MOST_BYTES) {
                throw CommandFailed.failure("a record has at most %s bytes".formatted(Cells.number(MOST_BYTES)));
            }
            return json;
        }
    }
}
