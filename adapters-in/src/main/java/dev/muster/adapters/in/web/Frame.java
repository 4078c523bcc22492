package dev.muster.adapters.in.web;

import dev.muster.adapters.in.rest.http.Visitor;
import dev.muster.domain.access.Role;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is around every page.
 *
 * @param section the address of the section that the page belongs to
 * @param visitor who looks at it; null if nobody is signed in
 */
record Frame(String title, String section, @Nullable Visitor visitor) {

    /** A section of the pages. */
    record Section(String address, String name, Role least) {}

    private static final List<Section> SECTIONS = List.of(
            new Section("/", "Overview", Role.READER),
            new Section("/load", "Load", Role.OPERATOR),
            new Section("/rejections", "Rejections", Role.OPERATOR),
            new Section("/reports", "Reports", Role.READER),
            new Section("/datasets", "Datasets", Role.OPERATOR),
            new Section("/runs", "Runs", Role.OPERATOR),
            new Section("/pipelines", "Pipelines", Role.OPERATOR),
            new Section("/backups", "Backups", Role.OPERATOR),
            new Section("/settings", "Settings", Role.OPERATOR),
            new Section("/docs", "API", Role.READER));

    /** The sections that the visitor may see. */
    List<Section> sections() {
        Visitor them = visitor;
        return them == null
                ? List.of()
                : SECTIONS.stream().filter(one -> them.may(one.least())).toList();
    }

    boolean isSignedIn() {
        return visitor != null && visitor.forgeryToken() != null;
    }

    String forgeryToken() {
        return visitor == null || visitor.forgeryToken() == null ? "" : visitor.forgeryToken();
    }

    /** Returns whether the visitor may do what takes a role. */
    boolean may(Role role) {
        return visitor != null && visitor.may(role);
    }

    boolean mayOperate() {
        return may(Role.OPERATOR);
    }

    boolean mayAdminister() {
        return may(Role.ADMIN);
    }

    /** The address of a file of ours or of a library. */
    String asset(String name) {
        return WebAssets.address(name);
    }
}
