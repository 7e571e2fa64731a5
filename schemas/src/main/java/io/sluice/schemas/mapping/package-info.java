/**
 * Users' own records, in Avro or JSON, as events: a {@link io.sluice.schemas.mapping.Mapping} says
 * which fields become which input, a {@link io.sluice.schemas.mapping.RecordDecoder} does it.
 */
package io.sluice.schemas.mapping;
