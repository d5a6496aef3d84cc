package io.deltaglider.delta;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The codec is a library by itself, and its packages know only of those below them. */
@AnalyzeClasses(packages = "io.deltaglider", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule KNOWS_NOTHING_OF_STORAGE =
            noClasses()
                    .that()
                    .resideInAPackage("io.deltaglider.delta..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "io.deltaglider.engine..",
                            "io.deltaglider.store..",
                            "io.deltaglider.cli..",
                            "io.deltaglider.bench..",
                            "software.amazon..");

    @ArchTest
    static final ArchRule MATCHING_AND_CONTAINER_MEET_IN_LEVELS_ONLY =
            layeredArchitecture()
                    .consideringOnlyDependenciesInLayers()
                    .layer("match")
                    .definedBy("io.deltaglider.delta.match")
                    .layer("container")
                    .definedBy("io.deltaglider.delta.container")
                    .layer("level")
                    .definedBy("io.deltaglider.delta.level")
                    .whereLayer("match")
                    .mayNotBeAccessedByAnyLayer()
                    .whereLayer("container")
                    .mayNotBeAccessedByAnyLayer()
                    .whereLayer("level")
                    .mayOnlyBeAccessedByLayers("match", "container");

    /** JDK 25.0.0 to 25.0.2 with G1 corrupts arrays that native code holds (JDK-8377811). */
    @ArchTest
    static final ArchRule NO_ARRAY_GOES_TO_NATIVE_ZSTD =
            noClasses()
                    .that()
                    .resideInAPackage("io.deltaglider..")
                    .should()
                    .callCodeUnitWhere(
                            DescribedPredicate.describe(
                                    "zstd gets an array",
                                    call ->
                                            call.getTargetOwner()
                                                            .getPackageName()
                                                            .startsWith("com.github.luben.zstd")
                                                    && call
                                                            .getTarget()
                                                            .getRawParameterTypes()
                                                            .stream()
                                                            .anyMatch(JavaClass::isArray)));

    /** Distributions replace the system's zlib by others of different output. */
    @ArchTest
    static final ArchRule NO_SYSTEM_ZLIB =
            noClasses()
                    .that()
                    .resideInAPackage("io.deltaglider.delta..")
                    .should()
                    .dependOnClassesThat()
                    .haveNameMatching("java\\.util\\.zip\\.(Deflater|GZIP|Zip).*");

    /** What comes out of an inflater is the same in all of them; but only our own reads streams as closely as replaying needs it. */
    @ArchTest
    static final ArchRule NO_SYSTEM_INFLATER_BUT_FOR_SKETCHES =
            noClasses()
                    .that()
                    .resideInAPackage("io.deltaglider.delta..")
                    .and()
                    .resideOutsideOfPackage("io.deltaglider.delta.sketch")
                    .should()
                    .dependOnClassesThat()
                    .haveNameMatching("java\\.util\\.zip\\.Inflater.*");
}
