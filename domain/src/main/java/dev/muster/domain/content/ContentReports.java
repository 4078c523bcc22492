package dev.muster.domain.content;

import dev.muster.domain.report.Breakdown;
import dev.muster.domain.report.Breakdown.Cell;
import dev.muster.domain.report.Breakdown.Order;
import dev.muster.domain.report.ChartSpec;
import dev.muster.domain.report.Column;
import dev.muster.domain.report.Parameter;
import dev.muster.domain.report.Report;
import dev.muster.domain.report.ReportRows;
import dev.muster.domain.report.Rollup;
import dev.muster.domain.report.Rollup.Group;
import java.util.List;

/** The rollups and reports of what users write. */
public final class ContentReports {
    private static final String USERS = "users";
    private static final String POSTS = "posts";
    private static final String COMMENTS = "comments";
    private static final String COMMENTS_RECEIVED = "comments_received";
    private static final String USER_ID = "user_id";
    private static final String POST_ID = "post_id";

    /** Most posts to list. */
    public static final Parameter LIMIT = new Parameter("limit", 1, 100, 10L, "Most posts to list");

    private static final Rollup POSTS_BY_USER = Rollup.count(POSTS, POSTS, new Group.Value(USER_ID));
    private static final Rollup COMMENTS_BY_USER =
            Rollup.count(COMMENTS_RECEIVED, COMMENTS, new Group.OfParent(POST_ID, POSTS, USER_ID));
    private static final Rollup COMMENTS_BY_POST = Rollup.count(COMMENTS, COMMENTS, new Group.Value(POST_ID));

    public static final Report USER_ACTIVITY = Report.of(
            "user-activity",
            "User activity",
            "For each user, also those without any, the posts that the user wrote and the comments on these posts, whoever"
                    + " wrote them. Users are told apart by id, not by name. The average is over all users, rounded half"
                    + " up to 4 decimals; the most active user is the one with the most posts, with the lowest id among"
                    + " equals.",
            List.of(),
            List.of(USERS, POSTS, COMMENTS),
            USERS,
            new ChartSpec.GroupedBars(
                    "Posts and the comments on them, by user",
                    "User",
                    "Number",
                    "name",
                    null,
                    List.of(POSTS, COMMENTS_RECEIVED)),
            Breakdown.ofEvery(
                            USERS,
                            USER_ID,
                            List.of(POSTS_BY_USER, COMMENTS_BY_USER),
                            new Cell.Own(Column.integer("id", "Id"), "id"),
                            new Cell.Own(Column.text("name", "Name"), "name"),
                            new Cell.Total(Column.integer(POSTS, "Posts"), POSTS),
                            new Cell.Total(Column.integer(COMMENTS_RECEIVED, "Comments received"), COMMENTS_RECEIVED))
                    .sorted(Order.byMost(POSTS))
                    .then(ContentReports::activity));

    public static final Report TOP_POSTS = Report.of(
            "top-posts",
            "Top posts",
            "The posts with the most comments, those with the lowest ids among equals.",
            List.of(LIMIT),
            List.of(POSTS, USERS, COMMENTS),
            POSTS,
            new ChartSpec.HorizontalBars(
                    "Posts with the most comments", "Post", "Comments", "title", "comment_count", "", null),
            Breakdown.ofEvery(
                            POSTS,
                            POST_ID,
                            List.of(COMMENTS_BY_POST),
                            new Cell.Own(Column.integer("id", "Id"), "id"),
                            new Cell.Own(Column.text("title", "Title"), "title"),
                            new Cell.Label(Column.text("author", "Author"), USER_ID, USERS, "name"),
                            new Cell.Total(Column.integer("comment_count", "Comments"), COMMENTS))
                    .sorted(Order.byMost("comment_count"))
                    .atMost(LIMIT));

    /** All reports of content. */
    public static final List<Report> ALL = List.of(USER_ACTIVITY, TOP_POSTS);

    private ContentReports() {}

    private static ReportRows activity(ReportRows users) {
        return users.fact("total_users", (long) users.rows().size())
                .fact("total_posts", users.total(POSTS))
                .fact("total_comments", users.total(COMMENTS_RECEIVED))
                .fact("average_posts_per_user", users.mean(POSTS))
                .fact(
                        "most_active_user",
                        users.rows().isEmpty() ? null : users.value(users.rows().getFirst(), "name"));
    }
}
