package dev.muster.domain.content;

/**
 * A post and how much was said about it.
 *
 * @param author name of the user who wrote it
 * @param comments number of comments; may be 0
 */
public record PostComments(long postId, String title, String author, long comments) {}
