package dev.muster.domain.content;

import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.pipeline.Pipeline;
import dev.muster.domain.pipeline.Resource;
import dev.muster.domain.pipeline.Step;
import java.net.URI;
import java.util.List;
import java.util.Map;

/** Fetches users, posts and comments from a REST API such as JSONPlaceholder, and reports on them. */
public final class ContentPipeline {
    private static final List<Step.Order> REPORTS = List.of(order("user-activity"), order("top-posts"));

    private ContentPipeline() {}

    /** @param api the address of the API, below which its resources lie */
    public static Pipeline of(URI api) {
        List<Step.Extract> extracts = List.of(
                extract(ContentDatasets.USERS, api, "users"),
                extract(ContentDatasets.POSTS, api, "posts"),
                extract(ContentDatasets.COMMENTS, api, "comments"));
        return Pipeline.of(
                "content",
                List.of(
                        List.copyOf(extracts),
                        List.of(new Step.Clean("process", extracts)),
                        List.of(new Step.Promote("load", extracts)),
                        List.of(new Step.Analyse("analyse", REPORTS)),
                        List.of(new Step.WriteReports("report", REPORTS))));
    }

    private static Step.Extract extract(Dataset dataset, URI api, String path) {
        return new Step.Extract("extract-" + path, dataset.name(), Resource.of(api, path));
    }

    private static Step.Order order(String report) {
        return new Step.Order(report, List.of("csv", "json"), Map.of());
    }
}
