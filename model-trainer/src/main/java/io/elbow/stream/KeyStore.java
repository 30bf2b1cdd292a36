// SPDX-License-Identifier: Apache-2.0
package io.elbow.stream;

import io.elbow.features.KeyMemory;
import java.util.HashMap;
import java.util.Map;

/** Where the keys' memories lie between two records. */
public interface KeyStore {
    /** The key's memory, which the caller may change; null: the key has none yet. */
    KeyMemory get(String key);

    /** Keeps a key's memory in place of what was kept before. */
    void put(String key, KeyMemory memory);

    /** One that lives as long as the object. */
    static KeyStore inMemory() {
        Map<String, KeyMemory> memories = new HashMap<>();
        return new KeyStore() {
            @Override
            public KeyMemory get(String key) {
                return memories.get(key);
            }

            @Override
            public void put(String key, KeyMemory memory) {
                memories.put(key, memory);
            }
        };
    }
}
