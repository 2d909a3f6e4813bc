/** Every record accounted for: see the contract, §9. */
@NullMarked
package io.zeitgeber.persistence.ledger;

import org.jspecify.annotations.NullMarked;
