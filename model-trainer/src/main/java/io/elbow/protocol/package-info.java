// SPDX-License-Identifier: Apache-2.0

/**
 * The models topic as trainer and job agree on it: keys, headers, roles and which artifacts stay. Knows no Kafka. Begin
 * with {@link io.elbow.protocol.ModelsTopicProtocol}.
 */
package io.elbow.protocol;
