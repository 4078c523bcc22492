/** Content as public REST APIs give it: users, posts and comments. */
@NullMarked
package dev.muster.domain.content;

import org.jspecify.annotations.NullMarked;
