package io.github.modeleditor.importer.family;

/** Where the rows of a packed product of query, key and value are, by head and side by side. */
public final class PackedRows {
    private PackedRows() {}

    /**
     * The row by head of a row side by side.
     *
     * @param family how many heads there are, and how wide
     * @param row counted from 0
     * @return where the same row is by head
     */
    public static long byHead(Family family, long row) {
        long width = family.headWidth();
        long shared = family.heads() / family.keyHeads();
        long head = row / width;
        long place = row % width;
        long group = shared + 2;
        long there;
        if (head < family.heads()) {
            there = head / shared * group + head % shared;
        } else {
            long later = head - family.heads();
            there = later % family.keyHeads() * group + shared + later / family.keyHeads();
        }
        return there * width + place;
    }
}
