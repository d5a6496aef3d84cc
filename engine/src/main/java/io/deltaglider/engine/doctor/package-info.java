/** Looks for what in a bucket, its server or this machine could hurt what is stored. */
@NullMarked
package io.deltaglider.engine.doctor;

import org.jspecify.annotations.NullMarked;
