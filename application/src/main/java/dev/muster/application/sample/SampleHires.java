package dev.muster.application.sample;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Makes up departments, jobs and employees as CSV in UTF-8, without header. It always makes the same ones: an employee
 * depends only on the id, so a smaller sample is the beginning of a larger one. Thread safe.
 *
 * <p>Of every {@value #CYCLE} employees, {@value #BLANKS_PER_CYCLE} have one blank field, which makes 3.5 %: in turn the name,
 * the time, the department and the job, never the id. The last department never hires.
 */
public final class SampleHires {
    /** Employees after which the places of the blank fields come again. */
    static final int CYCLE = 200;

    /** Employees of each cycle who have a blank field. */
    static final int BLANKS_PER_CYCLE = 7;

    private static final List<String> DEPARTMENTS = names("departments.txt");
    private static final List<String> TRADES = names("trades.txt");
    private static final List<String> RANKS = List.of("Apprentice %s", "%s", "Senior %s", "Lead %s", "%s, Night Shift");
    private static final List<String> FIRST_NAMES = names("first-names.txt");
    private static final List<String> LAST_NAMES = names("last-names.txt");
    private static final String NICKNAME = " \"\"Ace\"\" ";

    /** Places within a cycle, from 0, of the employees with a blank field. */
    private static final int[] BLANK_PLACES = {13, 41, 66, 97, 128, 155, 189};

    private static final int FIELDS_THAT_MAY_BE_BLANK = 4;

    /** Times at which quarters and years begin and end: where counting goes wrong first. */
    private static final List<String> EDGES = List.of(
            "2021-01-01T00:00:00Z",
            "2021-03-31T23:59:59Z",
            "2021-10-01T00:00:00Z",
            "2021-12-31T23:59:59Z",
            "2022-01-01T00:00:00Z",
            "2020-12-31T23:59:59Z");

    /** Shares of the departments that hire, in parts of 64: some are above the mean, some below. */
    private static final int[] DEPARTMENT_SHARES = {11, 9, 8, 7, 6, 5, 5, 4, 4, 3, 2};

    private static final int FIRST_YEAR = 2020;
    private static final int SECONDS_PER_DAY = 86_400;

    private SampleHires() {}

    /** Returns the departments: id and name. */
    public static byte[] departments() {
        return numbered(DEPARTMENTS);
    }

    /** Returns the jobs: id and name. */
    public static byte[] jobs() {
        return numbered(jobNames());
    }

    /** Returns the number of departments. */
    public static int departmentCount() {
        return DEPARTMENTS.size();
    }

    /** Returns the number of jobs. */
    public static int jobCount() {
        return TRADES.size() * RANKS.size();
    }

    /** Returns how many of the first {@code employees} have a blank field. */
    public static long blanks(long employees) {
        long rest = employees % CYCLE;
        return employees / CYCLE * BLANKS_PER_CYCLE
                + IntStream.of(BLANK_PLACES).filter(place -> place < rest).count();
    }

    /** Returns the first ten employees, with which every sample that has as many begins. */
    public static byte[] firstEmployees() {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        try {
            writeEmployees(10, lines);
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail to be written", e);
        }
        return lines.toByteArray();
    }

    /**
     * Writes the employees with ids 1 to {@code count}: id, name, time of hire, department, job. Leaves {@code out} open.
     */
    public static void writeEmployees(long count, OutputStream out) throws IOException {
        try (Lines lines = new Lines(out)) {
            for (long id = 1; id <= count; id++) {
                lines.employee(id);
            }
        }
    }

    /** The lines of a resource beside this class. */
    private static List<String> names(String resource) {
        try (InputStream in = SampleHires.class.getResourceAsStream(resource)) {
            return new String(Objects.requireNonNull(in, resource).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> jobNames() {
        return TRADES.stream()
                .flatMap(trade -> RANKS.stream().map(rank -> rank.formatted(trade)))
                .toList();
    }

    private static byte[] numbered(List<String> names) {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            lines.append(i + 1).append(',');
            lines.append(name.contains(",") ? '"' + name + '"' : name).append('\n');
        }
        return lines.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Puts lines together from ready-made bytes: a million of them in well under a second. */
    private static final class Lines implements Closeable {
        private static final int LONGEST_LINE = 200;
        private static final long SEED = 0x4D75_7374_6572L;

        private final OutputStream out;
        private final byte[] buffer = new byte[1 << 16];
        private final byte[][] firstNames = bytes(FIRST_NAMES);
        private final byte[][] lastNames = bytes(LAST_NAMES);
        private final byte[] nickname = NICKNAME.getBytes(StandardCharsets.UTF_8);
        private final byte[][] edges = bytes(EDGES);
        private final byte[][] days = days();
        private final byte[] departmentByShare = departmentByShare();
        private final boolean[] blankPlaces = blankPlaces();
        private int size;
        private long blanks;

        Lines(OutputStream out) {
            this.out = out;
        }

        void employee(long id) throws IOException {
            if (size > buffer.length - LONGEST_LINE) {
                flush();
            }
            long who = mixed(SEED + 2 * id);
            long when = mixed(SEED + 2 * id + 1);
            int blank = blankPlaces[(int) ((id - 1) % CYCLE)] ? (int) (blanks++ % FIELDS_THAT_MAY_BE_BLANK) : -1;
            number(id);
            add(',');
            if (blank != 0) {
                name(id, firstNames[part(who, 0, firstNames.length)], lastNames[part(who, 1, lastNames.length)]);
            }
            add(',');
            if (blank != 1) {
                time(id, when);
            }
            add(',');
            if (blank != 2) {
                number(departmentByShare[part(when, 2, departmentByShare.length)]);
            }
            add(',');
            if (blank != 3) {
                number(1 + part(who, 2, jobCount()));
            }
            add('\n');
        }

        private void name(long id, byte[] first, byte[] last) {
            if (id % 40 == 7) {
                add('"');
                add(last);
                add(',');
                add(' ');
                add(first);
                add('"');
            } else if (id % 400 == 33) {
                add('"');
                add(first);
                add(nickname);
                add(last);
                add('"');
            } else {
                add(first);
                add(' ');
                add(last);
            }
        }

        /** One in ten is of the year before 2021, one in ten of the year after it. */
        private void time(long id, long random) {
            if (id % 250 == 0) {
                add(edges[(int) (id / 250 % edges.length)]);
                return;
            }
            int tenth = part(random, 0, 10 * 365) / 365;
            int day = part(random, 0, 10 * 365) % 365;
            int second = part(random, 1, SECONDS_PER_DAY);
            add(days[tenth == 0 ? day : 366 + 365 * (tenth / 9) + day]);
            add('T');
            twoDigits(second / 3600);
            add(':');
            twoDigits(second / 60 % 60);
            add(':');
            twoDigits(second % 60);
            add('Z');
        }

        private void number(long number) {
            long divisor = 1;
            while (number / divisor >= 10) {
                divisor *= 10;
            }
            for (; divisor > 0; divisor /= 10) {
                add((byte) ('0' + number / divisor % 10));
            }
        }

        private void twoDigits(int number) {
            add((byte) ('0' + number / 10));
            add((byte) ('0' + number % 10));
        }

        private void add(char ascii) {
            buffer[size++] = (byte) ascii;
        }

        private void add(byte b) {
            buffer[size++] = b;
        }

        private void add(byte[] bytes) {
            System.arraycopy(bytes, 0, buffer, size, bytes.length);
            size += bytes.length;
        }

        private void flush() throws IOException {
            out.write(buffer, 0, size);
            size = 0;
        }

        @Override
        public void close() throws IOException {
            flush();
        }

        /** A number from 0 to below {@code bound}, out of the first, second or third 20 random bits: 0, 1, 2. */
        private static int part(long random, int window, int bound) {
            return (int) ((random >>> 20 * window & 0xF_FFFF) * bound >>> 20);
        }

        /** SplitMix64, written out so that no other JDK gives other samples. */
        private static long mixed(long seed) {
            long z = seed * 0x9E37_79B9_7F4A_7C15L;
            z = (z ^ z >>> 30) * 0xBF58_476D_1CE4_E5B9L;
            z = (z ^ z >>> 27) * 0x94D0_49BB_1331_11EBL;
            return z ^ z >>> 31;
        }

        private static byte[][] bytes(List<String> texts) {
            return texts.stream()
                    .map(text -> text.getBytes(StandardCharsets.UTF_8))
                    .toArray(byte[][]::new);
        }

        private static byte[][] days() {
            return bytes(LocalDate.of(FIRST_YEAR, 1, 1)
                    .datesUntil(LocalDate.of(FIRST_YEAR + 3, 1, 1))
                    .map(LocalDate::toString)
                    .toList());
        }

        private static boolean[] blankPlaces() {
            boolean[] places = new boolean[CYCLE];
            for (int place : BLANK_PLACES) {
                places[place] = true;
            }
            return places;
        }

        private static byte[] departmentByShare() {
            byte[] departments = new byte[64];
            int at = 0;
            for (int i = 0; i < DEPARTMENT_SHARES.length; i++) {
                for (int n = 0; n < DEPARTMENT_SHARES[i]; n++) {
                    departments[at++] = (byte) (i + 1);
                }
            }
            return departments;
        }
    }
}
