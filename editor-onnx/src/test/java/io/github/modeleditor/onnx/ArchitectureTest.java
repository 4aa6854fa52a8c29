package io.github.modeleditor.onnx;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.github.modeleditor.onnx", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String ROOT = "io.github.modeleditor.onnx.";

    @ArchTest
    static final ArchRule PACKAGES_HAVE_NO_CYCLES =
            slices().matching("io.github.modeleditor.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule NO_STAGE_SEES_THE_ROOT = noClasses()
            .that()
            .resideInAPackage("io.github.modeleditor.onnx.*..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.github.modeleditor.onnx");

    /** What each package knows of the others; the root alone strings them together. */
    @ArchTest
    static final ArchRule PACKAGES_KNOW_THOSE_BELOW_THEM = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("spi")
            .definedBy(ROOT + "spi")
            .layer("model")
            .definedBy(ROOT + "model")
            .layer("runtime")
            .definedBy(ROOT + "runtime")
            .layer("doctor")
            .definedBy(ROOT + "doctor")
            .layer("chat")
            .definedBy(ROOT + "chat")
            .layer("jinja")
            .definedBy(ROOT + "jinja")
            .layer("export")
            .definedBy(ROOT + "export")
            .layer("summary")
            .definedBy(ROOT + "summary")
            .whereLayer("spi")
            .mayNotAccessAnyLayer()
            .whereLayer("model")
            .mayNotAccessAnyLayer()
            .whereLayer("runtime")
            .mayOnlyAccessLayers("spi")
            .whereLayer("doctor")
            .mayOnlyAccessLayers("runtime")
            .whereLayer("chat")
            .mayOnlyAccessLayers("model", "jinja")
            .whereLayer("jinja")
            .mayNotAccessAnyLayer()
            .whereLayer("export")
            .mayOnlyAccessLayers("model")
            .whereLayer("summary")
            .mayOnlyAccessLayers("model");

    /** But for the hook on its options, which is the user's. */
    @ArchTest
    static final ArchRule ONLY_THE_RUNTIME_TOUCHES_ONNX_RUNTIME = noClasses()
            .that()
            .resideOutsideOfPackages(ROOT + "runtime", ROOT + "spi")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("ai.onnxruntime..");

    @ArchTest
    static final ArchRule ONLY_THE_MODEL_TOUCHES_THE_TOKENIZER_LIBRARY = noClasses()
            .that()
            .resideOutsideOfPackage("io.github.modeleditor.onnx.model")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("ai.djl..");

    /** A template is not trusted: what renders it has no file, process, reflection, or class of ours to reach. */
    @ArchTest
    static final ArchRule TEMPLATES_ARE_RENDERED_BY_TEXTS_AND_NUMBERS_ALONE = classes()
            .that()
            .resideInAPackage(ROOT + "jinja")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    ROOT + "jinja",
                    "java.lang",
                    "java.lang.invoke",
                    "java.lang.runtime",
                    "java.io",
                    "java.math",
                    "java.time..",
                    "java.util..",
                    "com.google.common.base",
                    "com.google.common.collect",
                    "org.jspecify.annotations");

    @ArchTest
    static final ArchRule ONLY_THE_PROVIDER_SEES_THE_EDITING_SESSION = noClasses()
            .that()
            .doNotHaveFullyQualifiedName(OnnxEditorProvider.class.getName())
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.github.modeleditor.core");
}
