package dev.muster.adapters.in.cli;

import dev.muster.adapters.in.cli.terminal.Cells;
import dev.muster.adapters.in.cli.terminal.TextTable;
import dev.muster.application.rejections.RawText;
import dev.muster.domain.intake.Reason;
import dev.muster.domain.intake.Rejection;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/** Shows rejections to people. */
final class RejectionsText {
    private static final int REASONS_WIDTH = 60;
    private static final int RAW_WIDTH = 80;
    private static final int SHOWN_BYTES = 32;

    private RejectionsText() {}

    /**
     * Returns a table with a line for each rejection.
     *
     * @param kept whether they are on record, so that they have ids
     */
    static TextTable table(List<Rejection> rejections, boolean kept) {
        List<String> titles = new ArrayList<>(kept ? List.of("rejection", "dataset", "status") : List.of());
        titles.addAll(
                List.of(TextTable.number("line"), TextTable.cuttable("reasons"), TextTable.cuttable("as received")));
        TextTable table = new TextTable(titles);
        for (Rejection rejection : rejections) {
            List<String> cells = new ArrayList<>();
            if (kept) {
                cells.add(rejection.id().toString());
                cells.add(rejection.dataset());
                cells.add(rejection.status().code());
            }
            cells.add(Cells.number(rejection.line()));
            cells.add(Cells.cut(reasons(rejection), REASONS_WIDTH));
            cells.add(Cells.cut(raw(rejection.raw()), RAW_WIDTH));
            table.row(cells);
        }
        return table;
    }

    private static String reasons(Rejection rejection) {
        return rejection.reasons().stream().map(RejectionsText::reason).collect(Collectors.joining(", "));
    }

    private static String reason(Reason reason) {
        String code = reason.code().code();
        return Cells.line(reason.field() == null ? code : reason.field() + " " + code);
    }

    /** Returns a record as received, on one line; its first bytes in hexadecimal if it is no text. */
    static String raw(byte[] raw) {
        return RawText.of(raw)
                .map(Cells::line)
                .orElseGet(() ->
                        "bytes " + HexFormat.ofDelimiter(" ").formatHex(raw, 0, Math.min(raw.length, SHOWN_BYTES)));
    }
}
