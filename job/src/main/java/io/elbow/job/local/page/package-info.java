// SPDX-License-Identifier: Apache-2.0
/**
 * The launcher's page: live scores and alerts in a browser, sent as server-sent events to loopback addresses only.
 *
 * <p>It may use Kafka and the meters to read what it shows. The job does not depend on it.
 *
 * <p>Begin with {@link io.elbow.job.local.page.PageServer}.
 */
package io.elbow.job.local.page;
