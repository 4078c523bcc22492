/** What somebody asks for, as texts by name: the doors read them from queries, bodies and options of commands. */
@NullMarked
package dev.muster.application.arguments;

import org.jspecify.annotations.NullMarked;
