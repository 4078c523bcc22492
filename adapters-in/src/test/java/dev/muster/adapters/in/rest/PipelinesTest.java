package dev.muster.adapters.in.rest;

import static dev.muster.application.fixtures.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.adapters.in.rest.TestServer.Answer;
import dev.muster.application.port.PipelineRuns;
import dev.muster.domain.pipeline.PipelineRun;
import dev.muster.domain.run.Problem;
import dev.muster.domain.run.ProblemType;
import dev.muster.domain.run.RunId;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Pipelines as clients see them. Nobody does their runs here. */
@MicronautTest(contextBuilder = TestApplication.class, rebuildContext = true)
class PipelinesTest {
    @Inject
    private TestServer server;

    private Answer post(String target) {
        return server.send("POST", target, Map.of(), null);
    }

    private Answer start() {
        return post("/api/v1/pipelines/nightly/runs");
    }

    private String started() {
        return String.valueOf(start().at("id"));
    }

    /** Puts another state of a run on record, as who does it would. */
    private void now(String id, UnaryOperator<PipelineRun> change) {
        PipelineRuns runs = server.database().pipelineRuns();
        RunId run = RunId.parse(id).orElseThrow();
        server.database().unitOfWork().write(() -> {
            runs.save(runs.claim(run).orElseThrow(), change.apply(runs.find(run).orElseThrow()));
            return null;
        });
    }

    private static PipelineRun failed(PipelineRun run) {
        Problem problem = new Problem(ProblemType.UPSTREAM_FAILED, "api.example answers with status 503");
        return run.with(run.steps().getFirst().begun(NOW).succeeded(NOW))
                .with(run.steps().getLast().begun(NOW).failed(NOW, problem))
                .failed(NOW, problem);
    }

    @Test
    void showsPipelinesAndHowTheyWereDoneLast() {
        Map<String, Object> nightly = new HashMap<>(Map.of(
                "name", "nightly",
                "steps", List.of("load-jobs", "report"),
                "schedule", "0 0 3 * * *",
                "zone", "Europe/Madrid",
                "retries", 1));
        nightly.put("last_run", null);
        Answer before = server.get("/api/v1/pipelines");
        assertThat(before.status()).isEqualTo(200);
        assertThat(before.at("pipelines", 0)).isEqualTo(nightly);
        assertThat(before.at("pipelines", 1, "schedule")).isNull();
        assertThat(before.at("pipelines", 1, "zone")).isEqualTo("UTC");

        String id = started();
        assertThat(server.get("/api/v1/pipelines?limit=1").at("pipelines", 0, "last_run", "id"))
                .isEqualTo(id);
        assertThat(server.get("/api/v1/pipelines?limit=1").at("next")).isEqualTo("nightly");
        assertThat(server.get("/api/v1/pipelines?after=nightly").at("pipelines", 0, "name"))
                .isEqualTo("hourly");
    }

    @Test
    void beginsARunAtATime() {
        Answer first = start();
        assertThat(first.status()).isEqualTo(202);
        String id = String.valueOf(first.at("id"));
        assertThat(first.header("Location")).isEqualTo("/api/v1/pipeline-runs/" + id);
        assertThat(server.get(first.header("Location")).body())
                .isEqualTo(first.body())
                .isEqualTo(
                        "{\"id\":\"%s\",\"pipeline\":\"nightly\",\"status\":\"running\",\"steps\":[".formatted(id)
                                + "{\"name\":\"load-jobs\",\"status\":\"pending\",\"attempts\":0,\"started_at\":null,"
                                + "\"finished_at\":null,\"error\":null},"
                                + "{\"name\":\"report\",\"status\":\"pending\",\"attempts\":0,\"started_at\":null,"
                                + "\"finished_at\":null,\"error\":null}],"
                                + "\"runs\":[],\"started_at\":\"2026-03-01T09:30:00.123Z\",\"finished_at\":null,\"error\":null}");

        Answer second = start();
        assertThat(second.status()).isEqualTo(409);
        assertThat(second.at("type")).isEqualTo("/problems/busy");
        assertThat(post("/api/v1/pipelines/hourly/runs").status()).isEqualTo(202);
        now(id, run -> run.succeeded(NOW));
        assertThat(start().status()).isEqualTo(202);
    }

    @Test
    void listsRunsNewestFirst() {
        String first = started();
        now(first, run -> run.succeeded(NOW));
        String second = started();

        Answer page = server.get("/api/v1/pipelines/nightly/runs?limit=1");
        assertThat(page.at("runs", 0, "id")).isEqualTo(second);
        assertThat(page.at("next")).isEqualTo(second);
        Answer rest = server.get("/api/v1/pipelines/nightly/runs?after=" + second);
        assertThat(rest.at("runs", 0, "id")).isEqualTo(first);
        assertThat(rest.at("next")).isNull();
    }

    @Test
    void cancelsARunOnce() {
        String id = started();

        Answer cancelled = post("/api/v1/pipeline-runs/%s/cancel".formatted(id));
        assertThat(cancelled.status()).isEqualTo(200);
        assertThat(cancelled.at("status")).isEqualTo("cancelled");
        assertThat(cancelled.at("steps", 1, "status")).isEqualTo("cancelled");
        Answer again = post("/api/v1/pipeline-runs/%s/cancel".formatted(id));
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.at("type")).isEqualTo("/problems/conflict");
        assertThat(post("/api/v1/pipeline-runs/%s/retry".formatted(id)).status())
                .isEqualTo(409);
    }

    @Test
    void hasAFailedRunGoOn() {
        String id = started();
        assertThat(post("/api/v1/pipeline-runs/%s/retry".formatted(id)).at("type"))
                .isEqualTo("/problems/conflict");
        now(id, PipelinesTest::failed);
        Answer failed = server.get("/api/v1/pipeline-runs/" + id);
        assertThat(failed.at("error", "type")).isEqualTo("/problems/upstream-failed");
        assertThat(failed.at("steps", 1, "error", "status")).isEqualTo(502);

        Answer again = post("/api/v1/pipeline-runs/%s/retry".formatted(id));
        assertThat(again.status()).isEqualTo(202);
        assertThat(again.header("Location")).isEqualTo("/api/v1/pipeline-runs/" + id);
        assertThat(again.at("status")).isEqualTo("running");
        assertThat(again.at("steps", 0, "status")).isEqualTo("succeeded");
        assertThat(again.at("steps", 1, "status")).isEqualTo("pending");
        assertThat(start().status()).isEqualTo(409);
    }

    @Test
    void retriesNoneWhileAnotherIsUnderWay() {
        String id = started();
        now(id, PipelinesTest::failed);
        started();

        assertThat(post("/api/v1/pipeline-runs/%s/retry".formatted(id)).at("type"))
                .isEqualTo("/problems/busy");
    }

    @Test
    void tellsUnknownNames() {
        Answer unknown = post("/api/v1/pipelines/nightli/runs");
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.at("type")).isEqualTo("/problems/unknown-pipeline");
        assertThat(unknown.at("allowed")).isEqualTo(List.of("nightly", "hourly"));
        assertThat(server.get("/api/v1/pipelines/x/runs").at("type")).isEqualTo("/problems/unknown-pipeline");
        assertThat(server.get("/api/v1/pipeline-runs/0000000000001").at("type")).isEqualTo("/problems/not-found");
        assertThat(server.get("/api/v1/pipelines?x=1").status()).isEqualTo(400);
        assertThat(post("/api/v1/pipelines/nightly/runs?x=1").status()).isEqualTo(400);
    }
}
