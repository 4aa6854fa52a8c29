package io.github.modeleditor.walls;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * That what a caller in another module sees of a type names, of our types, public ones of exported packages alone: supertypes,
 * type parameters, and of public and protected members types, parameters and exceptions, each with its generics.
 */
final class ShowOnlyExportedTypes extends ArchCondition<JavaClass> {
    private final Descriptors descriptors;

    ShowOnlyExportedTypes(Descriptors descriptors) {
        super("show nothing that is not exported");
        this.descriptors = descriptors;
    }

    @Override
    public void check(JavaClass type, ConditionEvents events) {
        if (!isVisible(type)) {
            return;
        }
        report(type, type.getName(), supertypesAndParameters(type), events);
        for (JavaMember member : type.getMembers()) {
            if (isVisible(member.getModifiers()) && !member.getModifiers().contains(JavaModifier.SYNTHETIC)) {
                report(type, member.getFullName(), shown(member), events);
            }
        }
    }

    private void report(JavaClass type, String where, Stream<? extends JavaType> shown, ConditionEvents events) {
        shown.flatMap(named -> named.getAllInvolvedRawTypes().stream())
                .map(JavaClass::getBaseComponentType)
                .distinct()
                .filter(Descriptors::isOurs)
                .forEach(named -> events.add(new SimpleConditionEvent(
                        type,
                        isVisible(named) && descriptors.isExportedToAll(named),
                        where + " shows " + named.getName() + ", which callers cannot see")));
    }

    private static Stream<JavaType> supertypesAndParameters(JavaClass type) {
        return Stream.of(type.getSuperclass().stream().toList(), type.getInterfaces(), type.getTypeParameters())
                .flatMap(Collection::stream);
    }

    private static Stream<? extends JavaType> shown(JavaMember member) {
        return member instanceof JavaCodeUnit code
                ? Stream.of(
                                List.of(code.getReturnType()),
                                code.getParameterTypes(),
                                code.getExceptionTypes(),
                                code.getTypeParameters())
                        .flatMap(Collection::stream)
                : member.getAllInvolvedRawTypes().stream();
    }

    private static boolean isVisible(JavaClass type) {
        return isVisible(type.getModifiers())
                && type.getEnclosingClass()
                        .map(ShowOnlyExportedTypes::isVisible)
                        .orElse(true);
    }

    private static boolean isVisible(Set<JavaModifier> modifiers) {
        return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
    }
}
