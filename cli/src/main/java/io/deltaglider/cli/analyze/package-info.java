/** What "analyze" looks at: local files, and objects that are brought here one by one. */
@NullMarked
package io.deltaglider.cli.analyze;

import org.jspecify.annotations.NullMarked;
