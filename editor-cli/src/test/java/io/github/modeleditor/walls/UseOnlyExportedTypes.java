package io.github.modeleditor.walls;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

/** That a type uses of other modules of ours what they export to its own. */
final class UseOnlyExportedTypes extends ArchCondition<JavaClass> {
    private final Descriptors descriptors;

    UseOnlyExportedTypes(Descriptors descriptors) {
        super("use what is exported to their module");
        this.descriptors = descriptors;
    }

    @Override
    public void check(JavaClass type, ConditionEvents events) {
        String module = Descriptors.module(type);
        type.getDirectDependenciesFromSelf().forEach(dependency -> {
            JavaClass used = dependency.getTargetClass().getBaseComponentType();
            boolean allowed = !Descriptors.isOurs(used) || descriptors.isExported(used, module);
            events.add(new SimpleConditionEvent(
                    type, allowed, dependency.getDescription() + ", which is not exported to " + module));
        });
    }
}
