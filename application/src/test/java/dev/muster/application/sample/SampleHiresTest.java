package dev.muster.application.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SampleHiresTest {

    /** Benchmarks and smoke tests count on these bytes: whoever changes them changes their numbers. */
    @Test
    void theBytesAreAlwaysTheSame() throws IOException {
        assertThat(Map.of(
                        "departments", sha256(SampleHires.departments()),
                        "jobs", sha256(SampleHires.jobs()),
                        "hired_employees", sha256(employees(1_000))))
                .isEqualTo(Map.of(
                        "departments", "b46559a7d45452b14ad39ddc8bcfd22f6afb40b1675e3551b28106127ee90c76",
                        "jobs", "93ef9d5d17c579fdb5bf09df1bd0b3b87cca581fe2e1ad2ffd901d5650970a33",
                        "hired_employees", "274a7d458cc8cf3dc04e66dfa118136112a26d7478b01572a8994261984739e3"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 13, 14, 42, 199, 200, 201, 2_000, 12_345})
    void asManyEmployeesHaveABlankFieldAsItSays(int count) throws IOException {
        List<String> lines = lines(employees(count));

        assertThat(lines).hasSize(count);
        assertThat(lines.stream().filter(SampleHiresTest::hasBlank).count()).isEqualTo(SampleHires.blanks(count));
    }

    @Test
    void sevenOfTwoHundredHaveOneBlankFieldInTurnButNeverTheId() throws IOException {
        Map<Integer, Long> blanksByField = lines(employees(2_000)).stream()
                .flatMap(line -> blankFields(line).stream())
                .collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));

        assertThat(blanksByField).isEqualTo(Map.of(1, 18L, 2, 18L, 3, 17L, 4, 17L));
    }

    @Test
    void aSmallerSampleIsTheBeginningOfAGreaterOne() throws IOException {
        byte[] small = employees(500);

        assertThat(Arrays.copyOf(employees(700), small.length)).isEqualTo(small);
        assertThat(Arrays.copyOf(small, SampleHires.firstEmployees().length)).isEqualTo(SampleHires.firstEmployees());
    }

    @Test
    void idsCountFromOne() throws IOException {
        assertThat(lines(employees(1_234)).stream().map(line -> line.substring(0, line.indexOf(','))))
                .isEqualTo(IntStream.rangeClosed(1, 1_234)
                        .mapToObj(Integer::toString)
                        .toList());
    }

    @Test
    void everyEmployeeRefersToDepartmentsThatHireAndJobsThatAreThere() throws IOException {
        List<String[]> complete = lines(employees(20_000)).stream()
                .filter(line -> !hasBlank(line))
                .map(line -> line.substring(line.lastIndexOf("Z,") + 2).split(","))
                .toList();

        assertThat(complete.stream()
                        .map(ids -> Integer.parseInt(ids[0]))
                        .distinct()
                        .sorted())
                .isEqualTo(IntStream.range(1, SampleHires.departmentCount())
                        .boxed()
                        .toList());
        assertThat(complete.stream()
                        .map(ids -> Integer.parseInt(ids[1]))
                        .distinct()
                        .sorted())
                .isEqualTo(
                        IntStream.rangeClosed(1, SampleHires.jobCount()).boxed().toList());
    }

    @Test
    void mostHiresAreOf2021() throws IOException {
        Map<String, Long> byYear = lines(employees(10_000)).stream()
                .filter(line -> line.contains("Z,"))
                .map(line -> line.replaceFirst(".*,(20\\d\\d)-.*", "$1"))
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));

        assertThat(byYear.keySet()).containsExactlyInAnyOrder("2020", "2021", "2022");
        assertThat(byYear.get("2021")).isBetween(7_500L, 8_300L);
    }

    @Test
    void namesTryADecoder() throws IOException {
        List<String> lines = lines(employees(400));

        assertThat(lines).anyMatch(line -> line.matches("\\d+,\"[^,]+, [^,]+\",.*"));
        assertThat(lines).anyMatch(line -> line.contains(" \"\"Ace\"\" "));
        assertThat(lines).anyMatch(line -> line.chars().anyMatch(c -> c > 127));
    }

    @Test
    void departmentsAndJobsHaveDistinctNames() {
        assertThat(lines(SampleHires.departments())).hasSize(SampleHires.departmentCount());
        List<String> jobs = lines(SampleHires.jobs()).stream()
                .map(line -> line.substring(line.indexOf(',')))
                .toList();
        assertThat(jobs).hasSize(SampleHires.jobCount()).doesNotHaveDuplicates();
    }

    private static boolean hasBlank(String line) {
        return !blankFields(line).isEmpty();
    }

    /** 0-based indexes of the empty fields. */
    private static List<Integer> blankFields(String line) {
        String[] fields = line.replaceAll("\"[^,]+, [^,]+\"", "name").split(",", -1);
        return IntStream.range(0, fields.length)
                .filter(i -> fields[i].isEmpty())
                .boxed()
                .toList();
    }

    private static byte[] employees(int count) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        SampleHires.writeEmployees(count, out);
        return out.toByteArray();
    }

    private static List<String> lines(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8).lines().toList();
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
