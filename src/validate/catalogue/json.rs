//! Rules: jSON Feed.
use crate::validate::rule::rules;

rules! {
    INVALID_JSON "InvalidJson" Error "RFC 8259"
        "The document is not JSON, so no reader can read it."
        "Correct the syntax at this place.";
    INVALID_JSON_FEED_VERSION "InvalidJsonFeedVersion" Error "JSON Feed 1.1 version"
        "Readers tell a JSON Feed by its version."
        "Write https://jsonfeed.org/version/1.1.";
    INVALID_JSON_TYPE "InvalidJsonType" Error "JSON Feed 1.1"
        "The value is not of the type it must be."
        "Write a value of that type.";
    MISSING_JSON_MEMBER "MissingJsonMember" Error "JSON Feed 1.1"
        "A member that must be there is not."
        "Add it.";
    RECOMMENDED_JSON_MEMBER "RecommendedJsonMember" Info "JSON Feed 1.1"
        "Readers work better with it."
        "Add it.";
    UNKNOWN_JSON_MEMBER "UnknownJsonMember" Warning "JSON Feed 1.1 extensions"
        "Members of your own begin with an underscore; others may come to mean something else."
        "Correct the name, or put it into an object whose name begins with _.";
    DUPLICATE_JSON_MEMBER "DuplicateJsonMember" Error "RFC 8259 4"
        "Readers take the first or the last, and nobody knows which."
        "Keep one.";
    DEPRECATED_JSON_MEMBER "DeprecatedJsonMember" Info "JSON Feed 1.1 authors"
        "The member was given up in version 1.1."
        "Use authors.";
    EMPTY_JSON_AUTHOR "EmptyJsonAuthor" Error "JSON Feed 1.1 authors"
        "An author without name, url and avatar is nobody."
        "Add one of the three.";
}
