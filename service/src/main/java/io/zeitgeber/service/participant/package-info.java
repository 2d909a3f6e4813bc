/**
 * The participant's actor: a thin shell that recovers, asks the core, persists and answers. No rule
 * lives here.
 */
@NullMarked
package io.zeitgeber.service.participant;

import org.jspecify.annotations.NullMarked;
