package io.deltaglider.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

import org.junit.jupiter.api.Test;

/** Who may use whom in the command line. */
class ArchitectureTest {
    private static final String BASE = "io.deltaglider.cli.";
    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages("io.deltaglider.cli");

    @Test
    void dependenciesPointDownwards() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("commands")
                .definedBy(BASE + "command")
                .layer("work")
                .definedBy(
                        BASE + "demo",
                        BASE + "verify",
                        BASE + "transfer",
                        BASE + "migrate",
                        BASE + "stats")
                .layer("connection")
                .definedBy(BASE + "connect")
                .layer("base")
                .definedBy(BASE + "shell", BASE + "output", BASE + "logging", BASE + "local")
                .whereLayer("commands")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("work")
                .mayOnlyBeAccessedByLayers("commands")
                .whereLayer("connection")
                .mayOnlyBeAccessedByLayers("commands", "work")
                .check(CLASSES);
    }

    /** Commands say what is to be done in the words of picocli; what does it can be used without. */
    @Test
    void onlyCommandsKnowHowArgumentsAreParsed() {
        noClasses()
                .that()
                .resideOutsideOfPackage(BASE + "command")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("picocli")
                .because("Main starts the root command through its execute method alone")
                .allowEmptyShould(false)
                .check(
                        CLASSES.that(
                                com.tngtech.archunit.base.DescribedPredicate.describe(
                                        "not where the process starts",
                                        c -> !c.getPackageName().equals("io.deltaglider.cli"))));
    }

    @Test
    void nobodyReadsTheProcessBehindTheShellsBack() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        BASE + "command",
                        BASE + "demo",
                        BASE + "transfer",
                        BASE + "migrate",
                        BASE + "stats",
                        BASE + "local",
                        BASE + "connect")
                .should()
                .callMethod(System.class, "getenv", String.class)
                .orShould()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .callMethod(System.class, "exit", int.class)
                .check(CLASSES);
    }
}
