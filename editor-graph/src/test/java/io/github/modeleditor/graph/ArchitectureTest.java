package io.github.modeleditor.graph;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.github.modeleditor.graph", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String ROOT = "io.github.modeleditor.graph.";

    @ArchTest
    static final ArchRule PACKAGES_HAVE_NO_CYCLES =
            slices().matching("io.github.modeleditor.(**)").should().beFreeOfCycles();

    /** The order in which the architecture page tells the packages. */
    @ArchTest
    static final ArchRule NO_STAGE_KNOWS_A_LATER_ONE = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("ir")
            .definedBy(ROOT + "ir")
            .layer("lower")
            .definedBy(ROOT + "lower")
            .layer("decoder")
            .definedBy(ROOT + "decoder")
            .layer("cache")
            .definedBy(ROOT + "cache")
            .layer("lora")
            .definedBy(ROOT + "lora")
            .layer("loss")
            .definedBy(ROOT + "loss")
            .layer("grad")
            .definedBy(ROOT + "grad")
            .layer("plan")
            .definedBy(ROOT + "plan")
            .whereLayer("plan")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("grad")
            .mayOnlyBeAccessedByLayers("plan")
            .whereLayer("loss")
            .mayOnlyBeAccessedByLayers("grad", "plan")
            .whereLayer("lora")
            .mayOnlyBeAccessedByLayers("loss", "grad", "plan")
            .whereLayer("cache")
            .mayOnlyBeAccessedByLayers("plan")
            .whereLayer("decoder")
            .mayOnlyBeAccessedByLayers("cache", "lora", "loss", "grad", "plan")
            .whereLayer("lower")
            .mayOnlyBeAccessedByLayers("decoder", "cache", "lora", "loss", "grad", "plan");

    /** No ONNX Runtime, no tokenizer, no templates, no logging, and none of the other modules but the caller's words. */
    @ArchTest
    static final ArchRule GRAPHS_NEED_NO_RUNTIME = classes()
            .that()
            .resideInAPackage(ROOT + ".")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    ROOT + ".",
                    "io.github.modeleditor.api..",
                    "ai.onnx.proto..",
                    "com.google.protobuf..",
                    "com.google.common..",
                    "java..",
                    "org.jspecify..");

    @ArchTest
    static final ArchRule THE_GRAPH_KNOWS_NO_STAGE = classes()
            .that()
            .resideInAPackage(ROOT + "ir")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    ROOT + "ir",
                    "io.github.modeleditor.api.error",
                    "io.github.modeleditor.api.spi",
                    "ai.onnx.proto..",
                    "com.google.protobuf..",
                    "com.google.common..",
                    "java..",
                    "org.jspecify..");
}
