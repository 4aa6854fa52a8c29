package io.github.modeleditor.walls;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Exports;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What our modules' descriptors export to whom, also where the modules are read from the class path. Immutable. */
final class Descriptors {
    static final String ROOT = "io.github.modeleditor.";

    private final Set<String> modules;
    private final List<Exports> exports;

    private Descriptors(List<ModuleDescriptor> descriptors) {
        modules = descriptors.stream().map(ModuleDescriptor::name).collect(Collectors.toUnmodifiableSet());
        exports = descriptors.stream()
                .flatMap(descriptor -> descriptor.exports().stream())
                .toList();
    }

    static Descriptors onTheClassPath() {
        List<ModuleDescriptor> ours = new ArrayList<>();
        try {
            for (URL file : Collections.list(Descriptors.class.getClassLoader().getResources("module-info.class"))) {
                try (InputStream in = file.openStream()) {
                    ModuleDescriptor descriptor = ModuleDescriptor.read(in);
                    if (descriptor.name().startsWith(ROOT)) {
                        ours.add(descriptor);
                    }
                }
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return new Descriptors(ours);
    }

    static boolean isOurs(JavaClass type) {
        return type.getPackageName().startsWith(ROOT);
    }

    /** The module of one of our types: what follows the root's name in its package's. */
    static String module(JavaClass type) {
        String name = type.getPackageName();
        int end = name.indexOf('.', ROOT.length());
        return end < 0 ? name : name.substring(0, end);
    }

    /** Whether a module may use one of our types; one without a descriptor exports everything. */
    boolean isExported(JavaClass type, String module) {
        return module(type).equals(module)
                || !modules.contains(module(type))
                || exports.stream()
                        .filter(export -> export.source().equals(type.getPackageName()))
                        .anyMatch(export ->
                                !export.isQualified() || export.targets().contains(module));
    }

    boolean isExportedToAll(JavaClass type) {
        return exports.stream()
                .anyMatch(export -> !export.isQualified() && export.source().equals(type.getPackageName()));
    }

    DescribedPredicate<JavaClass> areExportedToAll() {
        return DescribedPredicate.describe("are exported to all modules", this::isExportedToAll);
    }

    /** That a type's module has a descriptor. */
    ArchCondition<JavaClass> describe() {
        return new ArchCondition<>("have a module descriptor") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                events.add(new SimpleConditionEvent(
                        type, modules.contains(module(type)), module(type) + " has no module-info.java"));
            }
        };
    }
}
