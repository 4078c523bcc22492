package dev.muster.adapters.out.formats.read;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Workbooks made by hand, as programs write them that say no more than they must. The format of cells is by {@code s}: 0 is
 * General, 1 {@code m/d/yyyy}, 2 {@code yyyy-mm-dd hh:mm:ss.000}, 3 {@code [Red]"days" 0.00}, 4 {@code [h]:mm} and 5
 * {@code 0.00}.
 */
final class SheetXml {
    static final String MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    static final String STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main";

    private static final String OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private static final String STRICT_OFFICE = "http://purl.oclc.org/ooxml/officeDocument/relationships";
    private static final String PACKAGE = "http://schemas.openxmlformats.org/package/2006/";

    private SheetXml() {}

    /**
     * Makes a workbook of one sheet, Data.
     *
     * @param text its rows, of cells such as {@code <c t="b"><v>1</v></c>}. Before them may stand the word {@code 1904}
     *     or {@code strict}, and shared texts as {@code <si>…</si>}. No text means no bytes
     */
    static byte[] workbook(String text) {
        return text.isEmpty() ? new byte[0] : zip(parts(text));
    }

    /** Returns the parts of the workbook that {@link #workbook} makes, by their names. */
    static Map<String, String> parts(String text) {
        boolean strict = text.startsWith("strict");
        String main = strict ? STRICT : MAIN;
        String office = strict ? STRICT_OFFICE : OFFICE;
        String content = text.replaceFirst("^(strict|1904)", "");
        int rows = content.lastIndexOf("</si>") < 0 ? 0 : content.lastIndexOf("</si>") + 5;
        Map<String, String> parts = new LinkedHashMap<>();
        parts.put("[Content_Types].xml", "<Types xmlns='%scontent-types'/>".formatted(PACKAGE));
        parts.put("_rels/.rels", relations(office, "officeDocument", "xl/workbook.xml"));
        parts.put(
                "xl/workbook.xml",
                "<workbook xmlns='%s' xmlns:r='%s'><workbookPr date1904='%s'/><sheets><sheet name='Data' sheetId='1' r:id='id1'/></sheets></workbook>"
                        .formatted(main, office, text.startsWith("1904")));
        parts.put(
                "xl/_rels/workbook.xml.rels",
                relations(
                        office,
                        "worksheet",
                        "worksheets/sheet1.xml",
                        "styles",
                        "/xl/styles.xml",
                        "sharedStrings",
                        "sharedStrings.xml"));
        parts.put(
                "xl/styles.xml",
                "<styleSheet xmlns='%s'><numFmts><numFmt numFmtId='164' formatCode='yyyy\\-mm\\-dd\\ hh:mm:ss.000'/><numFmt numFmtId='165' formatCode='[Red]&quot;days&quot;\\ 0.00'/></numFmts><cellStyleXfs><xf numFmtId='14'/></cellStyleXfs><cellXfs><xf numFmtId='0'/><xf numFmtId='14'/><xf numFmtId='164'/><xf numFmtId='165'/><xf numFmtId='46'/><xf numFmtId='2'/></cellXfs></styleSheet>"
                        .formatted(main));
        parts.put(
                "xl/sharedStrings.xml",
                "<?xml version='1.0'?><sst xmlns='%s'>%s</sst>".formatted(main, content.substring(0, rows)));
        parts.put(
                "xl/worksheets/sheet1.xml",
                "<worksheet xmlns='%s'><sheetData>%s</sheetData><mergeCells/></worksheet>"
                        .formatted(main, content.substring(rows)));
        return parts;
    }

    /** @param typesAndTargets a type and a target in turns */
    static String relations(String office, String... typesAndTargets) {
        StringBuilder xml = new StringBuilder("<Relationships xmlns='%srelationships'>".formatted(PACKAGE));
        for (int i = 0; i < typesAndTargets.length; i += 2) {
            xml.append("<Relationship Id='id%s' Type='%s/%s' Target='%s'/>"
                    .formatted(i / 2 + 1, office, typesAndTargets[i], typesAndTargets[i + 1]));
        }
        return xml.append("</Relationships>").toString();
    }

    static byte[] zip(Map<String, String> parts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, String> part : parts.entrySet()) {
                zip.putNextEntry(new ZipEntry(part.getKey()));
                zip.write(part.getValue().getBytes(UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
