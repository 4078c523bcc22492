package dev.muster.adapters.out.xml;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xml.sax.InputSource;

class XmlCharactersTest {

    @ParameterizedTest
    @CsvSource(
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "Zoë & <b>,Zoë & <b>",
                "a\tb,a\tb",
                "a\u0000b,a\ufffdb",
                "a\u000bb,a\ufffdb",
                "a\u007f\u0085b,a\u007f\u0085b",
                "a\ufffdb,a\ufffdb",
                "a\ufffe\uffffb,a\ufffd\ufffdb",
                "\ud83d\udc69,\ud83d\udc69",
                "\ud83fdc69,\ufffddc69",
                "\udc69\ud83d,\ufffd\ufffd",
                "\ud83f\udfff,\ud83f\udfff",
            })
    void takesThePlaceOfWhatXmlDoesNotHave(String text, String only) {
        assertThat(XmlCharacters.only(text)).isEqualTo(only);
    }

    /** A parser's opinion of each character there is. */
    @Test
    void leavesDocumentsThatParse() throws Exception {
        StringBuilder all = new StringBuilder();
        for (int point = 0; point <= Character.MAX_CODE_POINT; point++) {
            all.appendCodePoint(point == '<' || point == '&' || point == '>' ? 'x' : point);
            // So that halves do not make pairs.
            all.append(' ');
        }
        String only = XmlCharacters.only(all.toString());

        assertThat(DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(new InputSource(new StringReader("<a>" + only + "</a>")))
                        .getDocumentElement()
                        .getTextContent()
                        .replace('\n', '\r'))
                .isEqualTo(only.replace('\n', '\r'));
    }
}
