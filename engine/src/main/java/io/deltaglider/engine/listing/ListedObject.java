package io.deltaglider.engine.listing;

import io.deltaglider.engine.object.LogicalMetadata;

import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * An object as it is stored, and as its clients see it.
 *
 * @param stored as the backend lists it
 */
public record ListedObject(S3Object stored, LogicalMetadata logical) {}
