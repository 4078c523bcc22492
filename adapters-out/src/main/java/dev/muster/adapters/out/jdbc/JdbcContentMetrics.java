package dev.muster.adapters.out.jdbc;

import dev.muster.application.port.ContentMetrics;
import dev.muster.domain.content.PostComments;
import dev.muster.domain.content.UserActivity;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;

/** Counts over the tables of users, posts and comments. */
final class JdbcContentMetrics implements ContentMetrics {
    private final Transactions transactions;

    JdbcContentMetrics(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public List<UserActivity> userActivity() {
        return transactions.query(connection -> {
            try (PreparedStatement statement = connection.prepareStatement("""
                            SELECT u.id, u.name, coalesce(p.posts, 0), coalesce(c.comments, 0)
                            FROM users u
                            LEFT JOIN (SELECT user_id, count(*) AS posts FROM posts GROUP BY user_id) p
                                ON p.user_id = u.id
                            LEFT JOIN (SELECT posts.user_id, count(*) AS comments
                                       FROM comments JOIN posts ON posts.id = comments.post_id
                                       GROUP BY posts.user_id) c ON c.user_id = u.id""");
                    ResultSet r = statement.executeQuery()) {
                List<UserActivity> users = new ArrayList<>();
                while (r.next()) {
                    users.add(new UserActivity(r.getLong(1), r.getString(2), r.getLong(3), r.getLong(4)));
                }
                return users;
            }
        });
    }

    @Override
    public List<PostComments> topPosts(int limit) {
        return transactions.query(connection -> {
            try (PreparedStatement statement = connection.prepareStatement("""
                    SELECT p.id, p.title, u.name, coalesce(c.comments, 0) AS comments
                    FROM posts p
                    JOIN users u ON u.id = p.user_id
                    LEFT JOIN (SELECT post_id, count(*) AS comments FROM comments GROUP BY post_id) c
                        ON c.post_id = p.id
                    ORDER BY comments DESC, p.id LIMIT ?""")) {
                statement.setInt(1, limit);
                List<PostComments> posts = new ArrayList<>();
                try (ResultSet r = statement.executeQuery()) {
                    while (r.next()) {
                        posts.add(new PostComments(r.getLong(1), r.getString(2), r.getString(3), r.getLong(4)));
                    }
                }
                return posts;
            }
        });
    }
}
