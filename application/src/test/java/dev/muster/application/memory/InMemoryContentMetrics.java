package dev.muster.application.memory;

import static dev.muster.domain.content.ContentDatasets.COMMENTS;
import static dev.muster.domain.content.ContentDatasets.POSTS;
import static dev.muster.domain.content.ContentDatasets.USERS;

import dev.muster.application.port.ContentMetrics;
import dev.muster.application.port.StoredRow;
import dev.muster.domain.content.PostComments;
import dev.muster.domain.content.UserActivity;
import dev.muster.domain.dataset.Dataset;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Counts anew each time, slowly: each user looks at all posts, each post at all comments. */
final class InMemoryContentMetrics implements ContentMetrics {
    private final Transactions transactions;

    InMemoryContentMetrics(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public List<UserActivity> userActivity() {
        return rows(USERS)
                .map(user -> {
                    Object id = user.row().key(USERS);
                    List<StoredRow> posts = rows(POSTS)
                            .filter(post -> value(POSTS, post, "user_id").equals(id))
                            .toList();
                    return new UserActivity(
                            (Long) id,
                            (String) value(USERS, user, "name"),
                            posts.size(),
                            posts.stream().mapToLong(this::comments).sum());
                })
                .toList();
    }

    @Override
    public List<PostComments> topPosts(int limit) {
        return rows(POSTS)
                .map(post -> new PostComments(
                        (Long) post.row().key(POSTS),
                        (String) value(POSTS, post, "title"),
                        (String) value(
                                USERS, transactions.state().rowsOf(USERS).get(value(POSTS, post, "user_id")), "name"),
                        comments(post)))
                .sorted(Comparator.comparingLong(PostComments::comments)
                        .reversed()
                        .thenComparingLong(PostComments::postId))
                .limit(limit)
                .toList();
    }

    private long comments(StoredRow post) {
        return rows(COMMENTS)
                .filter(comment ->
                        value(COMMENTS, comment, "post_id").equals(post.row().key(POSTS)))
                .count();
    }

    private Stream<StoredRow> rows(Dataset dataset) {
        return transactions.state().rowsOf(dataset).after(null);
    }

    private static Object value(Dataset dataset, StoredRow row, String field) {
        return row.row().get(dataset.indexOf(field).orElseThrow());
    }
}
