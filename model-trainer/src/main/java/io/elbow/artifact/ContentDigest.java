// SPDX-License-Identifier: Apache-2.0
package io.elbow.artifact;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** The two SHA-256 sums of an artifact: the model id names the content, the file's digest finds altered bytes. */
final class ContentDigest {
    static final String PLACEHOLDER = "0".repeat(64);

    private static final String KEY = "\"sha256\":\"";

    private ContentDigest() {}

    /**
     * The model id: over the manifest's text without the id and the time, then every tensor. The text is taken as it
     * stands, so that a reader never has to write its numbers the way the writer did.
     */
    static String modelId(String manifestText, List<SafetensorsFile.Entry> entries, ByteBuffer data) {
        MessageDigest digest = sha256();
        String blanked = blank(blank(manifestText, ManifestJson.MODEL_ID), ManifestJson.TIME);
        digest.update(blanked.getBytes(StandardCharsets.UTF_8));
        for (SafetensorsFile.Entry entry : entries) {
            String head = "\n" + entry.name() + "\n" + entry.dtype() + "\n" + Arrays.toString(entry.shape()) + "\n";
            digest.update(head.getBytes(StandardCharsets.UTF_8));
            digest.update(data.slice((int) entry.begin(), (int) (entry.end() - entry.begin())));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Writes the file's digest over the zeros that stand for it. */
    static void seal(byte[] file) {
        int position = position(file);
        byte[] digits = fileDigest(file, position).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(digits, 0, file, position, digits.length);
    }

    /** @throws ArtifactException where the file's digest is not that of its bytes */
    static void verify(byte[] file, String expected) {
        int position = position(file);
        String found = fileDigest(file, position);
        if (!found.equals(expected)) {
            throw new ArtifactException("sha256 of the content is " + found
                    + " but the file says otherwise: altered or damaged, fetch or train it again");
        }
    }

    /** Over the whole file with zeros in place of the digest. */
    private static String fileDigest(byte[] file, int position) {
        MessageDigest digest = sha256();
        digest.update(file, 0, position);
        digest.update(PLACEHOLDER.getBytes(StandardCharsets.US_ASCII));
        int rest = position + PLACEHOLDER.length();
        digest.update(file, rest, file.length - rest);
        return HexFormat.of().formatHex(digest.digest());
    }

    /**
     * Where the digest's digits begin. The key cannot occur inside a JSON string, where its quotes would be escaped.
     */
    private static int position(byte[] file) {
        int end = SafetensorsFile.dataStart(file);
        String header = new String(file, 0, end, StandardCharsets.ISO_8859_1);
        int key = header.indexOf(KEY);
        int digits = key + KEY.length();
        if (key < 0 || key != header.lastIndexOf(KEY) || digits + PLACEHOLDER.length() > end) {
            throw new ArtifactException("header holds no single \"sha256\" digest: this is no artifact of elbow's");
        }
        return digits;
    }

    /** Empties the one string field of this name; exact, since quotes inside JSON strings are escaped. */
    private static String blank(String json, String field) {
        String key = "\"" + field + "\":\"";
        int start = json.indexOf(key);
        if (start < 0 || start != json.lastIndexOf(key)) {
            throw new ArtifactException("manifest holds no single field " + field + " written as " + key);
        }
        int from = start + key.length();
        int to = from;
        while (to < json.length() && json.charAt(to) != '"') {
            to += json.charAt(to) == '\\' ? 2 : 1;
        }
        return json.substring(0, from) + json.substring(Math.min(to, json.length()));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
