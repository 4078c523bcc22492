package dev.muster.application.port;

import dev.muster.domain.hiring.DepartmentHires;
import dev.muster.domain.hiring.MonthHires;
import dev.muster.domain.hiring.QuarterHires;
import java.util.List;

/** Counts over the hired employees, always consistent with the rows of the same transaction. Years and quarters are UTC. */
public interface HiringMetrics {

    /** The years that have hires, ascending. */
    List<Integer> years();

    /** Hires of a year for each department and job that has any, in no particular order. */
    List<QuarterHires> hiresByQuarter(int year);

    /** Hires of a year for every department, also those without any, in no particular order. */
    List<DepartmentHires> hiresByDepartment(int year);

    /** Hires of a year for each of its twelve months, in their order. */
    List<MonthHires> hiresByMonth(int year);
}
