// SPDX-License-Identifier: Apache-2.0
/**
 * Images as tables: the IDX files of MNIST, for exploring models of images. A stream has none of this.
 *
 * <p>A pure package on top of {@code data}, which finds it as a service ({@link io.elbow.data.TableFormat}). Nothing
 * but {@code cli.lab} may depend on it.
 *
 * <p>Begin with {@link io.elbow.data.lab.IdxImages}.
 */
package io.elbow.data.lab;
