package io.github.modeleditor.api;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/** What is the same everywhere in the api. */
@AnalyzeClasses(packages = "io.github.modeleditor.api", importOptions = ImportOption.DoNotIncludeTests.class)
class ApiShapeTest {
    private static final int MOST_COMPONENTS = 8;

    @ArchTest
    static final ArchRule RECORDS_ARE_SHORT = classes()
            .that()
            .areRecords()
            .should(satisfy(
                    "have at most " + MOST_COMPONENTS + " components",
                    type -> type.reflect().getRecordComponents().length <= MOST_COMPONENTS));

    /** What may be absent is an Optional. */
    @ArchTest
    static final ArchRule NO_PUBLIC_METHOD_GIVES_NULL =
            classes().that().arePublic().should(satisfy("give no null", ApiShapeTest::givesNoNull));

    @ArchTest
    static final ArchRule PACKAGES_ARE_NULL_MARKED = classes()
            .should(satisfy(
                    "be in a null-marked package",
                    type -> type.reflect().getPackage().isAnnotationPresent(NullMarked.class)));

    /** The packages are a table of contents, not layers; but what is said does not know what comes back, nor who acts on it. */
    @ArchTest
    static final ArchRule CONFIGURATION_AND_ERRORS_KNOW_NEITHER_EDITOR_NOR_REPORTS_NOR_PROVIDERS = noClasses()
            .that()
            .resideInAnyPackage("io.github.modeleditor.api.config..", "io.github.modeleditor.api.error..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.github.modeleditor.api.report..", "io.github.modeleditor.api.spi..")
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(ModelEditor.class);

    private static boolean givesNoNull(JavaClass type) {
        for (Method method : type.reflect().getDeclaredMethods()) {
            if (Modifier.isPublic(method.getModifiers())
                    && method.getAnnotatedReturnType().isAnnotationPresent(Nullable.class)) {
                return false;
            }
        }
        return true;
    }

    private interface Check {
        boolean holds(JavaClass type);
    }

    private static ArchCondition<JavaClass> satisfy(String what, Check check) {
        return new ArchCondition<>(what) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                events.add(new SimpleConditionEvent(type, check.holds(type), type.getName() + " does not " + what));
            }
        };
    }
}
