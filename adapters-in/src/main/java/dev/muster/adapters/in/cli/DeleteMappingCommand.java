package dev.muster.adapters.in.cli;

import dev.muster.adapters.in.cli.terminal.Terminal;
import dev.muster.domain.dataset.Dataset;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Forgets a mapping. */
@Command(name = "delete", description = "Forgets a mapping. Runs that were read by it keep it.")
final class DeleteMappingCommand implements Subcommand {
    @Parameters(index = "0", paramLabel = "DATASET", description = "The dataset whose files it reads.")
    private String datasetName;

    @Parameters(index = "1", paramLabel = "NAME", description = "What it is called.")
    private String name;

    @Override
    public String action() {
        return "delete-mapping";
    }

    @Override
    public int run(Services services, Terminal terminal) {
        Dataset dataset = services.datasets().named(datasetName);
        services.useCases().manageMappings().delete(dataset, name);
        terminal.out().print("mapping %s of %s is deleted\n".formatted(name, datasetName));
        return ExitCodes.DONE;
    }
}
