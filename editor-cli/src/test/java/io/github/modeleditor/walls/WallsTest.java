package io.github.modeleditor.walls;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What holds between the modules; this one is where all of them but the benchmarks are seen. */
@AnalyzeClasses(packages = "io.github.modeleditor", importOptions = ImportOption.DoNotIncludeTests.class)
class WallsTest {
    private static final String ROOT = Descriptors.ROOT;
    private static final Descriptors MODULES = Descriptors.onTheClassPath();

    @ArchTest
    static final ArchRule MODULES_KNOW_THOSE_BELOW_THEM = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("api")
            .definedBy(ROOT + "api..")
            .layer("core")
            .definedBy(ROOT + "core..")
            .layer("graph")
            .definedBy(ROOT + "graph..")
            .layer("importer")
            .definedBy(ROOT + "importer..")
            .layer("onnx")
            .definedBy(ROOT + "onnx..")
            .layer("nano")
            .definedBy(ROOT + "nano..")
            .layer("testkit")
            .definedBy(ROOT + "testkit..")
            .layer("examples")
            .definedBy(ROOT + "examples..")
            .layer("server")
            .definedBy(ROOT + "server..")
            .layer("langchain4j")
            .definedBy(ROOT + "langchain4j..")
            .layer("springai")
            .definedBy(ROOT + "springai..")
            .layer("boot")
            .definedBy(ROOT + "boot..")
            .layer("cli")
            .definedBy(ROOT + "cli..")
            .whereLayer("api")
            .mayNotAccessAnyLayer()
            .whereLayer("core")
            .mayOnlyAccessLayers("api")
            .whereLayer("graph")
            .mayOnlyAccessLayers("api")
            .whereLayer("importer")
            .mayOnlyAccessLayers("api", "core", "graph")
            .whereLayer("onnx")
            .mayOnlyAccessLayers("api", "core", "graph", "importer")
            .whereLayer("nano")
            .mayOnlyAccessLayers("api", "core")
            .whereLayer("testkit")
            .mayOnlyAccessLayers("api", "nano")
            .whereLayer("examples")
            .mayOnlyAccessLayers("api", "nano")
            .whereLayer("server")
            .mayOnlyAccessLayers("api", "core")
            .whereLayer("langchain4j")
            .mayOnlyAccessLayers("api")
            .whereLayer("springai")
            .mayOnlyAccessLayers("api")
            .whereLayer("boot")
            .mayOnlyAccessLayers("api", "core", "langchain4j", "springai")
            .whereLayer("cli")
            .mayOnlyAccessLayers("api", "core", "importer", "nano", "examples", "server");

    /** But adapters to frameworks, whose own jars have no names as modules, or a package in common. */
    @ArchTest
    static final ArchRule LIBRARIES_HAVE_DESCRIPTORS = classes()
            .that()
            .resideOutsideOfPackages(
                    ROOT + "cli..", ROOT + "examples..", ROOT + "langchain4j..", ROOT + "springai..", ROOT + "boot..")
            .should(MODULES.describe());

    /** The descriptors hold this on the module path; on the class path, where programs run, this rule does. */
    @ArchTest
    static final ArchRule MODULES_USE_WHAT_IS_EXPORTED_TO_THEM = classes().should(new UseOnlyExportedTypes(MODULES));

    @ArchTest
    static final ArchRule SIGNATURES_OF_EXPORTED_TYPES_SHOW_EXPORTED_TYPES_ALONE =
            classes().that(MODULES.areExportedToAll()).should(new ShowOnlyExportedTypes(MODULES));
}
