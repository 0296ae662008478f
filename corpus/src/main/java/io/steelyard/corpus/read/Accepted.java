package io.steelyard.corpus.read;

import java.util.Map;

/**
 * One record as it was read: its text is well-formed Unicode, not empty and within the limit.
 *
 * @param at where it stands; {@code (at.path(), at.record())} is the document's id
 * @param text the text, unchanged apart from replaced characters where these were asked for
 * @param domain the domain that the {@link DomainRule} gives
 * @param externalId the user's own id, or null
 * @param metadata the other fields that were kept, as JSON values; empty if there are none
 */
public record Accepted(
    Position at, String text, String domain, String externalId, Map<String, Object> metadata)
    implements Item {}
