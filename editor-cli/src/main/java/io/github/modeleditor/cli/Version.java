package io.github.modeleditor.cli;

import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** The version that the jar was built as. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {
            "ModelEditor "
                    + Objects.requireNonNullElse(Main.class.getPackage().getImplementationVersion(), "(unpackaged)"),
            System.getProperty("java.vm.name") + " " + Runtime.version()
        };
    }
}
