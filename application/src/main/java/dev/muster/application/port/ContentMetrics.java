package dev.muster.application.port;

import dev.muster.domain.content.PostComments;
import dev.muster.domain.content.UserActivity;
import java.util.List;

/** Counts over users, posts and comments, always consistent with the rows of the same transaction. */
public interface ContentMetrics {

    /** What every user did, in no particular order. */
    List<UserActivity> userActivity();

    /**
     * The posts with the most comments, those with the lowest ids among equals; by number of comments descending, then id.
     *
     * @param limit most posts to give, at least 1
     */
    List<PostComments> topPosts(int limit);
}
