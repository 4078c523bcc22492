package dev.muster.architecture;

import static dev.muster.architecture.ArchitectureRule.ADAPTERS_OF_PORTS_ARE_NOT_PUBLIC;
import static dev.muster.architecture.ArchitectureRule.APPLICATION_KNOWS_THE_DOMAIN_ONLY;
import static dev.muster.architecture.ArchitectureRule.DOMAIN_KNOWS_THE_JDK_ONLY;
import static dev.muster.architecture.ArchitectureRule.DOORS_DO_NOT_KNOW_EACH_OTHER;
import static dev.muster.architecture.ArchitectureRule.NAMES_SAY_WHAT_A_CLASS_IS;
import static dev.muster.architecture.ArchitectureRule.NAMES_STAND_FOR_ONE_CLASS;
import static dev.muster.architecture.ArchitectureRule.NOBODY_KNOWS_A_DATASET;
import static dev.muster.architecture.ArchitectureRule.PACKAGES_HAVE_NO_CYCLES;
import static dev.muster.architecture.ArchitectureRule.TIME_AND_IDS_ARE_HANDED_IN;
import static dev.muster.architecture.ArchitectureRule.WAYS_IN_KNOW_THE_INSIDE_ONLY;
import static dev.muster.architecture.ArchitectureRule.WAYS_OUT_KNOW_THE_INSIDE_ONLY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import dev.muster.architecture.planted.adapters.in.KnowsADataset;
import dev.muster.architecture.planted.adapters.in.KnowsAWayOut;
import dev.muster.architecture.planted.adapters.in.door.protocol.Protocol;
import dev.muster.architecture.planted.adapters.in.json.KnowsADoor;
import dev.muster.architecture.planted.adapters.in.otherdoor.KnowsAnotherDoor;
import dev.muster.architecture.planted.adapters.out.KnowsAWayIn;
import dev.muster.architecture.planted.adapters.out.PublicNumbers;
import dev.muster.architecture.planted.application.AsksTheClock;
import dev.muster.architecture.planted.application.KnowsATechnology;
import dev.muster.architecture.planted.application.stage.KnowsAPort;
import dev.muster.architecture.planted.domain.CarriesAnAnnotation;
import dev.muster.architecture.planted.domain.KnowsAUseCase;
import dev.muster.architecture.planted.domain.MakesAnId;
import dev.muster.architecture.planted.domain.RecordHelper;
import dev.muster.architecture.planted.domain.one.KnowsTheOther;
import dev.muster.architecture.planted.domain.other.Twin;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArchitectureTest {
    private static final String PROGRAM = "dev.muster";
    private static final String PLANTED = "dev.muster.architecture.planted";

    /** Without tests (our own and those that the application ships as a jar) and without what Micronaut generates. */
    private static final JavaClasses PROGRAM_CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(location -> !location.contains("-tests.jar"))
            .withImportOption(ArchitectureTest::isWrittenByHand)
            .importPackages(PROGRAM);

    private static final JavaClasses PLANTED_CLASSES = new ClassFileImporter().importPackages(PLANTED);

    @ParameterizedTest
    @EnumSource
    void holds(ArchitectureRule rule) {
        rule.below(PROGRAM).check(PROGRAM_CLASSES);
    }

    @ParameterizedTest
    @MethodSource
    void bites(ArchitectureRule rule, Class<?> violation) {
        assertThat(rule.below(PLANTED)
                        .evaluate(PLANTED_CLASSES)
                        .getFailureReport()
                        .getDetails())
                .anySatisfy(detail -> assertThat(detail).contains(violation.getName()));
    }

    static Stream<Arguments> bites() {
        return Stream.of(
                arguments(DOMAIN_KNOWS_THE_JDK_ONLY, CarriesAnAnnotation.class),
                arguments(DOMAIN_KNOWS_THE_JDK_ONLY, KnowsAUseCase.class),
                arguments(APPLICATION_KNOWS_THE_DOMAIN_ONLY, KnowsATechnology.class),
                arguments(WAYS_IN_KNOW_THE_INSIDE_ONLY, KnowsAWayOut.class),
                arguments(WAYS_OUT_KNOW_THE_INSIDE_ONLY, KnowsAWayIn.class),
                arguments(NOBODY_KNOWS_A_DATASET, KnowsADataset.class),
                arguments(DOORS_DO_NOT_KNOW_EACH_OTHER, KnowsAnotherDoor.class),
                arguments(DOORS_DO_NOT_KNOW_EACH_OTHER, KnowsADoor.class),
                arguments(PACKAGES_HAVE_NO_CYCLES, KnowsTheOther.class),
                arguments(PACKAGES_HAVE_NO_CYCLES, KnowsAPort.class),
                arguments(PACKAGES_HAVE_NO_CYCLES, Protocol.class),
                arguments(ADAPTERS_OF_PORTS_ARE_NOT_PUBLIC, PublicNumbers.class),
                arguments(TIME_AND_IDS_ARE_HANDED_IN, AsksTheClock.class),
                arguments(TIME_AND_IDS_ARE_HANDED_IN, MakesAnId.class),
                arguments(NAMES_STAND_FOR_ONE_CLASS, Twin.class),
                arguments(NAMES_SAY_WHAT_A_CLASS_IS, RecordHelper.class));
    }

    @Test
    void everyRuleHasAPlantedViolation() {
        assertThat(bites().map(each -> each.get()[0])).containsAll(Arrays.asList((Object[]) ArchitectureRule.values()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "domain",
                "application",
                "adapters.in",
                "adapters.out",
                "adapters.in.json",
                "adapters.in.rest.http",
                "adapters.in.cli.terminal"
            })
    void rulesAreNotOverEmptyPackages(String layer) {
        assertThat(PROGRAM_CLASSES.stream().map(each -> each.getPackageName() + "."))
                .anySatisfy(name -> assertThat(name).startsWith(PROGRAM + "." + layer + "."));
    }

    @Test
    void noTestIsTakenForTheProgram() {
        assertThat(PROGRAM_CLASSES.stream().map(each -> each.getName()))
                .noneSatisfy(name -> assertThat(name).containsPattern("Test$|Contract$|\\.planted\\."));
    }

    private static boolean isWrittenByHand(Location location) {
        return !location.matches(Pattern.compile(".*/\\$[^/]*\\.class"))
                && !location.matches(Pattern.compile(".*\\$(Intercepted|Introspection|Definition)[^/]*\\.class"));
    }
}
