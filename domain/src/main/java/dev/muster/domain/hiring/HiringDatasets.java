package dev.muster.domain.hiring;

import dev.muster.domain.dataset.Dataset;
import dev.muster.domain.dataset.Field;
import java.util.List;

/** The descriptors of the hiring datasets. */
public final class HiringDatasets {
    private static final long MAX_ID = Integer.MAX_VALUE;

    public static final Dataset DEPARTMENTS = new Dataset(
            "departments",
            "Departments",
            "The departments of the company.",
            "id",
            List.of(
                    Field.integer("id", 1, MAX_ID, "Number of the department"),
                    Field.text("department", "Name of the department")));

    public static final Dataset JOBS = new Dataset(
            "jobs",
            "Jobs",
            "The jobs that employees are hired for.",
            "id",
            List.of(Field.integer("id", 1, MAX_ID, "Number of the job"), Field.text("job", "Name of the job")));

    public static final Dataset HIRED_EMPLOYEES = new Dataset(
            "hired_employees",
            "Hired employees",
            "Who was hired, when, in which department and for which job.",
            "id",
            List.of(
                    Field.integer("id", 1, MAX_ID, "Number of the employee"),
                    Field.text("name", "Name of the employee").ofPerson(),
                    Field.instant("hire_datetime", "When the employee was hired")
                            .alias("datetime"),
                    Field.integer("department_id", 1, MAX_ID, "Number of the department the employee was hired in")
                            .references("departments"),
                    Field.integer("job_id", 1, MAX_ID, "Number of the job the employee was hired for")
                            .references("jobs")));

    private HiringDatasets() {}
}
