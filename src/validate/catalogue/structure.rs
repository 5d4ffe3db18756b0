//! Rules: which elements and attributes must, may and may not be there.
use crate::validate::rule::rules;

rules! {
    MISSING_ELEMENT "MissingElement" Error "RFC 4287 4; RSS 2.0"
        "An element that must be there is not."
        "Add it.";
    MISSING_TITLE "MissingTitle" Error "RSS 2.0 channel, image"
        "The title is what people see in their list of feeds."
        "Add <title>.";
    MISSING_LINK "MissingLink" Error "RSS 2.0 channel, image"
        "Readers lead from here to the site."
        "Add <link>.";
    MISSING_DESCRIPTION "MissingDescription" Error "RSS 2.0 channel"
        "Directories show what the feed is about."
        "Add <description>.";
    ITEM_MUST_CONTAIN_TITLE_OR_DESCRIPTION "ItemMustContainTitleOrDescription" Error "RSS 2.0 item"
        "Without either there is nothing to show."
        "Add <title> or <description>.";
    MISSING_CONTENT_OR_ALTERNATE "MissingContentOrAlternate" Error "RFC 4287 4.1.2"
        "An entry without content must lead to it."
        "Add <content>, or a link with rel=\"alternate\".";
    MISSING_SUMMARY "MissingSummary" Error "RFC 4287 4.1.2"
        "Readers that cannot show the content have nothing to show instead."
        "Add <summary>.";
    MISSING_TEXTUAL_CONTENT "MissingTextualContent" Warning "RFC 4287 4.1.1.1"
        "Many readers show only what is in the feed, and here is nothing."
        "Add <content> or <summary>.";
    MISSING_SOURCE_ELEMENT "MissingSourceElement" Warning "RFC 4287 4.2.11"
        "A source should keep what identifies the feed it came from."
        "Copy id, title and updated from that feed.";
    MISSING_ATTRIBUTE "MissingAttribute" Error "RFC 4287 4.2; RSS 2.0"
        "An attribute that must be there is not."
        "Add it.";
    MISSING_HREF "MissingHref" Error "RFC 4287 4.2.7.1"
        "A link without an address leads nowhere."
        "Add href.";
    MISSING_TYPE_ATTR "MissingTypeAttr" Warning "RFC 4287 4.1.3.2"
        "Readers cannot tell whether they can show what is there."
        "Add type.";
    MISSING_XHTML_DIV "MissingXhtmlDiv" Error "RFC 4287 3.1.1.3"
        "XHTML content is exactly one div element of XHTML."
        "Wrap the content in <div xmlns=\"http://www.w3.org/1999/xhtml\">.";
    MISSING_GUID "MissingGuid" Warning "RSS 2.0 guid; RSS profile"
        "Without it readers guess which items they have shown, and show corrected ones twice."
        "Add <guid>.";
    MISSING_DC_LANGUAGE "MissingDCLanguage" Info "RSS 2.0 language; RFC 4287 2"
        "Readers cannot choose voice, dictionary or translation."
        "Name the language.";
    MISSING_SELF "MissingSelf" Warning "RFC 4287 4.1.1"
        "A feed that was passed on cannot be found again."
        "Add a link with rel=\"self\" and the feed's own address.";
    MISSING_ATOM_SELF_LINK "MissingAtomSelfLink" Warning "RSS profile atom:link"
        "A feed that was passed on cannot be found again."
        "Add <atom:link rel=\"self\" href=\"...\" type=\"application/rss+xml\"/>.";
    UNDEFINED_ELEMENT "UndefinedElement" Error "RFC 4287 4; RSS 2.0"
        "The element is not defined in this place, so readers ignore it or stumble."
        "Correct its name, move it, or take it out.";
    UNEXPECTED_ATTRIBUTE "UnexpectedAttribute" Error "RFC 4287 4; RSS 2.0"
        "The attribute is not defined here, so readers ignore it."
        "Correct its name, or take it out.";
    UNEXPECTED_TEXT "UnexpectedText" Error "RFC 4287 4; RSS 2.0"
        "Text between elements is shown by no reader."
        "Move it into an element, or take it out.";
    UNEXPECTED_WHITESPACE "UnexpectedWhitespace" Error "RFC 4287 2"
        "White space around the value is part of it, and then it is not what it should be."
        "Take the white space out.";
    DUPLICATE_ELEMENT "DuplicateElement" Error "RFC 4287 4; RSS 2.0"
        "Readers take the first or the last, and nobody knows which."
        "Keep one.";
    DUPLICATE_VALUE "DuplicateValue" Error "RSS 2.0 guid, skipHours, skipDays; RDF"
        "Two things of the same name cannot be told apart."
        "Give each its own.";
    DUPLICATE_ENCLOSURE "DuplicateEnclosure" Warning "RSS profile enclosure"
        "Many readers take only one, and not all the same."
        "Keep one enclosure; give the rest as media:content.";
    DUPLICATE_SEMANTICS "DuplicateSemantics" Warning "RSS profile"
        "Two elements say the same, and readers differ on which to believe."
        "Keep one of them.";
    DUPLICATE_ITEM_SEMANTICS "DuplicateItemSemantics" Warning "RSS profile"
        "Two elements say the same, and readers differ on which to believe."
        "Keep one of them.";
    DUPLICATE_DESCRIPTION_SEMANTICS "DuplicateDescriptionSemantics" Warning "RSS profile"
        "RSS has an element for this, and readers look there."
        "Use the element of RSS.";
    QUESTIONABLE_USAGE "QuestionableUsage" Warning "RFC 4287 6.3"
        "The element is known but has no defined meaning here."
        "Move it to where it is defined.";
    MISPLACED_XHTML_CONTENT "MisplacedXHTMLContent" Warning "RFC 4287 3.1.1.3"
        "XHTML outside content is shown by no reader."
        "Move it into content.";
    MISPLACED_ITEM "MisplacedItem" Warning "RSS profile channel"
        "Readers that stop after enough items miss what follows them."
        "Put the items last.";
    LATE_METADATA "LateMetadata" Info "RFC 4287 4.1.1"
        "Readers that stream show entries before they know the feed they are from."
        "Put the feed's own elements first.";
    NEED_DESCRIPTION_BEFORE_CONTENT "NeedDescriptionBeforeContent" Warning "RSS profile content:encoded"
        "Some readers show the last of the two they meet."
        "Put a <description> before content:encoded.";
    AVOID_TEXT_INPUT "AvoidTextInput" Warning "RSS profile textInput"
        "Hardly any reader does anything with it."
        "Take it out.";
    IMAGE_LINK_DOESNT_MATCH "ImageLinkDoesntMatch" Warning "RSS 2.0 image"
        "The image's link should be the channel's."
        "Write the channel's link.";
    IMAGE_TITLE_DOESNT_MATCH "ImageTitleDoesntMatch" Warning "RSS profile image"
        "The image's title should be the channel's."
        "Write the channel's title.";
    SLASH_DATE "SlashDate" Warning "mod_slash; RSS profile"
        "Nobody can tell how old the number of comments is."
        "Add <lastBuildDate>.";
    EIGHT_DAYS_A_WEEK "EightDaysAWeek" Error "RSS 2.0 skipDays"
        "A week has seven days."
        "Name each day once at most.";
    NOT_ENOUGH_HOURS_IN_THE_DAY "NotEnoughHoursInTheDay" Error "RSS 2.0 skipHours"
        "A day has 24 hours."
        "Name each hour once at most.";
    INVALID_RDF "InvalidRDF" Error "RDF/XML 2"
        "The document is not RDF here, so RDF readers reject all of it."
        "Qualify attributes and keep text and elements apart.";
    NO_BLINK "NoBlink" Error "RSS 2.0"
        "There never was such an element in RSS."
        "Take it out.";
    USE_OF_EXTENSION_ATTR "UseOfExtensionAttr" Warning "RSS 2.0 extending"
        "Attributes of other vocabularies on RSS's own elements are read by hardly anyone."
        "Say it in an element of that vocabulary.";
}
