/** The errors of S3, as the AWS SDK's own exception classes with their codes, so that callers need not know what they talk to. */
@NullMarked
package io.deltaglider.store.error;

import org.jspecify.annotations.NullMarked;
