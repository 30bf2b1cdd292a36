// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Keeps all rows that it is given while they fit into a bound, and from then on a uniform sample of them: single rows,
 * or whole blocks of rows that follow each other in their series, so that shingles stay whole.
 *
 * <p>Each block draws a rank when its first row comes; the blocks with the lowest ranks are kept (Cohen and Kaplan,
 * Summarizing Data using Bottom-k Sketches, PODC 2007). The same rows and the same seed give the same sample.
 */
public final class RowSample {
    /** Rows in a block of a series, if its shingles are short. */
    static final int BLOCK = 256;

    private static final int SHINGLES_A_BLOCK = 16;
    /** What a key, a row without its values, and a row's places in a fit's indices take in memory. About. */
    private static final int KEY_BYTES = 256;

    private static final int ROW_BYTES = 160;
    private static final int INDEX_BYTES = 100;

    /**
     * How much to keep.
     *
     * @param series whether to keep blocks of rows of a key
     * @param shingleLength rows a shingle
     * @param bytes of memory for the rows and what a fit needs for each of them
     * @param seed decides which rows are kept
     */
    public record Bound(boolean series, int shingleLength, long bytes, long seed) {}

    private final Bound bound;
    private final int blockLength;
    private final SplittableRandom random;
    private final PriorityQueue<Block> blocks = new PriorityQueue<>(
            Comparator.comparingLong((Block block) -> block.rank).reversed());
    private final Map<String, Series> seriesByKey = new HashMap<>();
    private final Set<Long> breaks = new HashSet<>();
    private long limit = Long.MAX_VALUE;
    private long bytes;
    private long keyBytes;
    private long seen;
    private long kept;

    /** The position in one series and the block that is being filled. */
    private static final class Series {
        private final int ordinal;
        private long rows;
        private Block open;

        Series(int ordinal) {
            this.ordinal = ordinal;
        }
    }

    private static final class Block {
        private final int series;
        private final long number;
        private final long rank;
        private Dataset.Row[] rows;
        private int count;
        private long bytes;
        private boolean dropped;

        Block(int series, long number, long rank, int capacity) {
            this.series = series;
            this.number = number;
            this.rank = rank;
            rows = new Dataset.Row[capacity];
        }

        void add(Dataset.Row row, long size) {
            if (count == rows.length) {
                rows = Arrays.copyOf(rows, 2 * count);
            }
            rows[count++] = row;
            bytes += size;
        }
    }

    public RowSample(Bound bound) {
        this.bound = bound;
        this.blockLength = bound.series ? Math.max(BLOCK, SHINGLES_A_BLOCK * bound.shingleLength) : 1;
        this.random = new SplittableRandom(bound.seed);
    }

    /** What a row takes in memory, bytes. About. */
    static long bytes(Dataset.Row row) {
        return ROW_BYTES + (long) Double.BYTES * (row.values().length + row.conditions().length);
    }

    /**
     * Takes the next row of the table.
     *
     * @throws DataException if there are so many keys that the keys alone fill the memory
     */
    public void add(Dataset.Row row) {
        seen++;
        Block block = blockOf(row);
        if (block == null || block.dropped) {
            return;
        }
        // A fifth of the shingles is held back, with 4 bytes of nats for each of their inputs.
        long size = bytes(row) + INDEX_BYTES + (long) row.values().length * bound.shingleLength * 4 / 5;
        block.add(row, size);
        bytes += size;
        kept++;
        dropWhatIsTooMuch(row.values().length);
    }

    /** Number of rows taken. */
    public long seen() {
        return seen;
    }

    /** Number of rows kept. */
    public long kept() {
        return kept;
    }

    /** Whether all rows were kept. */
    public boolean isWhole() {
        return kept == seen;
    }

    /**
     * The rows in the table's order; no more can be added. The first row after a place where rows of its series are
     * missing is marked anomalous, so that it is not learned from and no shingle bridges the gap.
     */
    public List<Dataset.Row> rows() {
        List<Block> left = new ArrayList<>(blocks);
        blocks.clear();
        seriesByKey.clear();
        left.sort(Comparator.comparingInt((Block block) -> block.series).thenComparingLong(block -> block.number));
        List<Dataset.Row> rows = new ArrayList<>((int) kept);
        Block before = null;
        for (Block block : left) {
            if (bound.series && before != null && before.series == block.series && before.number != block.number - 1) {
                breaks.add(block.rows[0].number());
                block.rows[0] = block.rows[0].asAnomalous();
            }
            rows.addAll(Arrays.asList(block.rows).subList(0, block.count));
            before = block;
        }
        rows.sort(Comparator.comparingLong(Dataset.Row::number));
        return rows;
    }

    /** Numbers of the rows that {@link #rows} marked although nobody labelled them. */
    public Set<Long> breaks() {
        return Set.copyOf(breaks);
    }

    private Block blockOf(Dataset.Row row) {
        if (!bound.series) {
            return open(0, seen);
        }
        Series series = seriesByKey.computeIfAbsent(row.key(), this::newSeries);
        if (series.rows % blockLength == 0) {
            series.open = open(series.ordinal, series.rows / blockLength);
        }
        series.rows++;
        return series.open;
    }

    private Series newSeries(String key) {
        keyBytes += KEY_BYTES + key.length();
        if (keyBytes > bound.bytes / 2) {
            throw new DataException("the key has more than " + seriesByKey.size() + " values (such as '"
                    + Excerpt.of(key) + "'), which alone fill half of the " + (bound.bytes >> 20)
                    + " MB of memory for rows; name a column with fewer values by --key, or give java more with -Xmx");
        }
        bytes += KEY_BYTES + key.length();
        return new Series(seriesByKey.size());
    }

    private Block open(int series, long number) {
        long rank = random.nextLong();
        if (rank >= limit) {
            return null;
        }
        Block block = new Block(series, number, rank, Math.min(blockLength, 8));
        blocks.add(block);
        return block;
    }

    private void dropWhatIsTooMuch(int features) {
        // The nats of the held-back fifth are kept in one array, whose length is limited.
        long mostRows = Math.min(Integer.MAX_VALUE / 2, 4L * Integer.MAX_VALUE / features / bound.shingleLength);
        while ((bytes > bound.bytes || kept > mostRows) && blocks.size() > 1) {
            Block out = blocks.poll();
            limit = out.rank;
            bytes -= out.bytes;
            kept -= out.count;
            out.dropped = true;
            out.rows = new Dataset.Row[0];
        }
    }
}
