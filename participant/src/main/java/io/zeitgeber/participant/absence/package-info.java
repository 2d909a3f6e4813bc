/**
 * What is not there, or is there and worth nothing: silence, flat lines, empty batteries. Judged by
 * received time, from the arrivals alone; knows neither windows nor threshold rules.
 */
@NullMarked
package io.zeitgeber.participant.absence;

import org.jspecify.annotations.NullMarked;
