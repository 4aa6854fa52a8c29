package io.github.modeleditor.core;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.github.modeleditor", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule PACKAGES_HAVE_NO_CYCLES =
            slices().assignedFrom(ApiAsOne.SLICES).should().beFreeOfCycles();

    @ArchTest
    static final ArchRule NO_STAGE_SEES_THE_ROOT = noClasses()
            .that()
            .resideInAPackage("io.github.modeleditor.core.*..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.github.modeleditor.core");

    @ArchTest
    static final ArchRule THE_ENGINE_PORT_DEPENDS_ON_THE_API_ALONE = classes()
            .that()
            .resideInAPackage("io.github.modeleditor.core.engine..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "io.github.modeleditor.core.engine..", "io.github.modeleditor.api..", "java..", "org.jspecify..");

    @ArchTest
    static final ArchRule THE_API_DEPENDS_ON_THE_JDK_ALONE = classes()
            .that()
            .resideInAPackage("io.github.modeleditor.api..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("io.github.modeleditor.api..", "java..", "org.jspecify..");

    @ArchTest
    static final ArchRule NOTHING_HERE_KNOWS_AN_ENGINE = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("ai.onnxruntime..", "io.github.modeleditor.onnx..", "io.github.modeleditor.graph..");
}
