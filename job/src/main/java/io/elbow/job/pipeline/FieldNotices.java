// SPDX-License-Identifier: Apache-2.0
package io.elbow.job.pipeline;

import io.elbow.data.FieldWatch;
import io.elbow.job.metrics.ElboMeters;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs and counts the fields that come and go. */
record FieldNotices(ElboMeters meters) implements FieldWatch.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(FieldNotices.class);

    @Override
    public void unused(List<String> fields) {
        LOG.info("the records have numeric fields that the model does not take: {}", String.join(", ", fields));
        fields.forEach(field -> meters.fieldNoticed("unused"));
    }

    @Override
    public void came(String field) {
        LOG.warn(
                "the records have a new numeric field, {}, that the model does not take; if it matters, train a model"
                        + " with it and restart the job from a savepoint",
                field);
        meters.fieldNoticed("new");
    }

    @Override
    public void gone(String feature) {
        LOG.warn(
                "field {} is in none of the last {} records; it counts as missing. If it is gone for good, train a"
                        + " model without it and restart the job from a savepoint",
                feature,
                FieldWatch.SETTLED);
        meters.fieldNoticed("gone");
    }

    @Override
    public void back(String feature) {
        LOG.info("field {} is there again", feature);
        meters.fieldNoticed("back");
    }
}
