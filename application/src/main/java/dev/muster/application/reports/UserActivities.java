package dev.muster.application.reports;

import dev.muster.application.port.ContentMetrics;
import dev.muster.application.port.RecordQuery.Condition;
import dev.muster.domain.content.ContentReports;
import dev.muster.domain.content.UserActivity;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.report.Arguments;
import dev.muster.domain.report.Report;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Users by what they wrote. */
final class UserActivities implements ReportQuery {
    private static final Comparator<UserActivity> ORDER =
            Comparator.comparingLong(UserActivity::posts).reversed().thenComparingLong(UserActivity::userId);

    private static final int AVERAGE_SCALE = 4;
    private static final String POSTS = "posts";
    private static final String COMMENTS_RECEIVED = "comments_received";

    private final ContentMetrics metrics;
    private final Dataset posts;
    private final Dataset comments;

    UserActivities(ContentMetrics metrics, Dataset posts, Dataset comments) {
        this.metrics = metrics;
        this.posts = posts;
        this.comments = comments;
    }

    @Override
    public Report report() {
        return ContentReports.USER_ACTIVITY;
    }

    @Override
    public Answer answer(Arguments arguments) {
        List<UserActivity> users = new ArrayList<>(metrics.userActivity());
        users.sort(ORDER);
        List<Line> rows = new ArrayList<>(users.size());
        for (UserActivity user : users) {
            rows.add(Line.of(
                    Map.of("user_id", Long.toString(user.userId())),
                    user.userId(),
                    user.name(),
                    user.posts(),
                    user.commentsReceived()));
        }
        return new Answer(rows, facts(users), users.size());
    }

    private static Map<String, @Nullable Object> facts(List<UserActivity> users) {
        long posts = users.stream().mapToLong(UserActivity::posts).sum();
        Map<String, @Nullable Object> facts = new LinkedHashMap<>();
        facts.put("total_users", (long) users.size());
        facts.put("total_posts", posts);
        facts.put(
                "total_comments",
                users.stream().mapToLong(UserActivity::commentsReceived).sum());
        facts.put(
                "average_posts_per_user",
                users.isEmpty()
                        ? null
                        : BigDecimal.valueOf(posts)
                                .divide(BigDecimal.valueOf(users.size()), AVERAGE_SCALE, RoundingMode.HALF_UP));
        facts.put("most_active_user", users.isEmpty() ? null : users.getFirst().name());
        return facts;
    }

    @Override
    public Figure figure(Arguments arguments, FigureKeys keys) {
        Optional<Long> user = keys.id("user_id").or(() -> keys.id("id"));
        String column = keys.parsed(
                        "column",
                        text -> Optional.of(text).filter(List.of(POSTS, COMMENTS_RECEIVED)::contains),
                        "%s or %s".formatted(POSTS, COMMENTS_RECEIVED))
                .orElse(POSTS);
        if (column.equals(POSTS)) {
            return user.isPresent() ? Figure.of(posts).and("user_id", user.get()) : Figure.of(posts);
        }
        return user.isPresent()
                ? Figure.of(comments)
                        .and(new Condition.ParentIs(
                                Figure.field(comments, "post_id"), posts, Figure.field(posts, "user_id"), user.get()))
                : Figure.of(comments);
    }
}
