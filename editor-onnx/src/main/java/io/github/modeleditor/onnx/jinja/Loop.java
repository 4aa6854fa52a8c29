package io.github.modeleditor.onnx.jinja;

import com.google.common.collect.Iterators;
import com.google.common.collect.PeekingIterator;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The variable {@code loop}: where a loop stands. It looks ahead only when asked to, as what it goes over may be computed. */
final class Loop {
    /** Renders what a {@code recursive} loop is called with. */
    interface Recursion {
        Object render(Object iterable, int depth);
    }

    private final Budget budget;
    private final int depth;
    private final @Nullable Recursion recursion;
    private PeekingIterator<Object> elements;
    private long index;
    private long length = -1;
    private Object previous = new Undefined("there is no previous item");
    private Object current = previous;
    private @Nullable Object watched;

    Loop(
            Iterator<Object> elements,
            @Nullable Object iterable,
            int depth,
            @Nullable Recursion recursion,
            Budget budget) {
        this.elements = Iterators.peekingIterator(elements);
        this.depth = depth;
        this.recursion = recursion;
        this.budget = budget;
        if (iterable != null && !(iterable instanceof Generator)) {
            length = Values.length(iterable);
        }
    }

    boolean hasNext() {
        return elements.hasNext();
    }

    Object next() {
        if (index > 0) {
            previous = current;
        }
        index++;
        Object element = Objects.requireNonNull(elements.next());
        current = element;
        return element;
    }

    private long length() {
        if (length < 0) {
            List<Object> rest = Values.list(new Generator(elements), budget);
            elements = Iterators.peekingIterator(rest.iterator());
            length = index + rest.size();
        }
        return length;
    }

    Object attribute(String name) {
        return switch (name) {
            case "index" -> index;
            case "index0" -> index - 1;
            case "first" -> index == 1;
            case "last" -> !elements.hasNext();
            case "length" -> length();
            case "revindex" -> length() - index + 1;
            case "revindex0" -> length() - index;
            case "depth" -> depth + 1L;
            case "depth0" -> (long) depth;
            case "previtem" -> previous;
            case "nextitem" ->
                elements.hasNext() ? Objects.requireNonNull(elements.peek()) : new Undefined("there is no next item");
            case "cycle" -> (Callable) (ignored, given) -> cycle(given);
            case "changed" -> (Callable) (ignored, given) -> changed(given);
            default -> new Undefined("'loop' has no attribute '" + name + "'");
        };
    }

    private Object cycle(Arguments given) {
        List<Object> all = given.positional();
        if (all.isEmpty() || !given.named().isEmpty()) {
            throw new JinjaException("cycle takes the values to go round");
        }
        return all.get((int) ((index - 1) % all.size()));
    }

    private Object changed(Arguments given) {
        Object now = Sequence.tuple(given.positional().toArray());
        boolean changed = watched == null || !Operators.equal(watched, now, budget);
        watched = now;
        return changed;
    }

    /** {@code loop(iterable)}. */
    Object call(Arguments given) {
        if (recursion == null) {
            throw new JinjaException("the loop is called, but is not recursive");
        }
        return recursion.render(given.bind("loop", "iterable").get("iterable"), depth + 1);
    }
}
