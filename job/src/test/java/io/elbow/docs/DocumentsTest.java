// SPDX-License-Identifier: Apache-2.0
package io.elbow.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the documents short, linked and plain. */
class DocumentsTest {
    private static final Path TOP = MarkdownPage.TOP;
    private static final int MOST_README_LINES = 150;
    private static final int MOST_README_WORDS = 35;
    private static final int MOST_WORDS = 40;

    /** Names that the glossary of the developers' page replaces. */
    private static final Pattern REPLACED = Pattern.compile(
            "\\b(desks?|doors?|lanes?|spokesm[ae]n|fleets?|beside|told|laws?)\\b", Pattern.CASE_INSENSITIVE);

    @Test
    void theReadmeHasAtMost150Lines() throws IOException {
        assertThat(Files.readAllLines(TOP.resolve("README.md"))).hasSizeLessThanOrEqualTo(MOST_README_LINES);
    }

    @Test
    void noSentenceIsTooLong() throws IOException {
        List<String> tooLong = new ArrayList<>();
        for (var page : pages().entrySet()) {
            int most = page.getKey().equals(TOP.resolve("README.md")) ? MOST_README_WORDS : MOST_WORDS;
            for (String sentence : page.getValue().sentences()) {
                int words = sentence.split("\\s+").length;
                if (words > most) {
                    tooLong.add(TOP.relativize(page.getKey()) + ", " + words + " words: " + sentence);
                }
            }
        }
        assertThat(tooLong).isEmpty();
    }

    @Test
    void everyLinkLeadsToAFileAndAnAnchorThatExist() throws IOException {
        List<String> broken = new ArrayList<>();
        for (var page : pages().entrySet()) {
            for (String link : page.getValue().relativeLinks()) {
                if (!leadsSomewhere(page.getKey(), link)) {
                    broken.add(TOP.relativize(page.getKey()) + ": " + link);
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void noDocumentUsesANameThatTheGlossaryReplaces() throws IOException {
        for (var page : pages().entrySet()) {
            assertThat(REPLACED.matcher(page.getValue().language()).results().map(MatchResult::group))
                    .as(page.getKey().toString())
                    .isEmpty();
        }
    }

    @Test
    void everyPackageIsDescribedInItsPackageInfoAndOnTheDevelopersPage() throws IOException {
        String developing = Files.readString(TOP.resolve("model-trainer/docs/developing.md"));
        for (String module : List.of("model-trainer", "job")) {
            Path sources = TOP.resolve(module).resolve("src/main/java");
            for (Path folder : foldersWithClasses(sources)) {
                assertThat(folder.resolve("package-info.java")).exists();
                assertThat(developing)
                        .contains("| `" + sources.relativize(folder).toString().replace('/', '.') + "` |");
            }
        }
    }

    @Test
    void aPageIsReadAsItsReaderReadsIt() {
        MarkdownPage page = new MarkdownPage("""
                # A title, with `code`
                One sentence
                goes on. Another [one](other.md#an-anchor).
                - An item with (a [link](https://example.org)).
                | a | table |

                ```bash
                a command   # [no](link.md)
                ```

                ## A title, with `code`
                """);
        assertThat(page.sentences()).containsExactly("One sentence goes on.", "Another one.", "An item with (a link).");
        assertThat(page.codeLines()).containsExactly("a command");
        assertThat(page.blocks("bash")).containsExactly("a command   # [no](link.md)\n");
        assertThat(page.inlineCode()).containsExactly("code", "code");
        assertThat(page.relativeLinks()).containsExactly("other.md#an-anchor");
        assertThat(page.anchors()).containsExactly("a-title-with-code", "a-title-with-code-1");
        assertThat(REPLACED.matcher(new MarkdownPage("a fleet, `--beside` it").language())
                        .results())
                .hasSize(1);
        assertThat(leadsSomewhere(TOP.resolve("README.md"), "nowhere.md")).isFalse();
        assertThat(leadsSomewhere(TOP.resolve("README.md"), "README.md#nowhere"))
                .isFalse();
        assertThat(leadsSomewhere(TOP.resolve("README.md"), "README.md#limits")).isTrue();
    }

    private static boolean leadsSomewhere(Path page, String link) {
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]);
        if (!Files.exists(target)) {
            return false;
        }
        try {
            return parts.length == 1
                    || new MarkdownPage(Files.readString(target)).anchors().contains(parts[1]);
        } catch (IOException e) {
            return false;
        }
    }

    private static SortedMap<Path, MarkdownPage> pages() throws IOException {
        SortedMap<Path, MarkdownPage> pages = MarkdownPage.ofProject();
        assertThat(pages).hasSizeGreaterThan(10);
        return pages;
    }

    private static List<Path> foldersWithClasses(Path sources) throws IOException {
        try (Stream<Path> files = Files.walk(sources)) {
            List<Path> folders = files.filter(file -> file.toString().endsWith(".java"))
                    .map(Path::getParent)
                    .distinct()
                    .toList();
            assertThat(folders).hasSizeGreaterThan(5);
            return folders;
        }
    }
}
