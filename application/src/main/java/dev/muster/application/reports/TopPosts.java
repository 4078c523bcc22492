package dev.muster.application.reports;

import dev.muster.application.port.ContentMetrics;
import dev.muster.domain.content.ContentReports;
import dev.muster.domain.content.PostComments;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.report.Arguments;
import dev.muster.domain.report.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Posts by what was said about them. */
final class TopPosts implements ReportQuery {
    private final ContentMetrics metrics;
    private final Dataset comments;

    TopPosts(ContentMetrics metrics, Dataset comments) {
        this.metrics = metrics;
        this.comments = comments;
    }

    @Override
    public Report report() {
        return ContentReports.TOP_POSTS;
    }

    @Override
    public Answer answer(Arguments arguments) {
        int limit = (int) arguments.get(ContentReports.LIMIT.name());
        List<Line> rows = new ArrayList<>();
        for (PostComments post : metrics.topPosts(limit)) {
            rows.add(Line.of(
                    Map.of("post_id", Long.toString(post.postId())),
                    post.postId(),
                    post.title(),
                    post.author(),
                    post.comments()));
        }
        return new Answer(rows, Map.of(), rows.size());
    }

    @Override
    public Figure figure(Arguments arguments, FigureKeys keys) {
        return Figure.of(comments)
                .and(
                        "post_id",
                        FigureKeys.required("post_id", keys.id("post_id").or(() -> keys.id("id"))));
    }
}
