package dev.muster.domain.content;

import dev.muster.domain.report.Column;
import dev.muster.domain.report.Parameter;
import dev.muster.domain.report.Report;
import java.util.List;

/** The descriptors of the content reports. */
public final class ContentReports {
    /** How many posts are wanted at most. */
    public static final Parameter LIMIT = new Parameter("limit", 1, 100, 10L, "Most posts to list");

    public static final Report USER_ACTIVITY = new Report(
            "user-activity",
            "User activity",
            "For each user, also those without any, the posts that the user wrote and the comments on these posts, whoever"
                    + " wrote them. Users are told apart by id, not by name. The average is over all users, rounded half"
                    + " up to 4 decimals; the most active user is the one with the most posts, with the lowest id among"
                    + " equals.",
            List.of(),
            List.of(
                    Column.integer("id", "Id"),
                    Column.text("name", "Name"),
                    Column.integer("posts", "Posts"),
                    Column.integer("comments_received", "Comments received")),
            List.of("users", "posts", "comments"),
            List.of("users"),
            ContentCharts::userActivity);

    public static final Report TOP_POSTS = new Report(
            "top-posts",
            "Top posts",
            "The posts with the most comments, those with the lowest ids among equals.",
            List.of(LIMIT),
            List.of(
                    Column.integer("id", "Id"),
                    Column.text("title", "Title"),
                    Column.text("author", "Author"),
                    Column.integer("comment_count", "Comments")),
            List.of("posts", "users", "comments"),
            List.of("posts"),
            ContentCharts::topPosts);

    private ContentReports() {}
}
