package io.github.modeleditor.core;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;

/** Every package is a slice of its own, but those of the api are one: they are its table of contents, not its layers. */
final class ApiAsOne implements SliceAssignment {
    static final SliceAssignment SLICES = new ApiAsOne();

    @Override
    public SliceIdentifier getIdentifierOf(JavaClass type) {
        String name = type.getPackageName();
        return SliceIdentifier.of(name.startsWith("io.github.modeleditor.api") ? "io.github.modeleditor.api" : name);
    }

    @Override
    public String getDescription() {
        return "packages, those of the api as one";
    }
}
