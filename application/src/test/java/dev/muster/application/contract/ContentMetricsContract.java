package dev.muster.application.contract;

import static dev.muster.domain.content.ContentDatasets.COMMENTS;
import static dev.muster.domain.content.ContentDatasets.POSTS;
import static dev.muster.domain.content.ContentDatasets.USERS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.application.port.ContentMetrics;
import dev.muster.domain.content.PostComments;
import dev.muster.domain.content.UserActivity;
import dev.muster.domain.dataset.Row;
import org.junit.jupiter.api.Test;

/** What {@link ContentMetrics} promises. */
public abstract class ContentMetricsContract extends OnEmptyDatabase {

    private void insertUser(long id, String name) {
        Object[] values = new Object[USERS.fields().size()];
        values[0] = id;
        values[1] = name;
        values[2] = name;
        values[3] = "someone@example.org";
        insert(USERS, Row.of(values));
    }

    private void insertPost(long id, long userId) {
        insert(POSTS, Row.of(id, userId, "Post " + id, "Text"));
    }

    private void insertComments(long firstId, int count, long postId) {
        for (int i = 0; i < count; i++) {
            insert(COMMENTS, Row.of(firstId + i, postId, "Comment", "someone@example.org", "Text"));
        }
    }

    @Test
    void givesNothingWithoutUsersAndPosts() {
        assertThat(database.content().userActivity()).isEmpty();
        assertThat(database.content().topPosts(10)).isEmpty();
    }

    @Test
    void countsPostsAndTheCommentsOnThemById() {
        insertUser(1, "Ann");
        insertUser(2, "Ann");
        insertUser(3, "Bob");
        insertPost(10, 1);
        insertPost(11, 1);
        insertPost(12, 2);
        insertComments(100, 2, 10);
        insertComments(200, 1, 11);

        assertThat(database.content().userActivity())
                .containsExactlyInAnyOrder(
                        new UserActivity(1, "Ann", 2, 3),
                        new UserActivity(2, "Ann", 1, 0),
                        new UserActivity(3, "Bob", 0, 0));
    }

    @Test
    void sortsPostsByCommentsAndThenById() {
        insertUser(1, "Ann");
        insertUser(2, "Bob");
        insertPost(10, 1);
        insertPost(11, 2);
        insertPost(12, 1);
        insertPost(9, 1);
        insertComments(100, 2, 12);
        insertComments(200, 3, 11);
        insertComments(300, 2, 10);

        PostComments first = new PostComments(11, "Post 11", "Bob", 3);
        PostComments second = new PostComments(10, "Post 10", "Ann", 2);
        assertThat(database.content().topPosts(10))
                .containsExactly(
                        first,
                        second,
                        new PostComments(12, "Post 12", "Ann", 2),
                        new PostComments(9, "Post 9", "Ann", 0));
        assertThat(database.content().topPosts(2)).containsExactly(first, second);
    }
}
