/** A client of Confluent-compatible schema registries. */
package io.sluice.schemas.registry;
