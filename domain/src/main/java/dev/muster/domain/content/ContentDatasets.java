package dev.muster.domain.content;

import static dev.muster.domain.dataset.Normaliser.COLLAPSE_WHITE_SPACE;
import static dev.muster.domain.dataset.Normaliser.LOWER_CASE;
import static dev.muster.domain.dataset.Normaliser.PHONE;
import static dev.muster.domain.dataset.Normaliser.WEBSITE;

import dev.muster.domain.dataset.Constraint;
import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Field;
import java.util.List;
import java.util.regex.Pattern;

/** The descriptors of the content datasets. A name with dots is the path of the value in JSONPlaceholder's JSON. */
public final class ContentDatasets {
    private static final long MAX_ID = Integer.MAX_VALUE;
    private static final int LONG_TEXT = 65_535;
    private static final int COORDINATE_SCALE = 15;

    /**
     * One {@code @} with something before it and a dotted name after it. Only a mail proves an address, not a pattern.
     */
    private static final Constraint EMAIL = new Constraint.Matches(
            // The quantifiers are possessive, because a greedy group with many repetitions overflows the stack.
            Pattern.compile("[^\\s@]++@[^\\s@.]++(?:\\.[^\\s@.]++)++"), "an e-mail address");

    public static final Dataset USERS = new Dataset(
            "users",
            "Users",
            "The people who write posts.",
            "id",
            List.of(
                    Field.integer("id", 1, MAX_ID, "Number of the user"),
                    words("name", "Name of the user").ofPerson(),
                    words("username", "Name the user signs in with"),
                    words("email", "E-mail address of the user")
                            .ofPerson()
                            .normalised(LOWER_CASE)
                            .must(EMAIL),
                    words("phone", "Phone number of the user")
                            .ofPerson()
                            .normalised(PHONE)
                            .optional(),
                    words("website", "Web site of the user").normalised(WEBSITE).optional(),
                    words("street", "Street of the user's address")
                            .ofPerson()
                            .alias("address.street")
                            .optional(),
                    words("suite", "Suite of the user's address")
                            .ofPerson()
                            .alias("address.suite")
                            .optional(),
                    words("city", "City of the user's address")
                            .alias("address.city")
                            .optional(),
                    words("zipcode", "Postal code of the user's address")
                            .ofPerson()
                            .alias("address.zipcode")
                            .optional(),
                    Field.decimal("lat", COORDINATE_SCALE, "Latitude of the user's address in degrees")
                            .ofPerson()
                            .titled("Latitude")
                            .alias("address.geo.lat")
                            .optional(),
                    Field.decimal("lng", COORDINATE_SCALE, "Longitude of the user's address in degrees")
                            .ofPerson()
                            .titled("Longitude")
                            .alias("address.geo.lng")
                            .optional(),
                    words("company", "Name of the user's company")
                            .alias("company.name")
                            .optional(),
                    words("company_catch_phrase", "Catch phrase of the user's company")
                            .alias("company.catchPhrase")
                            .optional(),
                    words("company_bs", "Slogan of the user's company")
                            .titled("Company slogan")
                            .alias("company.bs")
                            .optional()));

    public static final Dataset POSTS = new Dataset(
            "posts",
            "Posts",
            "What users have written.",
            "id",
            List.of(
                    Field.integer("id", 1, MAX_ID, "Number of the post"),
                    Field.integer("user_id", 1, MAX_ID, "Number of the user who wrote the post")
                            .alias("userId")
                            .references("users"),
                    words("title", "Title of the post"),
                    Field.text("body", LONG_TEXT, "Text of the post").normalised(COLLAPSE_WHITE_SPACE)));

    public static final Dataset COMMENTS = new Dataset(
            "comments",
            "Comments",
            "What was said about posts.",
            "id",
            List.of(
                    Field.integer("id", 1, MAX_ID, "Number of the comment"),
                    Field.integer("post_id", 1, MAX_ID, "Number of the post that the comment is on")
                            .alias("postId")
                            .references("posts"),
                    words("name", "Title of the comment"),
                    words("email", "E-mail address of who wrote the comment")
                            .ofPerson()
                            .normalised(LOWER_CASE)
                            .must(EMAIL),
                    Field.text("body", LONG_TEXT, "Text of the comment").normalised(COLLAPSE_WHITE_SPACE)));

    private ContentDatasets() {}

    private static Field words(String name, String description) {
        return Field.text(name, description).normalised(COLLAPSE_WHITE_SPACE);
    }
}
