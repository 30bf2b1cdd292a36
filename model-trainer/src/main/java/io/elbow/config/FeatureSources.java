// SPDX-License-Identifier: Apache-2.0
package io.elbow.config;

import io.elbow.config.FeatureSource.As;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Lists of features by where they come from. */
public final class FeatureSources {
    private FeatureSources() {}

    /** Fields as they stand. */
    public static List<FeatureSource> plain(List<String> fields) {
        return fields.stream().map(FeatureSource::plain).toList();
    }

    /** The features' names, in order. */
    public static List<String> features(List<FeatureSource> sources) {
        return sources.stream().map(FeatureSource::feature).toList();
    }

    /** What is read for the features: each field once, in the order of their first features. */
    public static List<String> fields(List<FeatureSource> sources) {
        return sources.stream().map(FeatureSource::field).distinct().toList();
    }

    /**
     * The features of chosen fields.
     *
     * @param fields each once
     * @param known what features are made of some fields; the others are taken as they stand
     */
    public static List<FeatureSource> of(List<String> fields, List<FeatureSource> known) {
        if (fields.equals(fields(known))) {
            return known;
        }
        List<FeatureSource> sources = new ArrayList<>();
        for (String field : fields) {
            List<FeatureSource> ofField = known.stream()
                    .filter(source -> source.field().equals(field))
                    .toList();
            sources.addAll(ofField.isEmpty() ? List.of(FeatureSource.plain(field)) : ofField);
        }
        return List.copyOf(sources);
    }

    /**
     * What the yaml says otherwise than a model, of fields that both have: one text a field.
     *
     * @param yaml empty: it says nothing
     */
    public static List<String> contradictions(List<FeatureSource> yaml, List<FeatureSource> model) {
        List<String> faults = new ArrayList<>();
        for (String field : fields(yaml)) {
            Set<As> written = as(field, yaml);
            Set<As> its = as(field, model);
            if (!its.isEmpty() && !its.equals(written)) {
                faults.add(
                        "record.features takes " + field + " as " + text(written) + " but the model's is " + text(its));
            }
        }
        return faults;
    }

    private static Set<As> as(String field, List<FeatureSource> sources) {
        Set<As> all = EnumSet.noneOf(As.class);
        sources.stream().filter(source -> source.field().equals(field)).forEach(source -> all.add(source.as()));
        return all;
    }

    private static String text(Set<As> all) {
        return all.stream().map(As::configName).collect(Collectors.joining(" and "));
    }
}
