// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Decodes strict UTF-8: invalid bytes are refused, never replaced. */
final class Utf8 {
    private Utf8() {}

    static boolean isValid(byte[] bytes) {
        return isAscii(bytes) || decodeOrNull(bytes) != null;
    }

    /** The text, or null if the bytes are not valid UTF-8. */
    static String decodeOrNull(byte[] bytes) {
        if (isAscii(bytes)) {
            return new String(bytes, StandardCharsets.US_ASCII);
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private static boolean isAscii(byte[] bytes) {
        for (byte b : bytes) {
            if (b < 0) {
                return false;
            }
        }
        return true;
    }
}
