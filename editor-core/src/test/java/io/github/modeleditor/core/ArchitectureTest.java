package io.github.modeleditor.core;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.github.modeleditor", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String ROOT = "io.github.modeleditor.core.";

    @ArchTest
    static final ArchRule PACKAGES_HAVE_NO_CYCLES =
            slices().assignedFrom(ApiAsOne.SLICES).should().beFreeOfCycles();

    /** A store is no stage: it stands on the root, and strings edits together as the root does stages. */
    @ArchTest
    static final ArchRule NO_STAGE_SEES_THE_ROOT = noClasses()
            .that()
            .resideInAPackage("io.github.modeleditor.core.*..")
            .and()
            .resideOutsideOfPackage(ROOT + "store")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.github.modeleditor.core");

    /** What each stage knows of the others; the root alone knows the way through them. */
    @ArchTest
    static final ArchRule STAGES_KNOW_THOSE_BEFORE_THEM = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("engine")
            .definedBy(ROOT + "engine")
            .layer("storage")
            .definedBy(ROOT + "storage")
            .layer("telemetry")
            .definedBy(ROOT + "telemetry")
            .layer("report")
            .definedBy(ROOT + "report")
            .layer("tokens")
            .definedBy(ROOT + "tokens")
            .layer("generation")
            .definedBy(ROOT + "generation")
            .layer("augmentation")
            .definedBy(ROOT + "augmentation")
            .layer("objective")
            .definedBy(ROOT + "objective")
            .layer("batch")
            .definedBy(ROOT + "batch")
            .layer("training")
            .definedBy(ROOT + "training")
            .layer("dataset")
            .definedBy(ROOT + "dataset")
            .layer("metric")
            .definedBy(ROOT + "metric")
            .layer("harm")
            .definedBy(ROOT + "harm")
            .layer("builtin")
            .definedBy(ROOT + "builtin")
            .layer("relation")
            .definedBy(ROOT + "relation")
            .layer("preservation")
            .definedBy(ROOT + "preservation")
            .layer("acceptance")
            .definedBy(ROOT + "acceptance")
            .layer("store")
            .definedBy(ROOT + "store")
            .layer("format")
            .definedBy(ROOT + "format")
            .whereLayer("engine")
            .mayNotAccessAnyLayer()
            .whereLayer("storage")
            .mayNotAccessAnyLayer()
            .whereLayer("telemetry")
            .mayNotAccessAnyLayer()
            .whereLayer("report")
            .mayNotAccessAnyLayer()
            .whereLayer("tokens")
            .mayOnlyAccessLayers("engine")
            .whereLayer("generation")
            .mayOnlyAccessLayers("engine", "tokens")
            .whereLayer("augmentation")
            .mayOnlyAccessLayers("generation")
            .whereLayer("objective")
            .mayOnlyAccessLayers("generation")
            .whereLayer("batch")
            .mayOnlyAccessLayers("engine", "tokens")
            .whereLayer("training")
            .mayOnlyAccessLayers("engine", "storage", "tokens", "batch")
            .whereLayer("dataset")
            .mayOnlyAccessLayers("storage")
            .whereLayer("metric")
            .mayOnlyAccessLayers("engine", "storage", "tokens", "generation", "batch")
            .whereLayer("harm")
            .mayOnlyAccessLayers("engine", "tokens", "generation", "batch", "metric", "relation", "builtin")
            .whereLayer("builtin")
            .mayNotAccessAnyLayer()
            .whereLayer("relation")
            .mayOnlyAccessLayers("tokens", "generation")
            .whereLayer("preservation")
            .mayOnlyAccessLayers("engine", "tokens", "generation", "batch", "relation", "builtin")
            .whereLayer("acceptance")
            .mayNotAccessAnyLayer()
            .whereLayer("store")
            .mayOnlyAccessLayers("storage", "dataset", "report", "augmentation", "acceptance", "training")
            .whereLayer("format")
            .mayOnlyAccessLayers("report", "dataset", "metric", "store");

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
