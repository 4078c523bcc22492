package dev.muster.adapters.in.rest.http;

import dev.muster.domain.access.Role;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Who may use a route, or all routes of a controller that say nothing else. A route without one is for nobody, where keys are
 * asked for; {@link jakarta.annotation.security.PermitAll} lets in whoever comes.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface MinimumRole {
    Role value();
}
