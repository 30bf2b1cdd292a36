// SPDX-License-Identifier: Apache-2.0
package io.elbow.data;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;

/** Strict UTF-8: the JSON library guesses UTF-16 and UTF-32 and lets overlong and surrogate sequences pass. */
final class Utf8 {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long HIGH_BITS = 0x8080808080808080L;

    private Utf8() {}

    /** Whether the bytes are UTF-8 without a zero byte at the start, which would mark another encoding. */
    static boolean isValid(byte[] bytes) {
        for (int i = 0; i < Math.min(4, bytes.length); i++) {
            if (bytes[i] == 0) {
                return false;
            }
        }
        return isAscii(bytes) || decode(bytes) != null;
    }

    /** The text, or null where the bytes are null or not UTF-8. */
    static String decode(byte[] bytes) {
        if (bytes == null) {
            return null;
        }
        if (isAscii(bytes)) {
            return new String(bytes, UTF_8);
        }
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    /** Whether the text survives being written as UTF-8: it has no half of a surrogate pair. */
    static boolean isEncodable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                boolean pair = Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!pair) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    private static boolean isAscii(byte[] bytes) {
        int i = 0;
        for (; i <= bytes.length - Long.BYTES; i += Long.BYTES) {
            if (((long) LONGS.get(bytes, i) & HIGH_BITS) != 0) {
                return false;
            }
        }
        for (; i < bytes.length; i++) {
            if (bytes[i] < 0) {
                return false;
            }
        }
        return true;
    }
}
