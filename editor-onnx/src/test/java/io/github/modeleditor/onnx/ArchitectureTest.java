package io.github.modeleditor.onnx;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.github.modeleditor.onnx", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
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

    @ArchTest
    static final ArchRule ONLY_THE_RUNTIME_TOUCHES_ONNX_RUNTIME = noClasses()
            .that()
            .resideOutsideOfPackage("io.github.modeleditor.onnx.runtime")
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

    @ArchTest
    static final ArchRule ONLY_THE_PROVIDER_SEES_THE_EDITING_SESSION = noClasses()
            .that()
            .doNotHaveFullyQualifiedName(OnnxEditorProvider.class.getName())
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.github.modeleditor.core");

    /** What describes a model runs nothing. */
    @ArchTest
    static final ArchRule SUMMARIES_NEED_NO_RUNTIME = noClasses()
            .that()
            .resideInAPackage("io.github.modeleditor.onnx.summary")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.github.modeleditor.onnx.runtime");
}
