package io.zeitgeber.service.cli;

/**
 * One thing that the doctor found.
 *
 * @param check what was looked at
 * @param trouble what is wrong, in a sentence
 * @param mend the line that mends it
 */
record Finding(String check, String trouble, String mend) {}
