/** What readers get who know nothing of delta files and talk to the store directly: plain copies that expire. */
@NullMarked
package io.deltaglider.engine.presign;

import org.jspecify.annotations.NullMarked;
