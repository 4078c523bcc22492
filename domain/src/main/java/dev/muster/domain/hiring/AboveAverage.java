package dev.muster.domain.hiring;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The departments whose hires are above the mean over all departments.
 *
 * @param departments those above the mean, by hires descending, then id
 * @param mean hires per department, rounded half up to 4 decimals; null if there is no department
 * @param counted how many departments the mean is over
 */
public record AboveAverage(
        List<DepartmentHires> departments, @Nullable BigDecimal mean, int counted) {
    private static final int MEAN_SCALE = 4;
    private static final Comparator<DepartmentHires> ORDER = Comparator.comparingLong(DepartmentHires::hired)
            .reversed()
            .thenComparingLong(DepartmentHires::departmentId);

    /**
     * @param all every department once, also those without a hire
     */
    public static AboveAverage of(List<DepartmentHires> all) {
        long total = all.stream().mapToLong(DepartmentHires::hired).sum();
        int counted = all.size();
        // hired > total / counted, without dividing: a rounded mean would let in a department that only equals it.
        List<DepartmentHires> above = all.stream()
                .filter(department -> Math.multiplyExact(department.hired(), counted) > total)
                .sorted(ORDER)
                .toList();
        BigDecimal mean = counted == 0
                ? null
                : BigDecimal.valueOf(total).divide(BigDecimal.valueOf(counted), MEAN_SCALE, RoundingMode.HALF_UP);
        return new AboveAverage(above, mean, counted);
    }
}
