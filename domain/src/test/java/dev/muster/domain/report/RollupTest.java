package dev.muster.domain.report;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.domain.report.Rollup.Group;
import org.junit.jupiter.api.Test;

class RollupTest {
    @Test
    void refusesTwoGroupsOfOneName() {
        assertThatThrownBy(() -> Rollup.count(
                        "hired",
                        "hired_employees",
                        new Group.OfParent("department_id", "departments", "id"),
                        new Group.OfParent("job_id", "jobs", "id")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a rollup of hired_employees has two groups of one name");
    }
}
