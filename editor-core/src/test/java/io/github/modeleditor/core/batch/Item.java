package io.github.modeleditor.core.batch;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** A text of which only its length matters, told apart from others of that length by its number. */
record Item(int number, int length) {
    static List<Item> of(Collection<Integer> lengths) {
        List<Item> items = new ArrayList<>();
        for (int length : lengths) {
            items.add(new Item(items.size(), length));
        }
        return items;
    }

    /** The tokens of a batch, padding included. */
    static int padded(List<Item> batch) {
        return batch.size() * batch.stream().mapToInt(Item::length).max().orElseThrow();
    }
}
