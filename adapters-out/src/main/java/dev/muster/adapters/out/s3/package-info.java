/** Object storage that speaks the protocol of Amazon S3: objects of Muster, and files that may be loaded. */
@NullMarked
package dev.muster.adapters.out.s3;

import org.jspecify.annotations.NullMarked;
