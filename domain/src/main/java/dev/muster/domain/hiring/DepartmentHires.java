package dev.muster.domain.hiring;

/** Hires of one year in one department; {@code hired} may be 0. */
public record DepartmentHires(long departmentId, String department, long hired) {}
