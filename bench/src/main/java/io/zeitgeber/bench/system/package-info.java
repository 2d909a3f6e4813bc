/**
 * The systems that are measured, all in one shape: start on a topic, tell how far it is, name the
 * topic of its alerts, stop. Each runs in processes of its own.
 */
@NullMarked
package io.zeitgeber.bench.system;

import org.jspecify.annotations.NullMarked;
