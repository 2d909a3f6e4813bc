/** See the packages below. */
@NullMarked
package io.zeitgeber.service;

import org.jspecify.annotations.NullMarked;
