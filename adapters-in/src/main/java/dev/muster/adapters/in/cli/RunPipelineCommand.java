package dev.muster.adapters.in.cli;

import dev.muster.adapters.in.cli.terminal.Terminal;
import dev.muster.adapters.in.cli.terminal.TextTable;
import dev.muster.adapters.in.json.PipelineRunView;
import dev.muster.application.Refusal;
import dev.muster.application.port.Database;
import dev.muster.domain.pipeline.PipelineRun;
import dev.muster.domain.pipeline.PipelineRun.Status;
import dev.muster.domain.pipeline.PipelineRun.StepRun;
import dev.muster.domain.pipeline.PipelineRun.StepStatus;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import dev.muster.domain.run.Run;
import dev.muster.domain.run.RunId;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Does a pipeline, and shows its steps. */
@Command(
        name = "run",
        description = "Does a pipeline, and shows its steps while they are done.",
        footer = {
            "",
            "If a run of it is under way already, that one is shown, and gone on with if nobody does it.",
            "Ends with 0 if all records were taken, with 2 if some were rejected, with 1 if it failed."
        })
final class RunPipelineCommand implements Subcommand {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Parameters(index = "0", paramLabel = "NAME", description = "The pipeline.")
    private String name;

    @Mixin
    private JsonOption json;

    @Override
    public String action() {
        return "start-pipeline";
    }

    @Override
    public int run(Services services, Terminal terminal) throws IOException {
        UseCases useCases = services.useCases();
        RunId begun = begun(useCases, terminal);
        useCases.pipelineWork().takePart();
        PipelineRun ended = followed(useCases.database(), terminal, begun);
        List<Run> loads = ended.runs().stream()
                .flatMap(id -> useCases.database().runs().find(id).stream())
                .toList();
        if (json.given()) {
            JsonLines.print(terminal, PipelineRunView.of(ended));
        } else {
            print(terminal, ended, loads);
        }
        Problem error = ended.error();
        if (error != null) {
            terminal.out().flush();
            terminal.say("%s: %s".formatted(error.type().slug(), error.detail()));
        }
        if (ended.status() != Status.SUCCEEDED) {
            return ExitCodes.FAILED;
        }
        return loads.stream().anyMatch(run -> run.counts().rejected() > 0)
                ? ExitCodes.DONE_WITH_REJECTIONS
                : ExitCodes.DONE;
    }

    private RunId begun(UseCases useCases, Terminal terminal) {
        try {
            return useCases.startPipeline().start(name).id();
        } catch (Refusal busy) {
            List<PipelineRun> last = useCases.database().pipelineRuns().list(name, null, 1);
            if (busy.problem().type() != ProblemType.BUSY || last.isEmpty()) {
                throw busy;
            }
            terminal.say("run %s of the pipeline is under way already"
                    .formatted(last.getFirst().id()));
            return last.getFirst().id();
        }
    }

    /** Tells each change of a step until the run has ended, whoever does it. */
    private static PipelineRun followed(Database database, Terminal terminal, RunId id) {
        String left = "pipeline run %s goes on where it was, in a service or with this command".formatted(id);
        Map<String, StepRun> told = new HashMap<>();
        try (Interruption interruption = Interruption.watch(terminal, PATIENCE, left)) {
            while (true) {
                PipelineRun run = database.pipelineRuns()
                        .find(id)
                        .orElseThrow(() -> CommandFailed.failure("pipeline run %s is gone".formatted(id)));
                for (StepRun step : run.steps()) {
                    if (step.status() != StepStatus.PENDING && !step.equals(told.put(step.name(), step))) {
                        terminal.say(line(step));
                    }
                }
                if (run.status() != Status.RUNNING) {
                    return run;
                }
                interruption.check();
                Thread.sleep(BETWEEN_LOOKS);
            }
        } catch (Interruption.Wanted e) {
            throw CommandFailed.failure("interrupted; " + left);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandFailed.failure("interrupted; " + left);
        }
    }

    private static String line(StepRun step) {
        Problem error = step.error();
        String attempt = step.attempts() > 1 ? ", attempt %s".formatted(step.attempts()) : "";
        return "%s: %s%s%s"
                .formatted(
                        step.name(),
                        step.status().code(),
                        attempt,
                        error == null ? "" : " (%s)".formatted(error.detail()));
    }

    private static void print(Terminal terminal, PipelineRun run, List<Run> loads) {
        terminal.out()
                .print("%s: %s, run %s\n".formatted(run.pipeline(), run.status().code(), run.id()));
        if (!loads.isEmpty()) {
            TextTable table =
                    new TextTable("dataset", ">received", ">inserted", ">updated", ">unchanged", ">rejected", "run");
            for (Run load : loads) {
                table.row(
                        load.dataset(),
                        load.counts().received(),
                        load.counts().inserted(),
                        load.counts().updated(),
                        load.counts().unchanged(),
                        load.counts().rejected(),
                        load.id().toString());
            }
            table.print(terminal.out(), terminal.screen().room());
        }
    }
}
