/** GET and HEAD: finding out what lies under a key and rebuilding what the client put. */
@NullMarked
package io.deltaglider.engine.read;

import org.jspecify.annotations.NullMarked;
