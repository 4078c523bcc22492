package dev.muster.bench;

import java.nio.charset.StandardCharsets;

/** A file of hired employees, one record in fifty of which lacks a value. */
final class Hires {
    static final int RECORDS = 10_000;

    private Hires() {}

    static byte[] csv() {
        StringBuilder csv = new StringBuilder();
        for (int i = 1; i <= RECORDS; i++) {
            csv.append(i)
                    .append(",Hire Number %d,".formatted(i * 7919 % 100_003))
                    .append("2021-%02d-%02dT%02d:48:42Z,".formatted(i % 12 + 1, i % 28 + 1, i % 24))
                    .append(i % 50 == 0 ? "" : i % 12 + 1)
                    .append(',')
                    .append(i % 180 + 1)
                    .append('\n');
        }
        return csv.toString().getBytes(StandardCharsets.UTF_8);
    }
}
