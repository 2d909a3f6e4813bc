/**
 * Configuration, environment and command line, read once, checked, and turned into typed settings.
 */
@NullMarked
package io.zeitgeber.service.settings;

import org.jspecify.annotations.NullMarked;
