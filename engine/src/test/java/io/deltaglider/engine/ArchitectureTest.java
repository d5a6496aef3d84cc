package io.deltaglider.engine;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Who may know whom in the engine. */
@AnalyzeClasses(packages = "io.deltaglider", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String ENGINE = "io.deltaglider.engine";

    @ArchTest
    static final ArchRule THE_ENGINE_KNOWS_THE_CODEC_AND_THE_SDK_ALONE =
            noClasses()
                    .that()
                    .resideInAPackage(ENGINE + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "io.deltaglider.store..",
                            "io.deltaglider.cli..",
                            "org.gaul..",
                            "picocli..",
                            "ch.qos.logback..");

    @ArchTest
    static final ArchRule THE_CODEC_KNOWS_NO_STORAGE =
            noClasses()
                    .that()
                    .resideInAPackage("io.deltaglider.delta..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(ENGINE + "..", "software.amazon..");

    @ArchTest
    static final ArchRule OPERATIONS_STAND_ON_THEIR_PARTS =
            layeredArchitecture()
                    .consideringOnlyDependenciesInAnyPackage(ENGINE + "..")
                    .layer("client")
                    .definedBy(ENGINE)
                    .layer("copy")
                    .definedBy(
                            ENGINE + ".copy",
                            ENGINE + ".remove",
                            ENGINE + ".optimize",
                            ENGINE + ".analyze",
                            ENGINE + ".presign")
                    .layer("collect")
                    .definedBy(ENGINE + ".collect", ENGINE + ".doctor")
                    .layer("write")
                    .definedBy(ENGINE + ".write")
                    .layer("read")
                    .definedBy(ENGINE + ".read")
                    .layer("reference")
                    .definedBy(ENGINE + ".reference")
                    .layer("backend")
                    .definedBy(ENGINE + ".backend")
                    .layer("spool")
                    .definedBy(ENGINE + ".spool")
                    .whereLayer("copy")
                    .mayOnlyBeAccessedByLayers("client")
                    .whereLayer("collect")
                    .mayOnlyBeAccessedByLayers("client")
                    .whereLayer("write")
                    .mayOnlyBeAccessedByLayers("copy", "client")
                    .whereLayer("read")
                    .mayOnlyBeAccessedByLayers("write", "copy", "client")
                    .whereLayer("reference")
                    .mayOnlyBeAccessedByLayers("read", "write", "copy", "client")
                    .whereLayer("backend")
                    .mayOnlyBeAccessedByLayers(
                            "reference", "read", "write", "copy", "collect", "client")
                    .whereLayer("spool")
                    .mayOnlyBeAccessedByLayers(
                            "backend", "reference", "read", "write", "copy", "client");

    @ArchTest
    static final ArchRule NO_PACKAGES_KNOW_EACH_OTHER =
            slices().matching(ENGINE + ".(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule PARTS_DO_NOT_KNOW_THE_CLIENT =
            noClasses()
                    .that()
                    .resideInAPackage(ENGINE + ".*..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage(ENGINE);
}
