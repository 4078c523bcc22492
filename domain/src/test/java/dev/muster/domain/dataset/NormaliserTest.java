package dev.muster.domain.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.domain.KnownDatasets;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** What each normaliser does is in the golden cases. */
class NormaliserTest {

    @Property(tries = 5_000, edgeCases = EdgeCasesMode.NONE)
    void normalisersAreIdempotent(@ForAll Normaliser normaliser, @ForAll("texts") String text) {
        String once = normaliser.apply(text);

        assertThat(normaliser.apply(once)).isEqualTo(once);
    }

    @Property(tries = 5_000, edgeCases = EdgeCasesMode.NONE)
    void normalFormsAreIdempotent(@ForAll("textFields") Field field, @ForAll("texts") String text) {
        String once = field.normalForm(text);

        assertThat(field.normalForm(once)).isEqualTo(once);
    }

    @Test
    void noCharacterChangesTwice() {
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            String text = Character.toString(c);
            for (Normaliser normaliser : Normaliser.values()) {
                String once = normaliser.apply(text);
                if (!normaliser.apply(once).equals(once)) {
                    throw new AssertionError(String.format(Locale.ROOT, "%s changes U+%04X twice", normaliser, c));
                }
            }
        }
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.oneOf(
                Arbitraries.strings(),
                Arbitraries.strings()
                        .withChars("aAΣσςİıIſßﬁǅ\u0307\u0345 \t\r\n\u00A0\u2028\u200B-.():/@")
                        .ofMaxLength(12));
    }

    @Provide
    Arbitrary<Field> textFields() {
        List<Field> fields = KnownDatasets.ALL.all().stream()
                .flatMap(dataset -> dataset.fields().stream())
                .filter(field -> field.type() instanceof FieldType.TextType)
                .toList();
        return Arbitraries.of(fields);
    }
}
