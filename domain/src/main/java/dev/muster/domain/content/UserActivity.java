package dev.muster.domain.content;

/**
 * What a user did, and what came of it.
 *
 * @param posts posts that the user wrote
 * @param commentsReceived comments on these posts, whoever wrote them
 */
public record UserActivity(long userId, String name, long posts, long commentsReceived) {}
