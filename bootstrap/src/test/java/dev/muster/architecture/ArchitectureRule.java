package dev.muster.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaModifier.ABSTRACT;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What may know what. Each rule is made for the code below a root package: the program's, or that of the violations
 * planted to prove that the rule bites. Rules over packages list what is allowed, so that what nobody thought of is not.
 */
enum ArchitectureRule {
    DOMAIN_KNOWS_THE_JDK_ONLY {
        @Override
        ArchRule below(String root) {
            return classes()
                    .that()
                    .resideInAPackage(root + ".domain..")
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage(JDK, NULLNESS, root + ".domain..")
                    .because("the rules of the field outlive every framework");
        }
    },

    APPLICATION_KNOWS_THE_DOMAIN_ONLY {
        @Override
        ArchRule below(String root) {
            return classes()
                    .that()
                    .resideInAPackage(root + ".application..")
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage(JDK, NULLNESS, root + ".domain..", root + ".application..")
                    .because("use cases say what they need in ports; annotations and wiring are the bootstrap's");
        }
    },

    WAYS_IN_KNOW_THE_INSIDE_ONLY {
        @Override
        ArchRule below(String root) {
            return adaptersKnowTheInsideOnly(root, root + ".adapters.in..");
        }
    },

    WAYS_OUT_KNOW_THE_INSIDE_ONLY {
        @Override
        ArchRule below(String root) {
            return adaptersKnowTheInsideOnly(root, root + ".adapters.out..");
        }
    },

    /** The packages of fields, such as hiring, hold declarations: bootstrap alone knows which there are. */
    NOBODY_KNOWS_A_DATASET {
        @Override
        ArchRule below(String root) {
            DescribedPredicate<JavaClass> declarations = resideInAPackage(root + ".domain..")
                    .and(not(resideInAnyPackage(
                            root + ".domain.access..",
                            root + ".domain.backup..",
                            root + ".domain.dataset..",
                            root + ".domain.intake..",
                            root + ".domain.pipeline..",
                            root + ".domain.report..",
                            root + ".domain.run..")));
            return noClasses()
                    .that()
                    .resideInAnyPackage(root + ".application..", root + ".adapters..")
                    .should()
                    .dependOnClassesThat(declarations)
                    .because("a dataset or a report is declared, and the rest follows");
        }
    },

    /** A door is each package directly below the ways in; what two of them need is JSON and the protocol. */
    DOORS_DO_NOT_KNOW_EACH_OTHER {
        @Override
        ArchRule below(String root) {
            return slices().matching(root + ".adapters.in.(*)..")
                    .should()
                    .notDependOnEachOther()
                    .ignoreDependency(
                            alwaysTrue(),
                            resideInAnyPackage(root + ".adapters.in.json..", root + ".adapters.in.rest.http.."))
                    .because("a door can then be added, changed and taken away by itself");
        }
    },

    /** Each package is a slice of its own, also below others: the protocol knows no controller, a port no use case. */
    PACKAGES_HAVE_NO_CYCLES {
        @Override
        ArchRule below(String root) {
            return CompositeArchRule.of(Stream.of(".(*)..", ".domain.(**)", ".application.(**)", ".adapters.(**)")
                    .map(packages -> slices().matching(root + packages).should().beFreeOfCycles())
                    .toList());
        }
    },

    /** Abstract classes may be public: what two databases share lies in a package of its own. */
    ADAPTERS_OF_PORTS_ARE_NOT_PUBLIC {
        @Override
        ArchRule below(String root) {
            return classes()
                    .that()
                    .resideInAPackage(root + ".adapters..")
                    .and()
                    .areNotInterfaces()
                    .and()
                    .doNotHaveModifier(ABSTRACT)
                    .and()
                    .implement(resideInAPackage(root + ".application.port.."))
                    .should()
                    .notBePublic()
                    .because("the rest of the program knows the port; a factory beside the adapter hands it out");
        }
    },

    TIME_AND_IDS_ARE_HANDED_IN {
        @Override
        ArchRule below(String root) {
            return noClasses()
                    .that()
                    .resideInAnyPackage(root + ".domain..", root + ".application..")
                    .should()
                    .callMethodWhere(target(READS_THE_WORLD))
                    .because("a test, a replay and a second instance must be able to say what time it is");
        }
    },

    /** Nested classes are read with the name of what they are in. */
    NAMES_STAND_FOR_ONE_CLASS {
        @Override
        ArchRule below(String root) {
            return classes()
                    .that()
                    .resideInAPackage(root + "..")
                    .and()
                    .areTopLevelClasses()
                    .and()
                    .doNotHaveSimpleName("package-info")
                    .should(haveASimpleNameOfTheirOwn())
                    .because("whoever reads a name must not have to look which of two it is");
        }
    },

    NAMES_SAY_WHAT_A_CLASS_IS {
        @Override
        ArchRule below(String root) {
            return noClasses()
                    .that()
                    .resideInAPackage(root + "..")
                    .should()
                    .haveSimpleNameEndingWith("Manager")
                    .orShould()
                    .haveSimpleNameEndingWith("Helper")
                    .orShould()
                    .haveSimpleNameEndingWith("Util")
                    .orShould()
                    .haveSimpleNameEndingWith("Utils")
                    .orShould()
                    .haveSimpleNameEndingWith("Impl")
                    .orShould()
                    .haveSimpleNameEndingWith("Processor")
                    .because("these words fit every class and therefore name none");
        }
    };

    private static final String JDK = "java..";
    private static final String NULLNESS = "org.jspecify..";

    private static final Set<String> READS_THE_WORLD = Set.of(
            "java.time.Instant.now",
            "java.time.LocalDate.now",
            "java.time.LocalDateTime.now",
            "java.time.OffsetDateTime.now",
            "java.time.ZonedDateTime.now",
            "java.time.Year.now",
            "java.time.InstantSource.system",
            "java.time.Clock.systemUTC",
            "java.time.Clock.systemDefaultZone",
            "java.lang.System.currentTimeMillis",
            "java.util.UUID.randomUUID");

    /** The rule for the code in {@code root} and below. */
    abstract ArchRule below(String root);

    private static ArchCondition<JavaClass> haveASimpleNameOfTheirOwn() {
        return new ArchCondition<>("have a simple name of their own") {
            private final Map<String, String> known = new HashMap<>();

            @Override
            public void check(JavaClass each, ConditionEvents events) {
                String other = known.putIfAbsent(each.getSimpleName(), each.getName());
                if (other != null) {
                    events.add(SimpleConditionEvent.violated(
                            each, "%s is called as %s is".formatted(each.getName(), other)));
                }
            }
        };
    }

    private static ArchRule adaptersKnowTheInsideOnly(String root, String adapters) {
        DescribedPredicate<JavaClass> ours = resideInAPackage(root + "..");
        DescribedPredicate<JavaClass> allowed =
                resideInAnyPackage(root + ".domain..", root + ".application..", adapters);
        return noClasses()
                .that()
                .resideInAPackage(adapters)
                .should()
                .dependOnClassesThat(ours.and(not(allowed)))
                .because("a way in never knows a way out, and neither knows who wires them");
    }

    private static DescribedPredicate<JavaAccess<?>> target(Set<String> methods) {
        return DescribedPredicate.describe("the target is one of " + methods, access -> {
            AccessTarget target = access.getTarget();
            return methods.contains(target.getOwner().getName() + "." + target.getName());
        });
    }
}
