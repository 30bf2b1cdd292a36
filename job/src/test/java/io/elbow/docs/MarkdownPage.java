// SPDX-License-Identifier: Apache-2.0
package io.elbow.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a test asks of a Markdown page: its prose, its code, its links, its anchors. */
public record MarkdownPage(String text) {
    /** The folder of the whole project. */
    static final Path TOP = Path.of("..").toAbsolutePath().normalize();

    private static final Pattern BUILT_OR_HIDDEN = Pattern.compile("(^|/)(target|\\..*?)/");
    private static final Pattern FENCE = Pattern.compile("(?ms)^ *```.*?^ *```$");
    private static final Pattern CODE = Pattern.compile("`[^`\n]*`");
    private static final Pattern LINK = Pattern.compile("\\[([^\\]]*)\\]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} (.*)$");
    private static final Pattern NO_PROSE = Pattern.compile("[#|>]|    ");
    private static final Pattern BLOCK_START = Pattern.compile("^ *([-*]|[0-9]+\\.) .*");

    /** All Markdown of the project but what a build or a hidden folder holds, by its path. */
    public static SortedMap<Path, MarkdownPage> ofProject() throws IOException {
        SortedMap<Path, MarkdownPage> pages = new TreeMap<>();
        try (Stream<Path> files = Files.walk(TOP)) {
            for (Path file : files.filter(file -> file.toString().endsWith(".md"))
                    .filter(file -> !BUILT_OR_HIDDEN
                            .matcher(TOP.relativize(file).toString())
                            .find())
                    .toList()) {
                pages.put(file, new MarkdownPage(Files.readString(file)));
            }
        }
        return pages;
    }

    /** The blocks of code in a language. */
    public List<String> blocks(String language) {
        return FENCE.matcher(text)
                .results()
                .map(block -> block.group().stripIndent())
                .filter(block -> block.startsWith("```" + language + "\n"))
                .map(block -> block.substring(language.length() + 4, block.length() - 3))
                .toList();
    }

    /** The lines of code in blocks, without comments; a line that ends in a backslash goes on in the next. */
    public List<String> codeLines() {
        return FENCE.matcher(text)
                .results()
                .flatMap(block -> block.group().replaceAll("\\\\\n", " ").lines())
                .map(line -> line.replaceFirst("(^| +)#.*", "").strip())
                .filter(line -> !line.isEmpty() && !line.startsWith("```"))
                .toList();
    }

    /** Code within sentences and tables. */
    public List<String> inlineCode() {
        return CODE.matcher(withoutBlocks())
                .results()
                .map(code -> code.group().substring(1, code.group().length() - 1))
                .toList();
    }

    /** The page without blocks of code. */
    private String withoutBlocks() {
        return FENCE.matcher(text).replaceAll("");
    }

    /** The page without any code: what a reader reads as language. */
    String language() {
        return LINK.matcher(CODE.matcher(withoutBlocks()).replaceAll("code")).replaceAll("$1");
    }

    /** Sentences of paragraphs and list items; headings, tables, quotes and code are none. */
    List<String> sentences() {
        List<String> sentences = new ArrayList<>();
        StringBuilder block = new StringBuilder();
        for (String line : language().lines().toList()) {
            boolean prose = !line.isBlank() && !NO_PROSE.matcher(line).lookingAt();
            if (!prose || BLOCK_START.matcher(line).matches()) {
                addSentences(block, sentences);
            }
            if (prose) {
                block.append(line.strip()).append(' ');
            }
        }
        addSentences(block, sentences);
        return sentences;
    }

    private static void addSentences(StringBuilder block, List<String> sentences) {
        Arrays.stream(block.toString().split("(?<=[.!?][)*]{0,2})\\s+"))
                .map(sentence -> sentence.replaceFirst("^([-*]|[0-9]+\\.) ", "").strip())
                .filter(sentence -> !sentence.isEmpty())
                .forEach(sentences::add);
        block.setLength(0);
    }

    /** Where the page's links within the repository lead, as written. */
    List<String> relativeLinks() {
        return LINK.matcher(withoutBlocks())
                .results()
                .map(link -> link.group(2))
                .filter(target -> !target.matches("[a-z]+:.*"))
                .toList();
    }

    /** The anchors of the page's headings, as GitHub makes them. */
    Set<String> anchors() {
        Set<String> anchors = new LinkedHashSet<>();
        Map<String, Integer> seen = new HashMap<>();
        HEADING.matcher(withoutBlocks()).results().forEach(heading -> {
            String slug = LINK.matcher(heading.group(1))
                    .replaceAll("$1")
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\p{L}\\p{N} _-]", "")
                    .replace(' ', '-');
            int before = seen.merge(slug, 1, Integer::sum) - 1;
            anchors.add(before == 0 ? slug : slug + "-" + before);
        });
        return anchors;
    }
}
