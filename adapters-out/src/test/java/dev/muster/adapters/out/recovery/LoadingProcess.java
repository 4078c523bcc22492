package dev.muster.adapters.out.recovery;

import static dev.muster.application.fixtures.Fixtures.TRANSACTIONS;

import dev.muster.application.ingest.Ingestion;
import dev.muster.application.ingest.Input;
import dev.muster.application.ingest.LoadRequest;
import dev.muster.application.port.RunListener;
import dev.muster.domain.run.Counts;
import dev.muster.domain.run.LoadOptions;
import dev.muster.domain.run.Mode;
import dev.muster.domain.run.Source;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A Java machine of its own that loads one file of transactions; says {@code landed}, waits until its input is closed, and says,
 * in the end, its ledger.
 */
final class LoadingProcess {
    private LoadingProcess() {}

    /** @param arguments address of the database, folder of the storage, batch size, file */
    public static void main(String[] arguments) throws IOException {
        try (Site site = new Site(arguments[0], Path.of(arguments[1]));
                InputStream body = Files.newInputStream(Path.of(arguments[3]))) {
            LoadOptions options = new LoadOptions(
                    LoadOptions.Format.CSV,
                    null,
                    null,
                    "utf-8",
                    false,
                    false,
                    Integer.parseInt(arguments[2]),
                    LoadOptions.DEFAULT_MAX_REJECTIONS,
                    null);
            Ingestion ingestion = site.ingestRecords.land(
                    new LoadRequest(TRANSACTIONS, Mode.INSERT, options, false),
                    new Input(Source.Kind.UPLOAD, "transactions.csv", body));
            System.out.println("landed");
            System.in.readAllBytes();
            Counts counts = ingestion.load(RunListener.NONE).run().counts();
            System.out.println(counts.inserted() + " " + counts.unchanged() + " " + counts.rejected());
        }
        // The pool of a database has threads that would keep the process for a while.
        System.exit(0);
    }

    static Process start(String url, Path storage, int batchSize, Path file) throws IOException {
        return JavaProcess.start(
                LoadingProcess.class, url, storage.toString(), Integer.toString(batchSize), file.toString());
    }
}
