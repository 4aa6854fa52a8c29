package io.github.modeleditor.spark;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What holds between this module and the others, and within it. */
@AnalyzeClasses(packages = "io.github.modeleditor.spark", importOptions = ImportOption.DoNotIncludeTests.class)
class WallsTest {
    @ArchTest
    static final ArchRule IT_KNOWS_THE_API_AND_WHAT_THE_CORE_SHOWS = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "io.github.modeleditor.spark..",
                    "io.github.modeleditor.api..",
                    "io.github.modeleditor.core",
                    "io.github.modeleditor.core.engine",
                    "org.apache.spark..",
                    "org.apache.hadoop..",
                    "ai.onnxruntime.platform",
                    "org.jspecify..",
                    "org.slf4j..",
                    "scala..",
                    "java..",
                    "javax.crypto..");

    @ArchTest
    static final ArchRule PACKAGES_HAVE_NO_CYCLES =
            slices().matching("io.github.modeleditor.(spark..)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule THE_RING_KNOWS_NO_SPARK = classes()
            .that()
            .resideInAPackage("io.github.modeleditor.spark.ring")
            .should()
            .onlyDependOnClassesThat()
            .resideOutsideOfPackages("org.apache.spark..", "org.apache.hadoop..");

    @Test
    void nothingElseDependsOnIt() throws IOException {
        List<Path> poms = new ArrayList<>();
        try (var modules = Files.list(Path.of(".."))) {
            modules.map(module -> module.resolve("pom.xml"))
                    .filter(Files::exists)
                    .filter(pom -> !pom.toString().matches(".*editor-(spark|bom|bom-gpu)/pom.xml"))
                    .forEach(poms::add);
        }

        assertThat(poms).hasSizeGreaterThan(8).allSatisfy(pom -> assertThat(Files.readString(pom))
                .doesNotContain("<artifactId>editor-spark"));
    }
}
