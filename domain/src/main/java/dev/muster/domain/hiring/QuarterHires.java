package dev.muster.domain.hiring;

/** Hires of one year in one department for one job, by quarter. Quarters are half-open intervals of UTC. */
public record QuarterHires(
        long departmentId, String department, long jobId, String job, long q1, long q2, long q3, long q4) {

    /** Hires of the whole year. */
    public long total() {
        return q1 + q2 + q3 + q4;
    }
}
