package dev.muster.adapters.in.json;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** How a component of a record stands among the members of its JSON object. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Member {
    /** The member's name; empty for the component's own, in {@code snake_case}. */
    String name() default "";

    /** Whether the members of the component's value stand in its place: those of a record or a map. */
    boolean unwrapped() default false;
}
