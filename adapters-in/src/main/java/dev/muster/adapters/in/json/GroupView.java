package dev.muster.adapters.in.json;

import dev.muster.application.port.RejectionStore.Group;
import dev.muster.application.rejections.GroupRejections.Remedied;

/** What open rejections have in common, and what to do about them. */
public record GroupView(@Member(unwrapped = true) Group group, String remedy) {

    public static GroupView of(Remedied remedied) {
        return new GroupView(remedied.group(), remedied.remedy());
    }
}
