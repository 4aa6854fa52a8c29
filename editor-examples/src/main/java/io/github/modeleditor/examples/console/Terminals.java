package io.github.modeleditor.examples.console;

import java.io.Console;

/** Whether a person is looking. */
public final class Terminals {
    private Terminals() {}

    /**
     * Asks the system. Until Java 21 a console is there only with a terminal; since Java 22 it has to be asked.
     *
     * @return true if input and output are a terminal's
     */
    @SuppressWarnings("SystemConsoleNull") // the check that Error Prone asks for follows
    public static boolean isThere() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException beforeJava22) {
            return true;
        } catch (ReflectiveOperationException unknown) {
            return false;
        }
    }
}
