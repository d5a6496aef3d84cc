package io.deltaglider.cli.command;

/**
 * From one source to one target, as {@code cp} and {@code mv} take them.
 *
 * @param recursive whether the source is a folder or prefix
 * @param whole whether something has to be there; otherwise nothing is no error
 */
record Route(String source, String target, boolean recursive, boolean whole) {}
